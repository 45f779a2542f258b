import { PlainSampling, dot, logisticStep } from './plainSampling.ts';
import { below } from './random.ts';

/** Training of CBOW and of subword models on a piece of a corpus. All addresses are in bytes; assembly/bagOfRows.ts says what lies there. */
export interface BagOfRowsKernel {
  train(
    contextsPredictCentre: number, listStarts: number, listRows: number,
    ids: number, length: number, keep: number, kept: number, input: number, output: number, stride: number, rowBytes: number, window: number, negative: number,
    thresholds: number, aliases: number, words: number, pathStarts: number, pathNodes: number, pathLabels: number, rate: number, random: number,
    scratch: number, maximumTargets: number, loss: number,
  ): number;
}

/** Bytes of scratch that `BagOfRowsKernel.train` needs. */
export function bagScratchBytes(maximumTargets: number, stride: number): number {
  return 4 * stride + 3 * 4 * (maximumTargets + 12) + 64;
}

/** The same in plain TypeScript: the oracle of the kernel's tests. Subword skip-gram is computed as fastText does: the mean anew for every context word. */
export function createPlainBagOfRowsKernel(memory: WebAssembly.Memory): BagOfRowsKernel {
  const sampling = new PlainSampling(memory);
  return {
    train(
      contextsPredictCentre, listStarts, listRows, ids, length, keep, _kept, input, output, stride, rowBytes, window, negative, thresholds, aliases, words,
      pathStarts, pathNodes, pathLabels, rate, random, _scratch, _maximumTargets, lossAt,
    ) {
      const row = (matrix: number, index: number): Float32Array => new Float32Array(memory.buffer, matrix + index * stride, rowBytes / 4);
      const loss = new Float64Array(memory.buffer, lossAt, 2);
      const rowsOf = (word: number): Float32Array[] => {
        if (listStarts === 0) return [row(input, word)];
        const [start, end] = sampling.ints(listStarts).subarray(word, word + 2);
        return [...sampling.ints(listRows).subarray(start, end)].map((index) => row(input, index));
      };
      const predict = (rows: readonly Float32Array[], word: number): void => {
        const hidden = rows[0].map((_, k) => rows.reduce((sum, values) => sum + values[k], 0) / rows.length);
        const gradient = new Float32Array(hidden.length);
        const targets = sampling.targets(word, negative, random, thresholds, aliases, words, pathStarts, pathNodes, pathLabels);
        for (const { row: target, label } of targets) {
          const values = row(output, target);
          const step = logisticStep(dot(hidden, values), label, rate);
          loss[0] += step.loss;
          loss[1]++;
          for (let k = 0; k < hidden.length; k++) {
            gradient[k] += step.error * values[k];
            values[k] += step.error * hidden[k];
          }
        }
        for (const values of rows) for (let k = 0; k < values.length; k++) values[k] += gradient[k];
      };
      const kept = sampling.subsample(ids, length, keep, random);
      kept.forEach((centre, at) => {
        if (centre < 0) return;
        const reach = 1 + below(sampling.ints(random), window);
        const contexts = sampling.window(kept, at, reach).map((i) => kept[i]);
        if (contexts.length === 0) return;
        if (contextsPredictCentre !== 0) predict(contexts.flatMap(rowsOf), centre);
        else for (const context of contexts) predict(rowsOf(centre), context);
      });
      return kept.filter((id) => id >= 0).length;
    },
  };
}
