import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { ownCopy } from '../corpora/source.ts';
import { IntList } from './intList.ts';
import { SupervisedFeatures, endOfText } from './supervisedFeatures.ts';
import type { FeatureSettings } from './supervisedFeatures.ts';

/** One text, cut into tokens, and its labels; of several, every epoch draws one, as fastText does. */
export interface SupervisedExample {
  readonly tokens: readonly string[];
  readonly labels: readonly string[];
}

/** Gives the examples anew at every call: they are read twice and not kept. */
export type ExampleSource = () => AsyncIterable<SupervisedExample> | Iterable<SupervisedExample>;

/** Numbers in place of texts: 4 bytes a feature. */
export interface EncodedExamples {
  readonly features: SupervisedFeatures;
  /** By falling frequency. */
  readonly labels: readonly { readonly name: string; readonly count: number }[];
  readonly count: number;
  /** Tokens of all texts. */
  readonly tokenCount: number;
  /** Example e has the rows rows[starts[e] .. starts[e + 1]) and the labels labelIds[labelStarts[e] .. labelStarts[e + 1]). */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly labelStarts: Int32Array;
  readonly labelIds: Int32Array;
}

const examplesBetweenChecks = 1000;

/**
 * Counts words and labels in a first pass and turns texts into rows in a second one. Examples without label are left out.
 * @throws LexiscopeError `bad-input` for fewer than two labels, `cancelled`
 */
export async function encodeExamples(
  source: ExampleSource, settings: FeatureSettings & { readonly minimumCount: number }, signal?: AbortSignal, onRead?: (examples: number) => void,
): Promise<EncodedExamples> {
  const wordCounts = new Map<string, number>([[endOfText, 0]]);
  const labelCounts = new Map<string, number>();
  let tokenCount = 0;
  let count = 0;
  const watch = (): void => {
    if (++count % examplesBetweenChecks !== 0) return;
    throwIfAborted(signal, 'Reading the examples');
    onRead?.(count);
  };
  for await (const { tokens, labels } of source()) {
    if (labels.length === 0) continue;
    watch();
    tokenCount += tokens.length;
    for (const label of labels) increment(labelCounts, label);
    for (const token of tokens) increment(wordCounts, token);
    increment(wordCounts, endOfText);
  }
  if (labelCounts.size < 2) throw new LexiscopeError('bad-input', `${labelCounts.size} labels in the data; a classifier needs at least 2`);
  const labels = [...labelCounts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
  const numberOf = new Map(labels.map(({ name }, i) => [name, i]));
  const features = SupervisedFeatures.of(wordCounts, settings.minimumCount, settings);

  const [starts, rows, labelStarts, labelIds] = [new IntList(), new IntList(), new IntList(), new IntList()];
  count = 0;
  for await (const example of source()) {
    if (example.labels.length === 0) continue;
    watch();
    starts.push(rows.length);
    labelStarts.push(labelIds.length);
    for (const row of features.rowsOf(example.tokens, true)) rows.push(row);
    for (const label of example.labels) {
      const id = numberOf.get(label);
      if (id === undefined) throw new LexiscopeError('bad-input', `the data has changed between the first reading and the second: label ${label} is new`);
      labelIds.push(id);
    }
  }
  starts.push(rows.length);
  labelStarts.push(labelIds.length);
  return { features, labels, count, tokenCount, starts: starts.values(), rows: rows.values(), labelStarts: labelStarts.values(), labelIds: labelIds.values() };
}

function increment(counts: Map<string, number>, key: string): void {
  const known = counts.get(key);
  if (known === undefined) counts.set(ownCopy(key), 1);
  else counts.set(key, known + 1);
}
