"""The peers of bench/vectors.ts: gensim's reader and search, numpy's matrix-vector product. Prints one JSON value."""
import json
import sys
import time

import numpy as np

task, file = sys.argv[1:3]

if task == "matvec":
    rows, dimensions = map(int, file.split("x"))
    unit = np.random.default_rng(1).standard_normal((rows, dimensions), dtype=np.float32)
    query = unit[5].copy()
    times = []
    for _ in range(100):
        start = time.perf_counter()
        unit @ query
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"median": sorted(times)[50], "least": min(times)}))
else:
    from gensim.models import KeyedVectors

    start = time.perf_counter()
    vectors = KeyedVectors.load_word2vec_format(file, binary=False, no_header=True)
    seconds = time.perf_counter() - start
    if task == "load":
        print(json.dumps({"seconds": seconds}))
    else:
        words = [vectors.index_to_key[row] for row in np.random.default_rng(7).choice(len(vectors), 1000, replace=False)]
        print(json.dumps([[word, [[other, float(score)] for other, score in vectors.most_similar(word, topn=10)]] for word in words]))
