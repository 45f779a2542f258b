import { linesOf, type Line } from '../lines.ts';
import { ParagraphCollector } from '../paragraphCollector.ts';
import type { ProseSegment } from '../prose.ts';
import { Sections } from '../sections.ts';

/** Directives whose content is prose; that of others (code, images, tables of contents) is not. */
const proseDirectives = new Set(
  ('attention caution danger error hint important note tip warning admonition seealso topic sidebar epigraph highlights pull-quote compound container ' +
    'versionadded versionchanged deprecated rubric todo figure table list-table only centered glossary hlist').split(' '),
);
/** Of these the text behind the name is prose too. */
const proseArguments = new Set('attention caution danger error hint important note tip warning admonition seealso topic sidebar rubric todo table list-table centered'.split(' '));

/** Literals, roles (the text before <target> is kept), links, substitutions, footnote marks, emphasis. */
const inlineMarkup =
  /``[^`]{1,500}``|:[\w:+.-]{1,50}:`(?:([^`<]{1,300}?)\s*<[^`>]{0,300}>|[^`]{1,300})`|`([^`<]{1,300}?)\s*<[^`>]{1,300}>`__?|`([^`]{1,300})`_{0,2}|\|[^|\s](?:[^|\n]{0,100}[^|\s])?\|_{0,2}|\[(?:#\w{0,50}|\d{1,4}|\*|[\w.-]{1,50})\]_|\*\*([^*\n]{1,500})\*\*|(?<![\w*])\*([^*\n]{1,500})\*(?![\w*])|::(?=\s*$)/dg;

const adornment = /^([!-/:-@[-`{-~])\1+\s*$/;
const underline = /^([!-/:-@[-`{-~])\1*\s*$/;
const explicitMarkup = /^\.\.(?:\s|$)/;
const directive = /^\.\.\s+(?:\|[^|]{1,100}\|\s+)?([\w:.-]{1,60})::(?:\s+|$)/;
const footnote = /^\.\.\s+\[[^\]]{1,60}\]\s+/;
const listMark = /^(?:[-*+•]|(?:\d{1,4}|[a-zA-Z]|#|[ivxIVX]{1,6})[.)]|\((?:\d{1,4}|[a-zA-Z]|#)\))\s+/;
const fieldMark = /^:[^:\s][^:\n]{0,100}:(?:\s+|$)/;
const simpleTableBorder = /^={2,}(?:\s+={2,})+\s*$/;
const gridTableLine = /^(?:\+[-=+]+\+|\|.*\|)\s*$/;

/**
 * reStructuredText: paragraphs, titles, list items, footnotes, table cells and the prose of admonitions.
 * Literal blocks, comments, link targets, inline literals and roles without a text of their own are left out.
 */
export function* extractRestructuredText(document: string): Generator<ProseSegment | undefined> {
  const lines = [...linesOf(document)];
  const sections = new Sections();
  /** Title styles in the order in which they came: their index is the level. */
  const styles: string[] = [];
  const paragraph = new ParagraphCollector(document, inlineMarkup);
  /** Lines deeper than this are hidden. */
  let hiddenBelow = Infinity;
  let inSimpleTable = false;
  let afterDirective = false;
  const textOf = ({ start, end }: Line): string => document.slice(start, Math.min(end, start + 1000));

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const text = textOf(line);
    const indent = text.search(/\S/);
    if (indent < 0) {
      yield* paragraph.finish(sections.path);
      afterDirective = false;
      continue;
    }
    if (indent > hiddenBelow) continue;
    hiddenBelow = Infinity;
    const content = text.slice(indent);
    const start = line.start + indent;

    if (explicitMarkup.test(content)) {
      yield* paragraph.finish(sections.path);
      const name = directive.exec(content);
      const note = footnote.exec(content);
      afterDirective = name !== null;
      if (note) {
        paragraph.kind = 'footnote';
        paragraph.add(start + note[0].length, line.next);
      } else if (!name || !proseDirectives.has(name[1])) hiddenBelow = indent;
      else if (proseArguments.has(name[1])) paragraph.add(start + name[0].length, line.next);
    } else if (paragraph.isEmpty && indent === 0 && isTitle(lines.slice(i, i + 3).map(textOf))) {
      const hasOverline = adornment.test(text);
      const title = lines[hasOverline ? i + 1 : i];
      const style = `${textOf(lines[hasOverline ? i : i + 1])[0]}${hasOverline ? '2' : '1'}`;
      if (!styles.includes(style)) styles.push(style);
      paragraph.kind = 'heading';
      paragraph.add(title.start, title.end);
      const segments = paragraph.finish(sections.path);
      if (segments.length > 0) sections.enter(styles.indexOf(style), segments.map((segment) => segment.text).join(' '));
      yield* segments;
      i += hasOverline ? 2 : 1;
    } else if (simpleTableBorder.test(content)) {
      yield* paragraph.finish(sections.path);
      // Header and body borders alike: the table ends at the border that a blank line follows.
      inSimpleTable = i + 1 < lines.length && /\S/.test(textOf(lines[i + 1]));
    } else if (inSimpleTable || gridTableLine.test(content)) {
      yield* paragraph.finish(sections.path);
      yield* cells(content, start, inSimpleTable ? /\s{2,}/ : /\|/, paragraph, sections.path);
    } else if (adornment.test(content) && content.trimEnd().length >= 4) {
      yield* paragraph.finish(sections.path);
    } else if (content.startsWith('>>> ')) {
      while (i + 1 < lines.length && /\S/.test(textOf(lines[i + 1]))) i++;
    } else {
      const list = listMark.exec(content);
      const field = list ? null : fieldMark.exec(content);
      // A directive's options are fields directly below it.
      if (field && afterDirective) continue;
      if (list || field) yield* paragraph.finish(sections.path);
      if (list) paragraph.kind = 'list-item';
      paragraph.add(start + (list ?? field ?? /^\|\s/.exec(content) ?? [''])[0].length, line.next);
      if (document.slice(Math.max(line.start, line.end - 200), line.end).trimEnd().endsWith('::')) hiddenBelow = indentOfLiteral(indent, list !== null, lines[i + 1], textOf);
    }
    yield undefined;
  }
  yield* paragraph.finish(sections.path);
}

/** Below "::", deeper lines are literal, once a blank line has come. */
function indentOfLiteral(indent: number, inList: boolean, next: Line | undefined, textOf: (line: Line) => string): number {
  if (next === undefined || /\S/.test(textOf(next))) return Infinity;
  return inList ? indent + 1 : indent;
}

/** Whether the first lines are a title over its underline, or between two equal lines. */
function isTitle([first = '', second = '', third = '']: string[]): boolean {
  if (adornment.test(first)) return /\S/.test(second) && third.length > 0 && third.trimEnd() === first.trimEnd() && !adornment.test(second);
  return underline.test(second) && second.trimEnd().length >= Math.min(4, [...first.trimEnd()].length) && !gridTableLine.test(second);
}

function* cells(content: string, start: number, separator: RegExp, paragraph: ParagraphCollector, section: readonly string[]): Generator<ProseSegment> {
  if (content.startsWith('+')) return;
  let from = 0;
  for (const cell of content.split(separator)) {
    from = content.indexOf(cell, from);
    if (/[\p{L}\p{N}]/u.test(cell)) {
      paragraph.kind = 'table-cell';
      paragraph.add(start + from, start + from + cell.length);
      yield* paragraph.finish(section);
    }
    from += cell.length;
  }
}
