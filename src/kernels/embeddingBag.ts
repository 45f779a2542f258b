import wasm from '../../build/kernels/embeddingBag.wasm';
import { instantiateKernel } from './sharedArena.ts';

/** The embedding table of a network in training. All addresses are in bytes; see assembly/embeddingBag.ts for the layout. */
export interface EmbeddingBagKernel {
  meanRows(table: number, dimensions: number, ids: number, starts: number, slots: number, tokens: number, out: number): void;
  /** @returns the number of rows touched */
  scatterRows(gradient: number, dimensions: number, ids: number, starts: number, slots: number, tokens: number, slotOfRow: number, rows: number, values: number): number;
  adamRows(table: number, first: number, second: number, dimensions: number, rows: number, values: number, count: number, stepSize: number, correction: number, scale: number): void;
}

export function createEmbeddingBagKernel(memory: WebAssembly.Memory): EmbeddingBagKernel {
  return instantiateKernel<EmbeddingBagKernel>(wasm, memory);
}

/** The same in plain TypeScript: the oracle of the kernel's tests. */
export function createPlainEmbeddingBagKernel(memory: WebAssembly.Memory): EmbeddingBagKernel {
  const ints = (address: number): Int32Array => new Int32Array(memory.buffer, address);
  const floats = (address: number): Float32Array => new Float32Array(memory.buffer, address);
  return {
    meanRows(tableAt, dimensions, idsAt, startsAt, slotsAt, tokens, outAt) {
      const [table, out] = [floats(tableAt), floats(outAt)];
      const [ids, starts, slots] = [ints(idsAt), ints(startsAt), ints(slotsAt)];
      for (let k = 0; k < tokens; k++) {
        const count = Math.max(1, starts[k + 1] - starts[k]);
        for (let e = 0; e < dimensions; e++) {
          let sum = 0;
          for (let i = starts[k]; i < starts[k + 1]; i++) sum += table[ids[i] * dimensions + e];
          out[slots[k] * dimensions + e] = sum / count;
        }
      }
    },
    scatterRows(gradientAt, dimensions, idsAt, startsAt, slotsAt, tokens, slotOfRowAt, rowsAt, valuesAt) {
      const [gradient, values] = [floats(gradientAt), floats(valuesAt)];
      const [ids, starts, slots, slotOfRow, rows] = [ints(idsAt), ints(startsAt), ints(slotsAt), ints(slotOfRowAt), ints(rowsAt)];
      let count = 0;
      for (let k = 0; k < tokens; k++) {
        const share = 1 / Math.max(1, starts[k + 1] - starts[k]);
        for (let i = starts[k]; i < starts[k + 1]; i++) {
          if (slotOfRow[ids[i]] === 0) {
            rows[count] = ids[i];
            slotOfRow[ids[i]] = ++count;
          }
          const to = (slotOfRow[ids[i]] - 1) * dimensions;
          for (let e = 0; e < dimensions; e++) values[to + e] += gradient[slots[k] * dimensions + e] * share;
        }
      }
      for (let k = 0; k < count; k++) slotOfRow[rows[k]] = 0;
      return count;
    },
    adamRows(tableAt, firstAt, secondAt, dimensions, rowsAt, valuesAt, count, stepSize, correction, scale) {
      const [table, first, second, values] = [tableAt, firstAt, secondAt, valuesAt].map(floats);
      const rows = ints(rowsAt);
      for (let k = 0; k < count; k++) {
        if (rows[k] === 0) continue;
        for (let e = 0; e < dimensions; e++) {
          const at = rows[k] * dimensions + e;
          const g = values[k * dimensions + e] * scale;
          first[at] = 0.9 * first[at] + 0.1 * g;
          second[at] = 0.999 * second[at] + 0.001 * g * g;
          table[at] -= (stepSize * first[at]) / (Math.sqrt(second[at]) * correction + 1e-8);
        }
      }
    },
  };
}
