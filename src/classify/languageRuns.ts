/**
 * A change of language costs as much as this many nats of evidence: more inside a paragraph, which seldom changes, than between two. A foreign
 * sentence inside a paragraph pays twice, so its language must be some 50 times as probable as its neighbours' one.
 */
const changeCost = { sentence: 2, paragraph: 1 };

/** The evidence of n letters is weighted n / (n + this): few letters say less than their probabilities do (names, loan words). */
const doubtLetters = 20;

/** A sentence (or paragraph of one sentence) with its answer. */
export interface Reading {
  readonly start: number;
  readonly end: number;
  readonly letters: number;
  /** First of its paragraph. */
  readonly opens: boolean;
  /** Log-probability of each label, as `logEvidence` gives it; undefined where nothing could be read. */
  readonly evidence: Float32Array | undefined;
}

/** Neighbouring readings in one language. */
export interface LanguageRun {
  start: number;
  end: number;
  readonly label: number;
  letters: number;
  /** The sum over readings of letters x evidence. */
  readonly sums: Float64Array;
}

/**
 * The most probable sequence of languages for the readings (Viterbi 1967): each reading's evidence, less what changes of language cost.
 * So neighbours that agree outvote a short or doubtful reading between them, and a clear change is kept.
 * @param labels the number of labels
 * @param before the label that the text before the first reading has
 * @returns a label a reading; -1 for those without evidence
 */
export function decodeLabels(readings: readonly Reading[], labels: number, before: number | undefined): Int32Array {
  const path = new Int32Array(readings.length).fill(-1);
  const known = readings.flatMap(({ evidence }, i) => (evidence ? [i] : []));
  if (known.length === 0) return path;
  // score[l]: of the best path that ends in label l; changed[i, l]: whether that path changed to l at reading i, coming from bestBefore[i].
  const score = new Float64Array(labels);
  const changed = new Uint8Array(known.length * labels);
  const bestBefore = new Int32Array(known.length);
  if (before !== undefined) {
    score.fill(-changeCost.paragraph);
    score[before] = 0;
  }
  let opens = false;
  let last = 0;
  known.forEach((index, step) => {
    for (; last <= index; last++) opens ||= readings[last].opens;
    const cost = opens ? changeCost.paragraph : changeCost.sentence;
    opens = false;
    const { evidence, letters } = readings[index];
    const weight = letters / (letters + doubtLetters);
    const best = indexOfMaximum(score);
    bestBefore[step] = best;
    const fromBest = score[best] - cost;
    for (let label = 0; label < labels; label++) {
      if (step > 0 && fromBest > score[label]) {
        score[label] = fromBest;
        changed[step * labels + label] = 1;
      }
      score[label] += weight * evidence![label];
    }
  });
  let label = indexOfMaximum(score);
  for (let step = known.length - 1; step >= 0; step--) {
    path[known[step]] = label;
    if (changed[step * labels + label] === 1) label = bestBefore[step];
  }
  return path;
}

/** Adds readings to the runs: to the last one where the label is the same. Readings without a label are passed over. */
export function extendRuns(runs: LanguageRun[], readings: readonly Reading[], path: Int32Array): void {
  readings.forEach(({ start, end, letters, evidence }, i) => {
    if (!evidence) return;
    let run = runs.at(-1);
    if (run?.label !== path[i]) {
      run = { start, end, label: path[i], letters: 0, sums: new Float64Array(evidence.length) };
      runs.push(run);
    }
    run.end = end;
    run.letters += letters;
    for (let label = 0; label < evidence.length; label++) run.sums[label] += letters * evidence[label];
  });
}

/** softmax(sums / letters): the readings' geometric mean, weighted by letters, as the classifier pools chunks. [labels] */
export function runProbabilities({ sums, letters }: LanguageRun): Float64Array {
  const probabilities = sums.map((sum) => sum / letters);
  const maximum = probabilities.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let i = 0; i < probabilities.length; i++) total += probabilities[i] = Math.exp(probabilities[i] - maximum);
  return probabilities.map((value) => value / total);
}

export function indexOfMaximum(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
