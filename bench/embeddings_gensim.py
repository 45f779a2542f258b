"""gensim's word2vec on a tokenized file: prints CPU seconds, wall seconds and peak memory as JSON. For bench/embeddings.ts."""
import json
import resource
import sys
import time

from gensim.models import Word2Vec

corpus, architecture, out, seed, epochs, threads = sys.argv[1:7]
rate = float(sys.argv[7]) if len(sys.argv) > 7 else 0.025
started = time.time()
model = Word2Vec(vector_size=100, window=5, negative=5, min_count=5, sample=1e-3, alpha=rate, sg=int(architecture == "skipgram"), workers=int(threads), seed=int(seed))
model.build_vocab(corpus_file=corpus)
before = time.process_time()
model.train(corpus_file=corpus, total_examples=model.corpus_count, total_words=model.corpus_total_words, epochs=int(epochs))
training = time.process_time() - before
cpu = time.process_time()
wall = time.time() - started
model.wv.save_word2vec_format(out, binary=True)
print(json.dumps({"cpu": cpu, "trainingCpu": training, "wall": wall, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
