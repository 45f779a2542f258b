import { LexiscopeError } from '../base/errors.ts';
import type { LessonParams, MutualInformationLesson } from '../protocol/lessons.ts';
import { singularValueDecomposition } from '../vectors/denseSvd.ts';
import { cooccurrences } from './cooccurrences.ts';
import { lessonCorpus } from './lessonText.ts';
import { neighbours } from './neighbours.ts';
import { numberTable } from './numberTable.ts';

/** A larger matrix cannot be looked at. */
const mostWords = 40;

/**
 * Counts in a window, PMI(w, c) = ln [ n(w, c) N / (n(w) n(c)) ], its positive part, and vectors U Sigma^1/2 of the decomposition
 * (Levy and Goldberg 2014): the trainer's steps on a text that is small enough to see them.
 * @throws LexiscopeError `bad-input` for a text without two words that stand beside each other
 */
export function mutualInformationLesson({ text, window, positive, dimensions }: LessonParams<'mutualInformation'>): MutualInformationLesson {
  const corpus = lessonCorpus(text, mostWords);
  const { words } = corpus;
  const size = words.length;
  const counts = cooccurrences(corpus, { size: window, sides: 'both', weighting: 'flat' });
  const total = counts.reduce((a, b) => a + b, 0);
  if (size < 2 || total === 0) throw new LexiscopeError('bad-input', 'The text needs two different words beside each other on a line');
  const rowSums = Float64Array.from(words, (_, i) => counts.subarray(i * size, (i + 1) * size).reduce((a, b) => a + b, 0));
  // Windows of both sides: the table is symmetric, and its columns' sums are its rows'.
  const information = Array.from(counts, (count, at) => (count > 0 ? Math.log((count * total) / (rowSums[Math.floor(at / size)] * rowSums[at % size])) : null));
  const matrix = Float64Array.from(information, (value) => (value === null || (positive && value < 0) ? 0 : value));
  const { u, values } = singularValueDecomposition(matrix, size, size);
  const kept = Math.min(dimensions, size);
  const vectors = Float64Array.from({ length: size * kept }, (_, at) => u[Math.floor(at / kept) * size + (at % kept)] * Math.sqrt(values[at % kept]));
  const largest = counts.reduce((best, count, at) => (count > counts[best] ? at : best), 0);
  const [word, context] = [Math.floor(largest / size), largest % size];
  return {
    counts: numberTable(words, words, counts),
    information: { rows: words, columns: words, values: words.map((_, i) => information.slice(i * size, (i + 1) * size)) },
    matrix: numberTable(words, words, matrix),
    example: { word: words[word], context: words[context], count: counts[largest], rowSum: rowSums[word], columnSum: rowSums[context], total, information: information[largest]! },
    singularValues: [...values],
    points: words.map((label, i) => ({ label, x: vectors[i * kept], y: vectors[i * kept + 1] })),
    neighbours: neighbours(words, vectors, kept), leftOut: corpus.leftOut,
  };
}
