import { parse, postprocess, preprocess } from 'micromark';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { decodeString } from 'micromark-util-decode-string';
import type { Event, Token } from 'micromark-util-types';
import { endOfFrontMatter, markdownBlocks, markdownChunks, type Chunk } from './markdownChunks.ts';
import type { BlockFormat } from '../proseBlocks.ts';
import { extractPlainText } from './plainText.ts';
import { shiftSegment, type ProseSegment, type SegmentKind } from '../prose.ts';
import { copyAround, type Gap } from '../prosePieces.ts';
import { Sections } from '../sections.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';

const extensions = [gfmTable(), gfmFootnote(), gfmStrikethrough(), gfmTaskListItem()];

/** Constructs whose content is no prose. */
const leftOut = new Set<string>([
  'autolink', 'codeFenced', 'codeIndented', 'codeText', 'definition', 'gfmFootnoteCall', 'gfmFootnoteDefinitionLabel', 'htmlFlow', 'htmlText',
  'reference', 'resource', 'tableDelimiterRow', 'taskListCheck',
]);
/** Constructs that hold the text of one segment. */
const leaves = new Set<string>(['paragraph', 'atxHeading', 'setextHeading', 'tableHeader', 'tableData']);
const kindInContainer: Readonly<Record<string, SegmentKind>> = {
  blockQuote: 'quote', gfmFootnoteDefinition: 'footnote', listOrdered: 'list-item', listUnordered: 'list-item',
};
/** Deeper nesting than any person writes; the parser's time and stack grow with it. */
const deepestNesting = 100;
const tooDeep = new RegExp(`^(?:[ \\t]*(?:>|(?:[-+*]|\\d{1,9}[.)])(?=[ \\t]))){${deepestNesting}}`, 'm');
/** Share of a chunk's characters that are inline marks; prose with a link in every sentence has a twentieth of them. */
const densestMarkup = 0.25;

/**
 * Markdown (CommonMark and GitHub's tables, footnotes, strikethrough and task lists): paragraphs, list items, quotations, table cells and
 * footnotes, under the headings above them. Code, HTML, link targets, formulas ($...$) and front matter are left out; an image gives its description.
 *
 * The document is parsed chunk by chunk; after each comes an `undefined`, so that a caller can pause or stop where there is no prose for long.
 */
export function* extractMarkdown(document: string): Generator<ProseSegment | undefined> {
  yield* extractMarkdownAround(document, findFormulas);
}

/** @param findGaps ranges of a chunk, in order, that are hidden from the parser and no prose */
export function* extractMarkdownAround(document: string, findGaps: (chunk: string) => Gap[]): Generator<ProseSegment | undefined> {
  const labels = definedLabels(document);
  const sections = new Sections();
  for (const chunk of markdownChunks(document)) {
    yield* extractChunk(document, chunk, labels, sections, findGaps);
    yield undefined;
  }
}

/** Markdown block by block; what other blocks define is known by their labels. */
export function markdownFormat(findGaps: (chunk: string) => Gap[]): BlockFormat<ReadonlySet<string>> {
  return {
    contextOf: (document, before) => {
      const labels = definedLabels(document);
      return before && labels.size === before.size && [...labels].every((label) => before.has(label)) ? before : labels;
    },
    isSameContext: (a, b, block) => definitionsFor(block, a) === definitionsFor(block, b),
    fixedStart: endOfFrontMatter,
    cut: markdownBlocks,
    extract: (block, labels) => {
      const chunks = [...markdownBlocks(block, 0)].flatMap(({ chunks: found }) => found);
      const sections = new Sections();
      return chunks.flatMap((chunk) => [...extractChunk(block, chunk, labels, sections, findGaps)]);
    },
  };
}

function* extractChunk(document: string, chunk: Chunk, labels: ReadonlySet<string>, sections: Sections, findGaps: (chunk: string) => Gap[]): Generator<ProseSegment> {
  // The parser drops a byte order mark, which would shift its offsets.
  const start = document[chunk.start] === '\ufeff' ? chunk.start + 1 : chunk.start;
  const source = document.slice(start, chunk.end);
  if (isBeyondParsing(source)) {
    yield* plainSegments(document, start, chunk.end);
    return;
  }
  const gaps = findGaps(source);
  const events = parseEvents(hide(source, gaps) + definitionsFor(source, labels));
  const inDocument = gaps.map((gap) => ({ start: start + gap.start, end: start + gap.end }));
  yield* segmentsOf(document, start, chunk.end, events, inDocument, sections);
}

