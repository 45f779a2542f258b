import { linesOf } from '../lines.ts';

/** A chunk ends at the first blank line between top-level blocks after this many UTF-16 code units ... */
const preferredLength = 8_000;
/** ... or at any blank line after this many, or at any line's end after twice as many, but inside a table after eight times as many only. */
const longestLength = 16_000;
/** A line that is longer is cut into pieces of this length: the parser's time can grow with a chunk's square. */
const longLinePiece = 4_000;

export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/** A stretch that can be cut into chunks without anything before it: [start, end) with its chunks. */
export interface MarkdownBlock extends Chunk {
  readonly chunks: readonly Chunk[];
}

/**
 * Cuts a Markdown document where a parser would be between two top-level blocks, so that the first results come quickly and
 * the work for each is bounded. Front matter, and fenced code and raw HTML (comments, scripts) that begin at the line's start, are in no chunk.
 */
export function* markdownChunks(document: string): Generator<Chunk> {
  for (const { chunks } of markdownBlocks(document, endOfFrontMatter(document))) yield* chunks;
}

/**
 * The blocks from `from` on: the end of the front matter, or where a block of this document begins. Whether a block begins at a line depends on that
 * line and the block before it alone.
 */
export function* markdownBlocks(document: string, from: number): Generator<MarkdownBlock> {
  const skipTo = createBlockSkipper(document);
  let blockStart = from;
  let chunks: Chunk[] = [];
  let chunkStart = from;
  let afterBlank = false;
  let skippedTo = from;
  for (const { start, end } of linesOf(document, from)) {
    if (start < skippedTo) continue;
    skippedTo = skipTo(start, end);
    const length = start - chunkStart;
    const isBlockStart = afterBlank && !/[\s>]/.test(document[start]);
    const isLongLine = end - start > longestLength;
    const isTooLong = length >= (document[start] === '|' ? 8 : 2) * longestLength;
    const cuts = skippedTo > start || isLongLine || isTooLong || (isBlockStart && length >= preferredLength) || (afterBlank && length >= longestLength);
    if (cuts && length > 0) chunks.push({ start: chunkStart, end: start });
    if (cuts && start > blockStart) {
      yield { start: blockStart, end: start, chunks };
      blockStart = start;
      chunks = [];
    }
    if (cuts) chunkStart = Math.max(start, skippedTo);
    while (isLongLine && end - chunkStart > longestLength) {
      const cut = inLongLine(document, chunkStart);
      chunks.push({ start: chunkStart, end: cut });
      chunkStart = cut;
    }
    afterBlank = end === start || (end - start < 100 && /^\s*$/.test(document.slice(start, end)));
  }
  if (chunkStart < document.length) chunks.push({ start: chunkStart, end: document.length });
  if (blockStart < document.length) yield { start: blockStart, end: document.length, chunks };
}

/** A blank in a line of excessive length, or else any place that parts no surrogate pair. */
function inLongLine(document: string, chunkStart: number): number {
  const end = chunkStart + longLinePiece;
  const blank = document.slice(chunkStart, end).lastIndexOf(' ');
  if (blank > 0) return chunkStart + blank;
  return document.codePointAt(end - 1)! > 0xffff ? end + 1 : end;
}

/** The end of YAML (---) or TOML (+++) front matter, or the start of the document behind its byte order mark. */
export function endOfFrontMatter(document: string): number {
  const start = document.startsWith('\ufeff') ? 1 : 0;
  const open = /^(---|\+\+\+)[ \t]*(?:\r\n?|\n)/.exec(document.slice(start, start + 100));
  if (!open) return start;
  const close = open[1] === '---' ? /^---[ \t]*$/gm : /^\+\+\+[ \t]*$/gm;
  close.lastIndex = start + open[0].length;
  return close.test(document) ? close.lastIndex : start;
}

/** Gives, for a line that opens a block to be skipped, the end of the block; else the line's start. */
function createBlockSkipper(document: string): (start: number, end: number) => number {
  const endAfter = (from: number, pattern: RegExp): number => {
    pattern.lastIndex = from;
    // What is never closed reaches to the end, as in CommonMark.
    return pattern.test(document) ? pattern.lastIndex : document.length;
  };
  return (start, end) => {
    const first = document[start];
    if (first !== '`' && first !== '~' && first !== '<') return start;
    const line = document.slice(start, Math.min(end, start + 200));
    const fence = /^(`{3,})[^`]*$|^(~{3,})/.exec(line);
    if (fence) return endAfter(end, closingFence(fence[1] ?? fence[2]));
    const html = /^<(?:!--|(script|pre|style|textarea)\b)/i.exec(line);
    if (!html) return start;
    return endAfter(start + html[0].length, html[1] === undefined ? /-->/g : new RegExp(`</${html[1].toLowerCase()}>`, 'gi'));
  };
}

function closingFence(marker: string): RegExp {
  return new RegExp(`^ {0,3}${marker}${marker[0]}*[ \\t]*$`, 'gm');
}
