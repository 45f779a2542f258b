import { PlainSampling, dot, logisticStep } from './plainSampling.ts';
import { below } from './random.ts';

/** Training of skip-gram on a piece of a corpus. All addresses are in bytes; assembly/skipGram.ts says what lies there. */
export interface SkipGramKernel {
  train(
    ids: number, length: number, keep: number, kept: number, input: number, output: number, stride: number, rowBytes: number, window: number, negative: number,
    thresholds: number, aliases: number, words: number, pathStarts: number, pathNodes: number, pathLabels: number, rate: number, random: number,
    scratch: number, maximumTargets: number, loss: number,
  ): number;
}

/** Bytes of scratch that `SkipGramKernel.train` needs. */
export function skipGramScratchBytes(window: number, maximumTargets: number, stride: number): number {
  const targets = maximumTargets + 8;
  return 4 * (2 * window + 2) + 3 * 4 * targets + 256 + stride + 4 * (2 * window + 2) * (targets + 4);
}

/** The same in plain TypeScript: the oracle of the kernel's tests. */
export function createPlainSkipGramKernel(memory: WebAssembly.Memory): SkipGramKernel {
  const sampling = new PlainSampling(memory);
  return {
    train(
      ids, length, keep, _kept, input, output, stride, rowBytes, window, negative, thresholds, aliases, words, pathStarts, pathNodes, pathLabels, rate, random,
      _scratch, _maximumTargets, lossAt,
    ) {
      const row = (matrix: number, index: number): Float32Array => new Float32Array(memory.buffer, matrix + index * stride, rowBytes / 4);
      const loss = new Float64Array(memory.buffer, lossAt, 2);
      const kept = sampling.subsample(ids, length, keep, random);
      kept.forEach((centre, at) => {
        if (centre < 0) return;
        const reach = 1 + below(sampling.ints(random), window);
        const inputs = [...new Set(sampling.window(kept, at, reach).map((i) => kept[i]))].map((word) => row(input, word));
        if (inputs.length === 0) return;
        const targets = sampling.targets(centre, negative, random, thresholds, aliases, words, pathStarts, pathNodes, pathLabels);
        const errors = inputs.map((x) => targets.map(({ row: target, label }) => {
          const step = logisticStep(dot(x, row(output, target)), label, rate);
          loss[0] += step.loss;
          loss[1]++;
          return step.error;
        }));
        // Tiles of two inputs and three targets, each with the values that the tile before left: the order of the kernel.
        for (let a = 0; a < inputs.length; a += 2) {
          for (let t = 0; t < targets.length; t += 3) {
            const rowsIn = inputs.slice(a, a + 2);
            const rowsOut = targets.slice(t, t + 3).map((target) => row(output, target.row));
            const [before, beforeOut] = [rowsIn.map((x) => x.slice()), rowsOut.map((o) => o.slice())];
            rowsIn.forEach((x, i) => rowsOut.forEach((o, j) => {
              const error = errors[a + i][t + j];
              for (let k = 0; k < x.length; k++) {
                x[k] += error * beforeOut[j][k];
                o[k] += error * before[i][k];
              }
            }));
          }
        }
      });
      return kept.filter((id) => id >= 0).length;
    },
  };
}