/** Whether the parser's time, which can grow with the square of the marks in a chunk, would be out of proportion to the prose in it. */
function isBeyondParsing(chunk: string): boolean {
  if (tooDeep.test(chunk)) return true;
  return chunk.length > 1000 && (chunk.match(/[[\]*_<`\\!&~]/g)?.length ?? 0) > densestMarkup * chunk.length;
}

function parseEvents(source: string): Event[] {
  return postprocess(parse({ extensions }).document().write(preprocess()(source, 'utf8', true)));
}

function* segmentsOf(document: string, chunkStart: number, chunkEnd: number, events: readonly Event[], gaps: readonly Gap[], sections: Sections): Generator<ProseSegment> {
  const builder = new SegmentBuilder(document);
  const kinds: SegmentKind[] = [];
  let inLeaf = false;
  let headingLevel = 0;
  for (let i = 0; i < events.length; i++) {
    const [phase, token] = events[i];
    const { type } = token;
    const start = chunkStart + token.start.offset;
    if (start >= chunkEnd) break;
    if (phase === 'exit') {
      if (kindInContainer[type]) kinds.pop();
      else if (leaves.has(type)) {
        inLeaf = false;
        const segments = builder.finish(kindOf(type, kinds), sections.path);
        if (type.endsWith('Heading') && segments.length > 0) {
          sections.enter(headingLevel, segments.map((segment) => segment.text).join(' '));
        }
        yield* segments;
      }
    } else if (leftOut.has(type)) i = exitOf(events, i);
    else if (kindInContainer[type]) kinds.push(kindInContainer[type]);
    else if (leaves.has(type)) {
      inLeaf = true;
      headingLevel = type === 'setextHeading' ? setextLevel(document, chunkStart + token.end.offset) : 0;
    } else if (type === 'atxHeadingSequence' && headingLevel === 0) headingLevel = token.end.offset - token.start.offset;
    else if (inLeaf) addInline(builder, document, token, chunkStart, gaps);
  }
}

function addInline(builder: SegmentBuilder, document: string, token: Token, chunkStart: number, gaps: readonly Gap[]): void {
  const start = chunkStart + token.start.offset;
  const end = chunkStart + token.end.offset;
  if (token.type === 'data') copyAround(builder, document, start, end, gaps);
  else if (token.type === 'characterEscapeValue' || token.type === 'lineEnding') builder.copy(start, end);
  else if (token.type === 'characterReference') builder.replace(start, end, decodeString(document.slice(start, end)));
}

function kindOf(leaf: string, containers: readonly SegmentKind[]): SegmentKind {
  if (leaf === 'paragraph') return containers.at(-1) ?? 'paragraph';
  return leaf.endsWith('Heading') ? 'heading' : 'table-cell';
}

/** By the underline that ends the heading. */
function setextLevel(document: string, end: number): number {
  return document.slice(0, end).trimEnd().endsWith('=') ? 1 : 2;
}

/** The index of the event that ends the construct which begins at events[from]. */
function exitOf(events: readonly Event[], from: number): number {
  const token = events[from][1];
  let to = from + 1;
  while (to < events.length && events[to][1] !== token) to++;
  return to;
}

/** For what cannot be parsed as Markdown in reasonable time. */
function* plainSegments(document: string, start: number, end: number): Generator<ProseSegment> {
  for (const segment of extractPlainText(document.slice(start, end))) yield shiftSegment(segment, start);
}

/** Hides ranges behind letters: blanks could turn a paragraph into indented code. Line ends stay. */
function hide(source: string, gaps: readonly Gap[]): string {
  let hidden = '';
  let from = 0;
  for (const { start, end } of gaps) {
    hidden += source.slice(from, start) + source.slice(start, end).replace(/[^\r\n]/g, 'x');
    from = end;
  }
  return hidden + source.slice(from);
}

/**
 * TeX formulas between $ or $$ by Pandoc's rule: no blank behind the opening and before the closing mark and no digit
 * behind the latter, so that prices stay prose. Code spans are passed over.
 */
const formula = /(?<!`)(`+)(?!`)[^`]+\1(?!`)|\$\$[^$]+\$\$|(?<![\\$\w])\$(?![\s$])(?:[^$\n\\`]|\\.){0,300}?(?<!\s)\$(?![\d$])/g;

export function findFormulas(chunk: string): Gap[] {
  if (!chunk.includes('$')) return [];
  const gaps: Gap[] = [];
  for (const match of chunk.matchAll(formula)) {
    if (match[1] === undefined) gaps.push({ start: match.index, end: match.index + match[0].length });
  }
  return gaps;
}

/** The labels of link and footnote definitions anywhere in the document: a reference is one only where its label is defined. */
function definedLabels(document: string): Set<string> {
  const labels = new Set<string>();
  if (!document.includes(']:')) return labels;
  for (const [, label] of document.matchAll(/^ {0,3}\[([^[\]\n]{1,999})\]:/gm)) labels.add(label.toLowerCase());
  return labels;
}

/** Definitions to put behind a chunk, for the labels that it refers to and that other chunks may define. */
function definitionsFor(chunk: string, labels: ReadonlySet<string>): string {
  if (labels.size === 0) return '';
  const used = new Set<string>();
  for (const [, label] of chunk.matchAll(/\[([^[\]\n]{1,999})\]/g)) {
    if (labels.has(label.toLowerCase())) used.add(label);
  }
  return used.size === 0 ? '' : `\n\n${[...used].map((label) => `[${label}]: x`).join('\n\n')}`;
}
