import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../base/errors.ts';
import { pearson, spearman } from './correlation.ts';
import type { AnalogyQuestion, WordPair } from './evaluationData.ts';
import { productRows } from './rowStore.ts';
import type { VectorSpace } from './space.ts';

export interface EvaluationOptions {
  /** Only the first so many rows (the most frequent words) count as known and as answers; default 300,000, as gensim's. */
  readonly vocabularyLimit?: number;
  readonly signal?: AbortSignal;
  /** Called with the part done, 0 to 1. */
  readonly onProgress?: (part: number) => void;
}

export interface PairsResult {
  /** Spearman's and Pearson's correlation of cosines and human scores; null where fewer than two pairs are known. */
  readonly spearman: number | null;
  readonly pearson: number | null;
  /** Pairs of which both words are known; the others are left out. */
  readonly found: number;
  readonly total: number;
}

export interface AnalogySectionResult {
  readonly name: string;
  readonly correct: number;
  /** Questions of which all four words are known; the others are left out. */
  readonly found: number;
  readonly total: number;
  /** correct / found; null where nothing was found. */
  readonly accuracy: number | null;
}

export interface AnalogiesResult extends Omit<AnalogySectionResult, 'name'> {
  readonly sections: readonly AnalogySectionResult[];
}

export type AnalogyMethod = '3CosAdd' | '3CosMul';

const defaultLimit = 300_000;

/** Word similarity: how the cosines of pairs rank against people's judgement. Case is folded: of the rows that differ by case only, the first counts. */
export function evaluatePairs(space: VectorSpace, pairs: readonly WordPair[], options: EvaluationOptions = {}): PairsResult {
  const rowOf = foldedRows(space, options.vocabularyLimit ?? defaultLimit, pairs.flatMap((pair) => [pair.first, pair.second]));
  const cosines: number[] = [];
  const scores: number[] = [];
  for (const pair of pairs) {
    const a = rowOf.get(pair.first.toLowerCase());
    const b = rowOf.get(pair.second.toLowerCase());
    if (a === undefined || b === undefined) continue;
    cosines.push(space.cosine(a, b));
    scores.push(pair.score);
  }
  return { spearman: orNull(spearman(cosines, scores)), pearson: orNull(pearson(cosines, scores)), found: cosines.length, total: pairs.length };
}

/**
 * Analogies a : b = c : d. The answer is the row with the largest
 *   cos(x, b) - cos(x, a) + cos(x, c)                                   3CosAdd (Mikolov et al. 2013), or
 *   s(x, b) s(x, c) / (s(x, a) + 0.001) with s = (1 + cos) / 2          3CosMul (Levy and Goldberg 2014),
 * the three given words excluded, case folded. Cosines with all words of the questions are computed once, block of rows by block.
 */
export async function evaluateAnalogies(
  space: VectorSpace, questions: readonly AnalogyQuestion[], options: EvaluationOptions & { readonly method?: AnalogyMethod } = {},
): Promise<AnalogiesResult> {
  const limit = Math.min(options.vocabularyLimit ?? defaultLimit, space.size);
  const rowOf = foldedRows(space, limit, questions.flatMap((question) => question.words));
  // The question words as "queries" 0 ... n - 1, each with its row.
  const queryOfRow = new Map<number, number>();
  const rowOfQuery: number[] = [];
  const asked: { question: AnalogyQuestion; a: number; b: number; c: number; answer: number }[] = [];
  for (const question of questions) {
    const rows = question.words.map((word) => rowOf.get(word.toLowerCase()));
    if (rows.some((row) => row === undefined)) continue;
    const [a, b, c] = (rows as number[]).map((row) => {
      let query = queryOfRow.get(row);
      if (query === undefined) {
        query = rowOfQuery.length;
        queryOfRow.set(row, query);
        rowOfQuery.push(row);
      }
      return query;
    });
    asked.push({ question, a: a, b: b, c: c, answer: rows[3]! });
  }

  const best = new BestRows(asked.length, options.method ?? '3CosAdd', asked, rowOfQuery);
  const unit = new Float32Array(rowOfQuery.length * space.dimensions);
  rowOfQuery.forEach((row, query) => space.addUnit(row, 1, unit.subarray(query * space.dimensions, (query + 1) * space.dimensions)));
  const cosines = new Float32Array(rowOfQuery.length * productRows);
  for (let first = 0; first < limit; first += productRows) {
    throwIfAborted(options.signal, 'The evaluation of analogies');
    const rows = Math.min(productRows, limit - first);
    space.store.cosines(unit, rowOfQuery.length, first, rows, cosines);
    best.update(cosines, first, rows);
    if (((first / productRows) & 15) === 15) {
      options.onProgress?.((first + rows) / limit);
      await nextTurn();
    }
  }
  return summary(questions, asked.map(({ question, answer }, i) => ({ section: question.section, correct: sameFolded(space, best.rows[i], answer) })));
}

