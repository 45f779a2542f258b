"""The peer of bench/projection.ts: scikit-learn's t-SNE and PCA of the same points, and the trustworthiness of every map."""
import json
import sys
import time

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness

folder, rows, dimensions, maps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
points = np.fromfile(f"{folder}/points.f32", dtype=np.float32).reshape(rows, dimensions)
sample = np.random.default_rng(1).permutation(rows)[:4000]


def report(name, layout, seconds):
    # Distances of unit vectors order points as cosines do. Of a sample, since the measure takes the square of the number of points in memory.
    trust = trustworthiness(points[sample], layout[sample], n_neighbors=15)
    print(f"{name}: {seconds:.2f} s, trustworthiness {trust:.4f}")


for made in maps:
    report(f"lexiscope {made['name']}", np.fromfile(f"{folder}/{made['name']}.f32", dtype=np.float32).reshape(rows, made["components"]), made["seconds"])
start = time.time()
layout = PCA(2).fit_transform(points)
report("scikit-learn pca-2", layout, time.time() - start)
start = time.time()
layout = TSNE(2, init="pca", learning_rate="auto", random_state=1, n_jobs=2).fit_transform(points)
report("scikit-learn tsne-2", layout, time.time() - start)
