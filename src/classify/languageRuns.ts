/**
 * A change of language costs as much as this many nats of evidence: more inside a paragraph, which seldom changes, than between two. A foreign
 * sentence inside a paragraph pays twice, so its language must be some 50 times as probable as its neighbours' one.
 */
const changeCost = { sentence: 2, paragraph: 1 };

/** The evidence of n letters is weighted n / (n + this): few letters say less than their probabilities do (names, loan words). */
const doubtLetters = 20;

/** A sentence (or paragraph of one sentence) with its answer. */
export interface Reading {
  readonly letters: number;
  /** First of its paragraph. */
  readonly opens: boolean;
  /** Log-probability of each label, as `logEvidence` gives it; undefined where nothing could be read. */
  readonly evidence: Float32Array | undefined;
}

/** Neighbouring readings in one language. */
export class LanguageRun {
  readonly label: number;
  /** Indices of its first and last reading. */
  readonly first: number;
  readonly last: number;
  readonly letters: number;
  /** [labels] the sum over readings of letters x evidence. */
  readonly sums: Float64Array;
  #probabilities: Float64Array | undefined;

  constructor(label: number, first: number, last: number, letters: number, sums: Float64Array) {
    this.label = label;
    this.first = first;
    this.last = last;
    this.letters = letters;
    this.sums = sums;
  }

  /** softmax(sums / letters): the readings' geometric mean, weighted by letters, as the classifier pools chunks. [labels] */
  get probabilities(): Float64Array {
    this.#probabilities ??= softmax(this.sums, this.letters);
    return this.#probabilities;
  }

  /** This run and one of the same language behind it. */
  joinedWith({ last, letters, sums }: LanguageRun): LanguageRun {
    return new LanguageRun(this.label, this.first, last, this.letters + letters, this.sums.map((sum, label) => sum + sums[label]));
  }
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

/** The runs of readings of one label each. Readings without a label are passed over. */
export function runsOf(readings: readonly Reading[], path: Int32Array): LanguageRun[] {
  const runs: LanguageRun[] = [];
  for (let from = 0; from < readings.length; ) {
    const { evidence: beginning } = readings[from];
    if (!beginning) {
      from++;
      continue;
    }
    const sums = new Float64Array(beginning.length);
    let letters = 0;
    let last = from;
    let next = from;
    for (; next < readings.length; next++) {
      const { evidence, letters: own } = readings[next];
      if (!evidence) continue;
      if (path[next] !== path[from]) break;
      for (let label = 0; label < sums.length; label++) sums[label] += own * evidence[label];
      letters += own;
      last = next;
    }
    runs.push(new LanguageRun(path[from], from, last, letters, sums));
    from = next;
  }
  return runs;
}

/** softmax(sums / divisor) [labels] */
function softmax(sums: Float64Array, divisor: number): Float64Array {
  const values = new Float64Array(sums.length);
  const maximum = sums[indexOfMaximum(sums)];
  let total = 0;
  for (let i = 0; i < sums.length; i++) total += values[i] = Math.exp((sums[i] - maximum) / divisor);
  for (let i = 0; i < sums.length; i++) values[i] /= total;
  return values;
}

export function indexOfMaximum(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
