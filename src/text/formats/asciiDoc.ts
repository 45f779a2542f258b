import { isBlank, linesOf } from '../lines.ts';
import { ParagraphCollector } from '../paragraphCollector.ts';
import type { ProseSegment } from '../prose.ts';
import { Sections } from '../sections.ts';

/** Passed-through and literal text, macros and links (their text is kept), cross references, attributes, emphasis. */
const inlineMarkup =
  /`{1,2}[^`\n]{1,300}`{1,2}|\+{1,3}[^+\n]{1,300}\+{1,3}|(?:image|icon|stem|latexmath|asciimath|pass|kbd|btn|menu|anchor|indexterm2?|include|video|audio)::?[^\s[\]]{0,500}\[[^\]\n]{0,500}\]|footnote:\w{0,50}\[([^\]]{1,1000})\]|(?:link:|xref:|mailto:|https?:\/\/)[^\s[\]]{1,500}\[([^\]\n]{0,500}?)(?:,[^\]\n]{0,200})?\]|<<[^<>,\n]{1,200},([^<>\n]{1,300})>>|<<[^<>\n]{1,200}>>|\(\(\(?([^()\n]{1,200})\)?\)\)|\{[\w-]{1,60}\}|\[\[[^\]\n]{0,100}\]\]|\[[.#%][^\]\n]{0,100}\](?=[#*_])|(?<!\w)\*\*?([^*\n]{1,500})\*\*?(?!\w)|(?<!\w)__?([^_\n]{1,500})__?(?!\w)|(?<!\w)##?([^#\n]{1,500})##?(?!\w)/dg;

/** Blocks that are no prose, by their delimiters: listing, literal, passthrough, comment, Markdown's fence. */
const hiddenDelimiter = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,}.*)$/;
/** Example, sidebar, open block: what they hold is prose. */
const openDelimiter = /^(?:={4,}|\*{4,}|--)$/;
const quoteDelimiter = /^_{4,}$/;
const tableDelimiter = /^[|,:!]={3,}$/;
const heading = /^(={1,6}|#{1,6})\s+(?=\S)/;
const blockAttributes = /^\[[^\]]{0,500}\]$/;
/** Paragraphs below these attributes are no prose. */
const codeAttributes = /^\[(?:source|listing|literal|stem|latexmath|asciimath|pass|plantuml|graphviz|ditaa|mermaid|comment|%?header)\b/;
const hiddenLine = /^(?:\/\/(?!\/)|:!?[\w-]{1,80}!?:|(?:image|include|toc|video|audio|ifdef|ifndef|ifeval|endif)::|\+$|'{3,}$|<{3,}$)/;
const listMark = /^\s*(?:\*{1,5}|-|\.{1,5}|\d{1,4}\.|[a-zA-Z]\.|<(?:\d{1,3}|\.)>)\s+(?:\[[ x*]\]\s+)?/;
const descriptionMark = /^(.{1,300}?)(?:::{1,3}|;;)(?:\s+|$)/;
const admonition = /^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+/;

/** AsciiDoc: paragraphs, titles, list items, block titles, quotations and table cells. Listings, literal and passthrough blocks, comments, attributes, macros and inline code are left out. */
export function* extractAsciiDoc(document: string): Generator<ProseSegment | undefined> {
  const sections = new Sections();
  const paragraph = new ParagraphCollector(document, inlineMarkup);
  let hiddenUntil: string | undefined;
  let tableEnd: string | undefined;
  let inQuote = false;
  let skipsParagraph = false;
  let afterTitle = false;

  for (const { start, end, next } of linesOf(document)) {
    yield undefined;
    const text = document.slice(start, Math.min(end, start + 1000)).trimEnd();
    if (hiddenUntil !== undefined) {
      if (text === hiddenUntil) hiddenUntil = undefined;
      continue;
    }
    if (isBlank(document, start, end)) {
      yield* paragraph.finish(sections.path);
      skipsParagraph = afterTitle = false;
      continue;
    }
    const title = paragraph.isEmpty ? heading.exec(text) : null;
    if (hiddenDelimiter.test(text)) {
      yield* paragraph.finish(sections.path);
      hiddenUntil = text.startsWith('`') ? /^`+/.exec(text)![0] : text;
      skipsParagraph = false;
    } else if (openDelimiter.test(text) || quoteDelimiter.test(text)) {
      yield* paragraph.finish(sections.path);
      if (quoteDelimiter.test(text)) inQuote = !inQuote;
      skipsParagraph = false;
    } else if (tableDelimiter.test(text)) {
      yield* paragraph.finish(sections.path);
      tableEnd = tableEnd === text ? undefined : text;
    } else if (skipsParagraph || (afterTitle && !title)) continue;
    else if (tableEnd !== undefined) yield* cells(text, start, paragraph, sections.path);
    else if (blockAttributes.test(text)) {
      yield* paragraph.finish(sections.path);
      skipsParagraph = codeAttributes.test(text);
    } else if (hiddenLine.test(text)) yield* text === '+' ? paragraph.finish(sections.path) : [];
    else if (title) {
      paragraph.kind = 'heading';
      paragraph.add(start + title[0].length, end);
      const segments = paragraph.finish(sections.path);
      if (segments.length > 0) sections.enter(title[1].length, segments.map((segment) => segment.text).join(' '));
      yield* segments;
      // The lines directly below the document's title name its author and revision.
      afterTitle = title[1].length === 1;
    } else if (paragraph.isEmpty && /^\.[^\s.]/.test(text)) {
      paragraph.kind = 'caption';
      paragraph.add(start + 1, end);
      yield* paragraph.finish(sections.path);
    } else {
      const list = listMark.exec(text);
      // An indented paragraph is literal.
      if (!list && paragraph.isEmpty && /^\s/.test(text)) {
        skipsParagraph = true;
        continue;
      }
      if (list) yield* paragraph.finish(sections.path);
      const description = list ? null : descriptionMark.exec(text);
      if (description) {
        yield* paragraph.finish(sections.path);
        paragraph.kind = 'list-item';
        paragraph.add(start, start + description[1].length);
        yield* paragraph.finish(sections.path);
      }
      if (paragraph.isEmpty) paragraph.kind = list || description ? 'list-item' : inQuote ? 'quote' : 'paragraph';
      const mark = list ?? description ?? (paragraph.isEmpty ? admonition.exec(text) : null);
      paragraph.add(start + (mark?.[0].length ?? 0), next);
    }
  }
  yield* paragraph.finish(sections.path);
}

/** The cells of a table's line: each begins behind a bar, which may have a format before it. */
function* cells(text: string, start: number, paragraph: ParagraphCollector, section: readonly string[]): Generator<ProseSegment> {
  let from = 0;
  for (const cell of text.split('|')) {
    const content = cell.replace(/(?:^|\s)(?:\d+[+*])?[<^>.]{0,3}[adehlmsv]?$/, '');
    if (/[\p{L}\p{N}]/u.test(content)) {
      paragraph.kind = 'table-cell';
      paragraph.add(start + from, start + from + content.length);
      yield* paragraph.finish(section);
    }
    from += cell.length + 1;
  }
}