/** The best row so far of every question. */
class BestRows {
  readonly rows: Int32Array;
  private readonly scores: Float32Array;
  private readonly multiply: boolean;
  private readonly questions: readonly { a: number; b: number; c: number }[];
  private readonly rowOfQuery: readonly number[];

  constructor(count: number, method: AnalogyMethod, questions: readonly { a: number; b: number; c: number }[], rowOfQuery: readonly number[]) {
    this.rows = new Int32Array(count).fill(-1);
    this.scores = new Float32Array(count).fill(-Infinity);
    this.multiply = method === '3CosMul';
    this.questions = questions;
    this.rowOfQuery = rowOfQuery;
  }

  /** @param cosines [queries, rows] of the rows first ... first + rows - 1 */
  update(cosines: Float32Array, first: number, rows: number): void {
    const { scores, multiply, questions, rowOfQuery } = this;
    for (let i = 0; i < questions.length; i++) {
      const { a, b, c } = questions[i];
      const [atA, atB, atC] = [a * rows, b * rows, c * rows];
      let score = scores[i];
      for (let r = 0; r < rows; r++) {
        const x = cosines[atA + r];
        const y = cosines[atB + r];
        const z = cosines[atC + r];
        const value = multiply ? ((1 + y) * (1 + z)) / (4 * ((1 + x) / 2 + 0.001)) : y - x + z;
        if (value <= score) continue;
        const row = first + r;
        if (row === rowOfQuery[a] || row === rowOfQuery[b] || row === rowOfQuery[c]) continue;
        score = value;
        this.rows[i] = row;
      }
      scores[i] = score;
    }
  }
}

function summary(questions: readonly AnalogyQuestion[], answered: readonly { section: string; correct: boolean }[]): AnalogiesResult {
  const sections = new Map<string, { correct: number; found: number; total: number }>();
  for (const { section } of questions) {
    const counts = sections.get(section) ?? { correct: 0, found: 0, total: 0 };
    counts.total++;
    sections.set(section, counts);
  }
  for (const { section, correct } of answered) {
    const counts = sections.get(section)!;
    counts.found++;
    if (correct) counts.correct++;
  }
  const correct = answered.filter((answer) => answer.correct).length;
  return {
    accuracy: ratio(correct, answered.length), correct, found: answered.length, total: questions.length,
    sections: [...sections].map(([name, counts]) => ({ name, ...counts, accuracy: ratio(counts.correct, counts.found) })),
  };
}

function sameFolded(space: VectorSpace, a: number, b: number): boolean {
  return a === b || (a >= 0 && space.word(a).toLowerCase() === space.word(b).toLowerCase());
}

/** Lower-cased word -> its first row among the first `limit`, for the given words only. */
function foldedRows(space: VectorSpace, limit: number, words: readonly string[]): Map<string, number> {
  const wanted = new Set(words.map((word) => word.toLowerCase()));
  const rows = new Map<string, number>();
  const size = Math.min(limit, space.size);
  for (let row = 0; row < size && rows.size < wanted.size; row++) {
    const folded = space.word(row).toLowerCase();
    if (wanted.has(folded) && !rows.has(folded)) rows.set(folded, row);
  }
  return rows;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
