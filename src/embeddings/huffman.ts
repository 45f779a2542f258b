/** For every word the inner nodes on its way from the root of a Huffman tree, and at each the label that leads on: 1 to the one child, 0 to the other. */
export interface HuffmanPaths {
  /** [words + 1] word w's nodes are nodes[starts[w] .. starts[w + 1]). */
  readonly starts: Int32Array;
  /** Inner nodes 0 ... words - 2. */
  readonly nodes: Int32Array;
  /** 1 - code, as in word2vec.c */
  readonly labels: Float32Array;
  readonly longest: number;
}

/**
 * Paths for hierarchical softmax (Morin and Bengio 2005), with the codes of Huffman (1952): the more frequent, the shorter.
 * @param counts falling
 */
export function huffmanPaths(counts: Float64Array): HuffmanPaths {
  const n = counts.length;
  // Leaves 0 ... n - 1, inner nodes n ... 2 n - 2 in order of creation, so of rising count: both queues are sorted.
  const weight = new Float64Array(2 * n - 1);
  weight.set(counts);
  const parent = new Int32Array(2 * n - 1);
  const code = new Uint8Array(2 * n - 1);
  let leaf = n - 1;
  let inner = n;
  const smallest = (created: number): number => (leaf >= 0 && (inner >= created || weight[leaf] < weight[inner]) ? leaf-- : inner++);
  for (let node = n; node < 2 * n - 1; node++) {
    const first = smallest(node);
    const second = smallest(node);
    weight[node] = weight[first] + weight[second];
    parent[first] = node;
    parent[second] = node;
    code[second] = 1;
  }
  const root = 2 * n - 2;
  const starts = new Int32Array(n + 1);
  let longest = 0;
  for (let w = 0; w < n; w++) {
    let length = 0;
    for (let node = w; node !== root; node = parent[node]) length++;
    starts[w + 1] = starts[w] + length;
    longest = Math.max(longest, length);
  }
  const nodes = new Int32Array(starts[n]);
  const labels = new Float32Array(starts[n]);
  for (let w = 0; w < n; w++) {
    let at = starts[w + 1];
    for (let node = w; node !== root; node = parent[node]) {
      at--;
      nodes[at] = parent[node] - n;
      labels[at] = 1 - code[node];
    }
  }
  return { starts, nodes, labels, longest };
}
