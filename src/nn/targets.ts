import type { RuntimeTensor } from '../onnx/runtime.ts';
import type { EncodedExample } from './examples.ts';
import { tokensOf } from './examples.ts';
import type { LossKind } from './trainingGraph.ts';

/**
 * What the loss compares the logits with.
 * @param time steps of the batch when tagging; undefined gives one target a text
 * @param smoothing label smoothing: (1 - s) on the gold label, s spread over all (Szegedy et al. 2016)
 * @returns targets [batch, labels] and weights [batch, 1], or [time, batch, labels] and [time, batch, 1]
 */
export function targetsOf(batch: readonly EncodedExample[], labels: number, loss: LossKind, time: number | undefined, smoothing: number): { targets: RuntimeTensor; weights: RuntimeTensor } {
  const rows = (time ?? 1) * batch.length;
  const targets = new Float32Array(rows * labels);
  const weights = new Float32Array(rows);
  const shared = loss === 'crf' ? 0 : smoothing;
  const on = loss === 'sigmoid' ? 1 - shared / 2 : 1 - shared;
  const off = loss === 'sigmoid' ? shared / 2 : shared / labels;

  const setRow = (row: number, labelsOfRow: ArrayLike<number>, weight: number): void => {
    if (off > 0) targets.fill(off, row * labels, (row + 1) * labels);
    for (let k = 0; k < labelsOfRow.length; k++) targets[row * labels + labelsOfRow[k]] = loss === 'sigmoid' ? on : on + off;
    weights[row] = weight;
  };

  for (const [i, example] of batch.entries()) {
    if (time !== undefined) {
      const tokens = Math.min(time, tokensOf(example));
      for (let t = 0; t < tokens; t++) setRow(t * batch.length + i, [example.labels[t]], example.weight);
    } else if (example.distribution) {
      targets.set(example.distribution, i * labels);
      weights[i] = example.weight;
    } else if (loss === 'sigmoid' && labels === 1) {
      // Binary: one logit, for label 1.
      setRow(i, example.labels[0] === 1 ? [0] : [], example.weight);
    } else {
      setRow(i, example.labels, example.weight);
    }
  }
  const leading = time === undefined ? [batch.length] : [time, batch.length];
  return { targets: { data: targets, shape: [...leading, labels] }, weights: { data: weights, shape: [...leading, 1] } };
}
