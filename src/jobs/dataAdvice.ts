import type { DataInspection } from '../protocol/training.ts';
import type { RunKind } from '../protocol/trainingRun.ts';

const longText = 256;
const longestUseful = 512;
const skew = 10;
const smallData = 2000;

/** Settings that suit the data better than the defaults, each with its reason. */
export function adviceFor(kind: RunKind, { words, labels, target, estimatedExamples }: Pick<DataInspection, 'words' | 'labels' | 'target' | 'estimatedExamples'>): DataInspection['advice'] {
  const advice: { key: string; value: string | number | boolean; reason: string }[] = [];
  if (kind === 'embeddings') {
    if (words.mean * estimatedExamples < 200_000) advice.push({ key: 'minimumCount', value: 2, reason: 'The corpus is small: with 5, few words would be left.' });
    return advice;
  }
  if (words.p95 > longText) advice.push({ key: 'maximumTokens', value: Math.min(longestUseful, 64 * Math.ceil(words.p95 / 64)), reason: `One text in twenty is longer than ${words.p95} words.` });
  else if (words.p95 > 0 && words.p95 <= longText / 4) advice.push({ key: 'maximumTokens', value: Math.max(16, 16 * Math.ceil((1.25 * words.p95) / 16)), reason: `The texts are short: 19 of 20 have at most ${words.p95} words.` });
  if (target === 'single' && labels.length > 1 && labels[0].count > skew * labels[labels.length - 1].count) advice.push({ key: 'classWeights', value: 'balanced', reason: `${labels[0].label} is ${Math.round(labels[0].count / labels[labels.length - 1].count)} times as frequent as ${labels[labels.length - 1].label}.` });
  if (estimatedExamples < smallData) {
    advice.push({ key: 'validationPart', value: 0.2, reason: 'There are few rows: with a tenth of them, the validation figures would be chance.' });
    if (estimatedExamples < 300) advice.push({ key: 'batchSize', value: 8, reason: 'There are few rows: smaller batches give more steps.' });
  }
  return advice;
}
