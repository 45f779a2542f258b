import { copyEscaped } from '../escapes.ts';
import { copyMarkup } from '../inlineMarkup.ts';
import { linesOf } from '../lines.ts';
import type { ProseSegment } from '../prose.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';
import type { CodeSyntax, StringSyntax } from './codeSyntax.ts';

/** What of source code is read. */
export type CodeParts = 'comments' | 'strings' | 'both';

const noSection: readonly string[] = [];

/** Inline code, tags with their types, XML and HTML marks and what is addressed to tools in comments. */
const commentMarkup =
  /`{1,3}[^`\n]{1,200}`{1,3}|(?<![\w.])@[\w-]{1,30}(?:[ \t]+\{[^}\n]{0,200}\})?|\{@\w{1,30} ([^}\n]{1,200})\}|<\/?[a-zA-Z][^<>\n]{0,200}>|^[ \t]*(?:eslint|prettier|tslint|istanbul|c8|v8|noqa|pylint|type:|mypy|clang-|NOLINT|#?(?:end)?region|cspell|spell-checker|sourceMappingURL|-\*-)[^\n]{0,300}/dg;
/** A line of a comment that is code put out of use. */
const codeLine =
  /(?:[;{}]|=>)\s*$|^\s*(?:\w+\.)*\w+\([^)]*\)\s*$|^\s*(?:(?:const|let|var)\s+[\w{[]+\s*[=:]|import .* from |from \S+ import |#include|def \w+\(|func \w+\(|fn \w+)/;
/** Where a comment's content begins in each of its lines: behind * or more comment marks. */
const lineDecoration = /^[ \t]*(?:[*#/!;%-]+(?=[ \t]|$)|[/!*#;%-]{2,}|[!*<](?=[ \t]))?[ \t]*/;
const wordsOrIdeograms = /\p{L}\P{L}*\s\P{L}*\p{L}|[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]{2}/u;

/**
 * The comments or strings of source code. Line comments below each other are one comment; a blank line in a comment ends a paragraph.
 * Code put out of use, tool directives and the marks of documentation comments are left out. Strings are prose when they hold two words.
 */
export function* extractSourceCode(document: string, syntax: CodeSyntax, parts: CodeParts): Generator<ProseSegment | undefined> {
  const comment = new CommentReader(document);
  for (const part of findParts(document, syntax)) {
    const isDocstring = part.string !== undefined && syntax.docstrings === true && isDocumentation(document, part);
    if (part.string && !isDocstring) {
      yield* comment.end();
      if (parts !== 'comments') yield* stringSegments(document, part, part.string);
    } else if (parts !== 'strings') yield* comment.add(part);
    yield undefined;
  }
  yield* comment.end();
}

/** A string of three quotes that begins its line (Python). */
function isDocumentation(document: string, { start, contentStart }: Part): boolean {
  if (contentStart - start !== 3) return false;
  const before = document.slice(Math.max(0, start - 100), start);
  return before === '' || /[\r\n][^\S\r\n]*$/.test(before);
}

interface Part {
  /** The whole with its marks. */
  readonly start: number;
  readonly end: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly isLine: boolean;
  readonly string?: StringSyntax;
}

/** Comments and strings in order: each ends before the next is looked for, so that neither hides in the other. */
function* findParts(document: string, { lineComments, blockComments, strings }: CodeSyntax): Generator<Part> {
  /** Up to where strings of a kind are known not to end: looked for once. */
  const unendedUntil = new Map<StringSyntax, number>();
  const openings = [...blockComments.map(([open]) => open), ...strings.map(({ open }) => open), ...lineComments].sort((a, b) => b.length - a.length);
  if (openings.length === 0) return;
  const opening = new RegExp(openings.map(escapePattern).join('|'), 'g');
  let position = 0;
  for (;;) {
    opening.lastIndex = position;
    const match = opening.exec(document);
    if (!match) return;
    const [mark] = match;
    const start = match.index;
    const contentStart = start + mark.length;
    const string = strings.find(({ open }) => open === mark);
    const block = blockComments.find(([open]) => open === mark);
    if (string) {
      const isKnown = contentStart < (unendedUntil.get(string) ?? 0);
      const contentEnd = isKnown ? -1 : endOfString(document, contentStart, string);
      if (contentEnd < 0 && !isKnown && !string.character) unendedUntil.set(string, string.multiline ? Infinity : endOfLine(document, contentStart));
      position = contentEnd < 0 ? contentStart : contentEnd + string.close.length;
      if (contentEnd >= 0 && !string.character) yield { start, end: position, contentStart, contentEnd, isLine: false, string };
    } else if (block) {
      const close = document.indexOf(block[1], contentStart);
      position = close < 0 ? document.length : close + block[1].length;
      yield { start, end: position, contentStart, contentEnd: close < 0 ? document.length : close, isLine: false };
    } else if (isLineComment(document, start, mark)) {
      position = endOfLine(document, contentStart);
      yield { start, end: position, contentStart, contentEnd: position, isLine: true };
    } else position = contentStart;
  }
}

/** # and ' begin comments only where no word ends (C#, $#, don't), // not in an address. */
function isLineComment(document: string, start: number, mark: string): boolean {
  if (start === 0) return !document.startsWith('#!');
  const before = document[start - 1];
  if (mark === '//') return before !== ':';
  return mark === '#' || mark === "'" || mark === '!' || mark === '::' || /[a-z]/i.test(mark) ? /[\s;,(){}[\]]/.test(before) : before !== '\\';
}

/** The position of the closing mark, or -1 where a string that must end on its line does not. */
function endOfString(document: string, from: number, { close, escapes, multiline, interpolation, character }: StringSyntax): number {
  const farthest = character ? Math.min(document.length, from + 12) : document.length;
  for (let i = from; i < farthest; i++) {
    const unit = document[i];
    if (escapes && unit === '\\') i++;
    else if (unit === close[0] && document.startsWith(close, i)) return character && !/^(?:\\.{1,10}|[^])$/u.test(document.slice(from, i)) ? -1 : i;
    else if (interpolation !== undefined && unit === interpolation[0] && document.startsWith(interpolation, i)) i = endOfInterpolation(document, i);
    else if (!multiline && (unit === '\n' || unit === '\r')) return -1;
  }
  return -1;
}

const longestInterpolation = 2000;

/** The position of the } that ends an interpolation, or its beginning where none is near. */
function endOfInterpolation(document: string, from: number): number {
  let depth = 0;
  for (let i = from; i < Math.min(document.length, from + longestInterpolation); i++) {
    if (document[i] === '{') depth++;
    else if (document[i] === '}' && --depth === 0) return i;
  }
  return from;
}

function* stringSegments(document: string, { contentStart, contentEnd }: Part, { escapes, interpolation }: StringSyntax): Generator<ProseSegment> {
  if (!wordsOrIdeograms.test(document.slice(contentStart, Math.min(contentEnd, contentStart + 500)))) return;
  const builder = new SegmentBuilder(document);
  let from = contentStart;
  const copy = (to: number): void => (escapes ? copyEscaped(builder, document, from, to) : builder.copy(from, to));
  while (interpolation !== undefined) {
    const at = document.indexOf(interpolation, from);
    if (at < 0 || at >= contentEnd) break;
    copy(at);
    from = Math.min(contentEnd, Math.max(at + interpolation.length, endOfInterpolation(document, at) + 1));
  }
  copy(contentEnd);
  yield* builder.finish('string', noSection);
}

/** Joins line comments that stand below each other and takes comments apart into paragraphs. */
class CommentReader {
  readonly #document: string;
  readonly #builder: SegmentBuilder;
  #lastEnd = 0;

  constructor(document: string) {
    this.#document = document;
    this.#builder = new SegmentBuilder(document);
  }

  *add({ start, end, contentStart, contentEnd, isLine }: Part): Generator<ProseSegment> {
    const continues = isLine && /^[ \t]*(?:\r\n?|\n)[ \t]*$/.test(this.#document.slice(this.#lastEnd, Math.min(start, this.#lastEnd + 200)));
    if (!continues || start - this.#lastEnd > 200) yield* this.end();
    if (contentStart === contentEnd) yield* this.end();
    for (const line of linesOf(this.#document.slice(contentStart, contentEnd))) yield* this.#addLine(contentStart + line.start, contentStart + line.end);
    if (!isLine) yield* this.end();
    this.#lastEnd = end;
  }

  *#addLine(start: number, end: number): Generator<ProseSegment> {
    const line = this.#document.slice(start, end);
    const content = lineDecoration.exec(line.slice(0, 300))![0].length;
    if (content >= line.trimEnd().length) yield* this.end();
    else if (!codeLine.test(line.slice(content, content + 500))) {
      // Tags such as @param begin a paragraph.
      if (line[content] === '@') yield* this.end();
      if (!this.#builder.isEmpty) this.#builder.replace(start, start, '\n');
      copyMarkup(this.#builder, this.#document, start + content, end, commentMarkup);
    }
  }

  end(): ProseSegment[] {
    return this.#builder.finish('comment', noSection);
  }
}

function endOfLine(document: string, from: number): number {
  const lineEnd = /[\r\n]/g;
  lineEnd.lastIndex = from;
  return lineEnd.exec(document)?.index ?? document.length;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
