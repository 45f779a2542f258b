import { below, nextRandom } from './random.ts';

/** Twins of assembly/lib/sampling.ts: the same draws from the same random state. All addresses are in bytes. */
export class PlainSampling {
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  ints(address: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address);
  }

  floats(address: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address);
  }

  /** The ids that subsampling keeps. */
  subsample(ids: number, length: number, keep: number, random: number): number[] {
    const limits = new Uint32Array(this.#memory.buffer, keep);
    const state = this.ints(random);
    return [...this.ints(ids).subarray(0, length)].filter((id) => id < 0 || limits[id] === 0xffffffff || nextRandom(state) <= limits[id]);
  }

  drawWord(random: number, thresholds: number, aliases: number, words: number): number {
    const state = this.ints(random);
    const column = below(state, words);
    return nextRandom(state) < new Uint32Array(this.#memory.buffer, thresholds)[column] ? column : this.ints(aliases)[column];
  }

  /** The window of position `at`: positions before and after it, up to `reach` away and not beyond a boundary. */
  window(kept: readonly number[], at: number, reach: number): number[] {
    const beside = (step: number): number[] => {
      const found: number[] = [];
      for (let i = at + step; found.length < reach && i >= 0 && i < kept.length && kept[i] >= 0; i += step) found.push(i);
      return found;
    };
    return [...beside(-1).reverse(), ...beside(1)];
  }

  /** The rows that a word is predicted against, each once, with labels: itself and negative samples, or the nodes of its path. */
  targets(
    word: number, negative: number, random: number, thresholds: number, aliases: number, words: number, pathStarts: number, pathNodes: number, pathLabels: number,
  ): { row: number; label: number }[] {
    if (negative === 0) {
      const [start, end] = this.ints(pathStarts).subarray(word, word + 2);
      return Array.from({ length: end - start }, (_, i) => ({ row: this.ints(pathNodes)[start + i], label: this.floats(pathLabels)[start + i] }));
    }
    const targets = [{ row: word, label: 1 }];
    for (let i = 0; i < negative; i++) {
      const row = this.drawWord(random, thresholds, aliases, words);
      if (!targets.some((target) => target.row === row)) targets.push({ row, label: 0 });
    }
    return targets;
  }
}

/** The logistic loss of a product and its error, rate (label - sigmoid). */
export function logisticStep(product: number, label: number, rate: number): { loss: number; error: number } {
  const wrong = label === 1 ? -product : product;
  return { loss: Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong))), error: rate * (label - 1 / (1 + Math.exp(-product))) };
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
