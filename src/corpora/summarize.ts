import { HashSet } from './hashSet.ts';
import { readExamples } from './readExamples.ts';
import type { ExampleOptions } from './readExamples.ts';
import type { Problem } from './source.ts';
import { murmur3, normalizedText } from './textHash.ts';

/** A first look at labelled data. */
export interface DataSummary {
  /** Examples that could be read. */
  readonly examples: number;
  /** Examples of each label, the most frequent first. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  /** False if there were more different labels than are counted (10,000): the chosen column hardly holds labels then. */
  readonly labelsAreComplete: boolean;
  readonly withoutLabel: number;
  readonly withSeveralLabels: number;
  /** Texts that hold nothing but blanks. */
  readonly empty: number;
  /** Examples whose text came before (see `normalizedText`). Exact while `duplicatesAreExact`, else a lower bound. */
  readonly duplicates: number;
  readonly duplicatesAreExact: boolean;
  readonly lengths: LengthSummary;
  /** The first problems, and how many there were. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

/** Lengths of the texts in UTF-16 code units. */
export interface LengthSummary {
  readonly mean: number;
  readonly longest: number;
  /** `bins[0]` counts empty texts, `bins[i]` those of 2^(i-1) to 2^i - 1. */
  readonly bins: readonly number[];
}

export interface SummaryOptions extends Omit<ExampleOptions, 'onProblem'> {
  /** How many problems are kept. Default 100. */
  readonly maximumProblems?: number;
  /** How many different texts are remembered to find duplicates, at 16 bytes each. Default 16 Mi. */
  readonly maximumTexts?: number;
}

/**
 * Reads the data once and counts. Bad rows and unreadable files are problems, not errors.
 * @throws LexiscopeError where nothing can be read at all, or the work is cancelled
 */
export async function summarize(paths: string | readonly string[], options: SummaryOptions = {}): Promise<DataSummary> {
  const maximumProblems = options.maximumProblems ?? 100;
  const maximumTexts = options.maximumTexts ?? 16 * 1024 * 1024;
  const problems: Problem[] = [];
  let problemCount = 0;
  const onProblem = (problem: Problem): void => {
    problemCount++;
    if (problems.length < maximumProblems) problems.push(problem);
  };

  const counts = new Map<string, number>();
  let labelsAreComplete = true;
  const seen = new HashSet();
  const bins: number[] = [0];
  let [examples, withoutLabel, withSeveralLabels, empty, duplicates, totalLength, longest] = [0, 0, 0, 0, 0, 0, 0];
  for await (const { text, labels } of readExamples(paths, { ...options, onProblem })) {
    examples++;
    for (const label of labels) if (!count(counts, label)) labelsAreComplete = false;
    if (labels.length === 0) withoutLabel++;
    if (labels.length > 1) withSeveralLabels++;
    if (text.trim() === '') empty++;
    else if (seen.size < maximumTexts && isKnown(seen, text)) duplicates++;
    totalLength += text.length;
    longest = Math.max(longest, text.length);
    const bin = 32 - Math.clz32(text.length);
    while (bins.length <= bin) bins.push(0);
    bins[bin]++;
  }
  return {
    examples,
    labels: [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1)),
    labelsAreComplete,
    withoutLabel,
    withSeveralLabels,
    empty,
    duplicates,
    duplicatesAreExact: seen.size < maximumTexts,
    lengths: { mean: examples === 0 ? 0 : totalLength / examples, longest, bins },
    problems,
    problemCount,
  };
}

/** Memory stays bounded even where whole texts are taken for labels. */
const maximumLabels = 10_000;
const maximumLabelLength = 200;

function count(counts: Map<string, number>, label: string): boolean {
  const key = label.length > maximumLabelLength ? `${label.slice(0, maximumLabelLength)}…` : label;
  const before = counts.get(key);
  if (before === undefined && counts.size === maximumLabels) return false;
  counts.set(key, (before ?? 0) + 1);
  return true;
}

/** Two texts in 2^64 share a hash: among 16 million, two different ones are taken for the same with a chance of 1 in 10^5. */
function isKnown(seen: HashSet, text: string): boolean {
  const normalized = normalizedText(text);
  return !seen.add(murmur3(normalized, 1), murmur3(normalized, 2));
}
