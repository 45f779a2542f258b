import { LexiscopeError, throwIfAborted } from '../../base/errors.ts';
import { readTexts } from '../../corpora/readTexts.ts';
import type { PointMap, Selection } from '../../protocol/spaceMaps.ts';
import { parseExpression } from '../../vectors/expressionText.ts';
import { findWord, requireWord } from '../../vectors/lookup.ts';
import { pointsFrom, pointsOf } from '../../vectors/projection/points.ts';
import type { RowStore } from '../../vectors/rowStore.ts';
import type { VectorSpace } from '../../vectors/space.ts';
import { meanVector } from '../../vectors/texts.ts';
import { knownWords, mostSimilar } from '../../vectors/words.ts';

/** What is to be laid out, and what to call each point. */
export interface SelectedPoints {
  /** Unit rows. */
  readonly points: RowStore;
  readonly labels: readonly string[];
  /** Row of the space by point; undefined for documents. */
  readonly rows: readonly number[] | undefined;
  readonly places: PointMap['places'];
  readonly leftOut: number;
}

/** Words of a document that count towards its mean. */
const documentWords = 5000;

/** @throws LexiscopeError `not-found` for unknown words; `bad-input` for a pattern that is none, or fewer than two points; `cancelled` */
export async function selectPoints(space: VectorSpace, selection: Selection, signal: AbortSignal): Promise<SelectedPoints> {
  const selected = selection.kind === 'documents' ? await documentPoints(space, selection, signal) : wordPoints(space, selectRows(space, selection));
  if (selected.labels.length < 2) throw new LexiscopeError('bad-input', `a map needs at least two points, and there ${selected.labels.length === 1 ? 'is one' : 'are none'}`);
  return selected;
}

function selectRows(space: VectorSpace, selection: Exclude<Selection, { kind: 'documents' }>): readonly number[] {
  switch (selection.kind) {
    case 'frequent':
      return Array.from({ length: Math.min(selection.most, space.size) }, (_, row) => row);
    case 'pattern': {
      const pattern = patternOf(selection.pattern);
      const rows: number[] = [];
      for (let row = 0; row < space.size && rows.length < selection.most; row++) if (pattern.test(space.word(row))) rows.push(row);
      return rows;
    }
    case 'around': {
      const { positive, negative = [] } = parseExpression(selection.expression);
      const own = [...positive, ...negative].map((word) => requireWord(space, word).row).filter((row) => row >= 0);
      const near = mostSimilar(space, { positive, negative }, { top: selection.most }).map(({ row }) => row);
      return [...new Set([...own, ...near])].slice(0, selection.most);
    }
    case 'words':
      return [...new Set(selection.words.map((word) => findWord(space, word)?.row ?? -1))].filter((row) => row >= 0);
  }
}

function patternOf(source: string): RegExp {
  try {
    return new RegExp(source, 'iu');
  } catch (cause) {
    throw new LexiscopeError('bad-input', `${source}: this is no regular expression`, { cause });
  }
}

function wordPoints(space: VectorSpace, rows: readonly number[]): SelectedPoints {
  return { points: pointsOf(space, rows), labels: rows.map((row) => space.word(row)), rows, places: null, leftOut: 0 };
}

async function documentPoints(space: VectorSpace, { path, column, most }: Extract<Selection, { kind: 'documents' }>, signal: AbortSignal): Promise<SelectedPoints> {
  const vectors: Float32Array[] = [];
  const labels: string[] = [];
  const places: { file: string; line: number }[] = [];
  let leftOut = 0;
  for await (const { text, file, line } of readTexts(path, { unit: 'document', signal, ...(column !== undefined && { text: column }) })) {
    throwIfAborted(signal, 'Reading the documents');
    const known = knownWords(space, (text.match(/[\p{L}\p{M}\p{N}]+(?:['\u2019-][\p{L}\p{M}\p{N}]+)*/gu) ?? []).slice(0, documentWords));
    if (known.length === 0) {
      leftOut++;
      continue;
    }
    vectors.push(meanVector(space, known));
    labels.push(labelOf(text));
    places.push({ file, line });
    if (labels.length === most) break;
  }
  return { points: pointsFrom(vectors, space.dimensions), labels, rows: undefined, places, leftOut };
}

/** How a document begins. */
function labelOf(text: string): string {
  const start = text.trimStart().slice(0, 400).replace(/^#+\s*/, '').split(/\r?\n/, 1)[0].trim();
  return start.length > 60 ? `${start.slice(0, 59)}…` : start;
}
