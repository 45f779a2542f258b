"""The fastText program on a tokenized file: CPU seconds, wall seconds and peak memory as JSON. For bench/embeddings.ts."""
import json
import resource
import subprocess
import sys
import time

corpus, architecture, out, seed, epochs, threads = sys.argv[1:7]
rate = sys.argv[7:8]
started = time.time()
subprocess.run(
    ["fasttext", architecture, "-input", corpus, "-output", out, "-dim", "100", "-ws", "5", "-neg", "5", "-minCount", "5", "-t", "1e-3", "-minn", "3", "-maxn", "6",
     "-epoch", epochs, "-thread", threads, "-seed", seed, "-verbose", "0",
     *(["-lr", rate[0]] if rate else [])],
    check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "wall": time.time() - started, "megabytes": used.ru_maxrss / 1024}))
