import type { DocumentAnalysis, DocumentRange } from '../../protocol/analysis.ts';

/** A place in a document or in a notebook's cell. */
export interface Place {
  readonly uri: string;
  readonly range: DocumentRange;
}

export function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  if (!a || !b) return a === b;
  return a.uri === b.uri && isSamePosition(a.range.start, b.range.start) && isSamePosition(a.range.end, b.range.end);
}

function isSamePosition(a: DocumentRange['start'], b: DocumentRange['start']): boolean {
  return a.line === b.line && a.character === b.character;
}

/** Where a part of an answer stands: in the document, or in the cell of that index in a notebook. */
export function placeOf({ uri, cells }: Pick<DocumentAnalysis, 'uri' | 'cells'>, { range, cell }: { readonly range: DocumentRange; readonly cell?: number }): Place {
  return { uri: cell === undefined ? uri : (cells?.[cell].uri ?? uri), range };
}
