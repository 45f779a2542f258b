import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type ProseSegment, toDocumentRange } from '../../text/prose.ts';
import { isSourceCode, streamProse } from '../../text/extractProse.ts';
import { commonLanguageId } from '../languageIds.ts';
import { tokenKind, WordScanner } from '../../text/wordScanner.ts';

/** A word of a document's prose, and the paragraph that it stands in. */
export interface WordInText {
  /** As it stands: the word itself, and first, where it is part of a compound with hyphens, the whole of it. */
  readonly forms: readonly { readonly word: string; readonly start: number; readonly end: number }[];
  readonly paragraph: string;
}

/** Longer words are none. */
const maximumLength = 256;
/** So much text around a word is enough to tell its language. */
const paragraphLength = 2000;

/** Finds words in documents. The prose of a document is found once a version. */
export class WordFinder {
  readonly #prose = new Map<string, { readonly version: number; readonly segments: Promise<readonly ProseSegment[]> }>();

  /** The word at an offset, where it is part of the prose: not markup, nor the code around comments. @throws LexiscopeError `cancelled` */
  async at(document: TextDocument, offset: number, signal?: AbortSignal): Promise<WordInText | undefined> {
    const segments = await this.#segments(document, signal);
    const segment = segments.find(({ start, end }) => start <= offset && offset < end);
    return segment && wordIn(segment, offset);
  }

  /** A closed document is forgotten. */
  forget(uri: string): void {
    this.#prose.delete(uri);
  }

  #segments(document: TextDocument, signal: AbortSignal | undefined): Promise<readonly ProseSegment[]> {
    const { uri, version } = document;
    const known = this.#prose.get(uri);
    if (known?.version === version) return known.segments;
    const segments = collect(document.getText(), commonLanguageId(document.languageId), signal);
    this.#prose.set(uri, { version, segments });
    // One cancelled question must not answer the next.
    segments.catch(() => {
      if (this.#prose.get(uri)?.segments === segments) this.#prose.delete(uri);
    });
    return segments;
  }
}

async function collect(text: string, languageId: string, signal: AbortSignal | undefined): Promise<ProseSegment[]> {
  const segments: ProseSegment[] = [];
  const options = isSourceCode(languageId) ? { codeParts: 'both' as const } : {};
  for await (const segment of streamProse(text, languageId, signal, options)) segments.push(segment);
  return segments;
}

/** The word of a segment at a document offset. */
export function wordIn(segment: ProseSegment, offset: number): WordInText | undefined {
  const at = toTextOffset(segment, offset);
  if (at === undefined) return undefined;
  const { text } = segment;
  // Tokens never cross a blank: scanning begins after the one before.
  let from = at;
  while (from > 0 && at - from < maximumLength && !/\s/.test(text[from - 1])) from--;
  const scanner = new WordScanner(text.slice(from, at + maximumLength), maximumLength);
  while (scanner.next()) {
    const start = from + scanner.start;
    const end = from + scanner.end;
    if (start > at) return undefined;
    if (end <= at) continue;
    if (scanner.kind !== tokenKind.word) return undefined;
    const spans = [compoundAround(text, start, end), { start, end }].filter((span, i) => i === 1 || span.start !== start || span.end !== end);
    const forms = spans.map((span) => ({ word: text.slice(span.start, span.end), ...toDocumentRange(segment, span.start, span.end) }));
    return { forms, paragraph: text.slice(Math.max(0, at - paragraphLength / 2), at + paragraphLength / 2) };
  }
  return undefined;
}

/** well | known -> well-known */
function compoundAround(text: string, start: number, end: number): { start: number; end: number } {
  const before = /(?:[\p{L}\p{M}\p{N}]{1,40}[-\u2010\u2011]){1,4}$/u.exec(text.slice(Math.max(0, start - 100), start));
  const after = /^(?:[-\u2010\u2011][\p{L}\p{M}\p{N}]{1,40}){1,4}/u.exec(text.slice(end, end + 100));
  return { start: start - (before?.[0].length ?? 0), end: end + (after?.[0].length ?? 0) };
}

/** The code unit of the text that comes from document[offset]; undefined for what is not part of the text: markup, link targets. */
function toTextOffset({ pieces }: ProseSegment, offset: number): number | undefined {
  const documentStarts = pieces.filter((_, i) => i % 3 === 1);
  for (let piece = lastAt(documentStarts, offset); piece >= 0; piece--) {
    const [textStart, documentStart, length] = pieces.subarray(3 * piece, 3 * piece + 3);
    if (length === 0) continue;
    return offset < documentStart + length ? textStart + offset - documentStart : undefined;
  }
  return undefined;
}

/** Index of the last value that is at most `offset`, or -1. */
function lastAt(rising: Int32Array, offset: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
