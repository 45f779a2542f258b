import type { LabelledPoint, LessonParams, LettersLesson } from '../protocol/lessons.ts';
import { principalComponents, singularValueDecomposition } from '../vectors/denseSvd.ts';
import { numberTable } from './numberTable.ts';
import type { LetterCounts } from './salammbo.ts';

const shownWeights = 10;

/**
 * The chapters' letters, decomposed: A = U Sigma V^T, and the principal components of A. The person's text is laid on the axes that the chapters
 * give: a V for the singular vectors, (a - mean) V for the components.
 */
export function lettersLesson({ chapters, letters, counts }: LetterCounts, { text, scale }: LessonParams<'letters'>): LettersLesson {
  const columns = letters.length;
  const own = countLetters(text, letters);
  const hasOwn = own.some((count) => count > 0);
  const table = scaled(counts, chapters.length, columns, scale);
  const ownRow = scaled(own, 1, columns, scale);
  const svd = singularValueDecomposition(table, chapters.length, columns);
  const pca = principalComponents(table, chapters.length, columns);
  const rank = svd.values.length;
  const k = pca.variances.length;
  const svdPoints = chapters.map((label, i): LabelledPoint => ({ label, x: svd.u[i * rank] * svd.values[0], y: svd.u[i * rank + 1] * svd.values[1] }));
  const pcaPoints = chapters.map((label, i): LabelledPoint => ({ label, x: pca.scores[i * k], y: pca.scores[i * k + 1] }));
  if (hasOwn) {
    const onSvd = (axis: number): number => ownRow.reduce((sum, value, j) => sum + value * svd.v[j * rank + axis], 0);
    const onPca = (axis: number): number => ownRow.reduce((sum, value, j) => sum + (value - pca.means[j]) * pca.axes[axis * columns + j], 0);
    svdPoints.push({ label: '', x: onSvd(0), y: onSvd(1) });
    pcaPoints.push({ label: '', x: onPca(0), y: onPca(1) });
  }
  const total = pca.variances.reduce((sum, value) => sum + value, 0);
  const weights = letters.map((letter, j) => ({ letter, weight: pca.axes[j] })).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return {
    table: numberTable(hasOwn ? [...chapters, ''] : chapters, letters, hasOwn ? [...table, ...ownRow] : table), hasOwn,
    singularValues: [...svd.values], svd: svdPoints, variances: [...pca.variances], ratios: Array.from(pca.variances, (variance) => variance / total), pca: pcaPoints,
    weights: weights.slice(0, shownWeights),
  };
}

/** [letters] how often each letter stands in the text, capitals counted with the small ones. */
export function countLetters(text: string, letters: readonly string[]): Float64Array {
  const at = new Map(letters.map((letter, i) => [letter, i]));
  const counts = new Float64Array(letters.length);
  for (const character of text.normalize('NFC').toLowerCase()) {
    const i = at.get(character);
    if (i !== undefined) counts[i]++;
  }
  return counts;
}

/** Rows divided by their sums for frequencies; as they are for counts. */
function scaled(counts: Float64Array, rows: number, columns: number, scale: 'counts' | 'frequencies'): Float64Array {
  if (scale === 'counts') return counts;
  const result = counts.slice();
  for (let i = 0; i < rows; i++) {
    const row = result.subarray(i * columns, (i + 1) * columns);
    const sum = row.reduce((a, b) => a + b, 0);
    if (sum > 0) for (let j = 0; j < columns; j++) row[j] /= sum;
  }
  return result;
}
