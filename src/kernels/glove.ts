/** Training of GloVe on cells of a table of counts. All addresses are in bytes; assembly/glove.ts says what lies there. */
export interface GloveKernel {
  train(
    cells: number, count: number, wordRows: number, contextRows: number, stride: number, rowBytes: number, xMax: number, alpha: number, rate: number, loss: number,
  ): void;
}

/** The same in plain TypeScript: the oracle of the kernel's tests. */
export function createPlainGloveKernel(memory: WebAssembly.Memory): GloveKernel {
  return {
    train(cells, count, wordRows, contextRows, stride, rowBytes, xMax, alpha, rate, loss) {
      const length = stride / 4;
      const used = rowBytes / 4;
      const losses = new Float64Array(memory.buffer, loss, 2);
      const row = (base: number, index: number): Float32Array => new Float32Array(memory.buffer, base + index * 2 * stride, 2 * length);
      for (let i = 0; i < count; i++) {
        const [wordIndex, contextIndex] = new Int32Array(memory.buffer, cells + 12 * i, 2);
        const [x] = new Float32Array(memory.buffer, cells + 12 * i + 8, 1);
        const w = row(wordRows, wordIndex);
        const c = row(contextRows, contextIndex);
        let product = 0;
        for (let k = 0; k < used; k++) product += w[k] * c[k];
        const diff = product - Math.log(x);
        const weight = Math.min(1, (x / xMax) ** alpha);
        losses[0] += (weight * diff * diff) / 2;
        const step = Math.max(-100, Math.min(100, weight * diff)) * rate;
        for (let k = 0; k < used; k++) {
          const [dw, dc] = [step * c[k], step * w[k]];
          w[k] -= dw / Math.sqrt(w[length + k]);
          c[k] -= dc / Math.sqrt(c[length + k]);
          w[length + k] += dw * dw;
          c[length + k] += dc * dc;
        }
      }
      losses[1] += count;
    },
  };
}
