"""Counting, PPMI (smoothing 0.75, no shift) and ARPACK with scipy on a tokenized file; rows of U. For bench/embeddings.ts."""
import json
import resource
import sys
import time
from collections import Counter

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import svds

corpus, out, seed = sys.argv[1:4]
window = 5
started = time.time()
counts = Counter()
with open(corpus, encoding="utf-8") as lines:
    for line in lines:
        counts.update(line.split())
words = [word for word, count in counts.most_common() if count >= 5]
index = {word: i for i, word in enumerate(words)}
ids = []
with open(corpus, encoding="utf-8") as lines:
    for line in lines:
        ids.extend(index[word] for word in line.split() if word in index)
        ids.append(-1)
ids = np.array(ids, dtype=np.int32)
size = len(words)
matrix = sp.csr_matrix((size, size), dtype=np.float32)
for distance in range(1, window + 1):
    left, right = ids[:-distance], ids[distance:]
    valid = (left >= 0) & (right >= 0)
    for between in range(1, distance):
        valid &= ids[between:len(ids) - distance + between] >= 0
    matrix = matrix + sp.coo_matrix((np.ones(valid.sum(), np.float32), (left[valid], right[valid])), shape=(size, size)).tocsr()
matrix = (matrix + matrix.T).tocoo()
rows = np.asarray(matrix.sum(1)).ravel().astype(np.float64)
context = rows ** 0.75 / (rows ** 0.75).sum()
values = np.log(matrix.data / (rows[matrix.row] * context[matrix.col]))
keep = values > 0
ppmi = sp.csr_matrix((values[keep].astype(np.float32), (matrix.row[keep], matrix.col[keep])), shape=(size, size))
del matrix, values, keep
u, singular, _ = svds(ppmi, k=100, which="LM", random_state=int(seed))
u = u[:, np.argsort(-singular)].astype(np.float32)
cpu, wall = time.process_time(), time.time() - started
with open(out, "wb") as file:
    file.write(b"%d %d\n" % u.shape)
    for word, vector in zip(words, u):
        file.write(word.encode() + b" " + vector.tobytes() + b"\n")
print(json.dumps({"cpu": cpu, "wall": wall, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
