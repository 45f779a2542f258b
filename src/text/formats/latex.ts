import type { ProseSegment, SegmentKind } from '../prose.ts';
import { copyProse } from '../prosePieces.ts';
import { Sections } from '../sections.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';
import { endOfArguments, endOfBlankLines, endOfFormula, endOfGroup } from './latexSyntax.ts';
import {
  accentMarks, environmentKinds, environmentsWithHiddenArguments, headingLevels, hiddenArguments, hiddenEnvironments, innerKinds, symbolCommands,
} from './latexTables.ts';

/** A group that is open, and where its text goes. */
interface Frame {
  readonly builder: SegmentBuilder;
  /** Set where the group is a segment of its own: a heading, caption or footnote. */
  readonly kind?: SegmentKind;
  readonly level: number;
  /** Footnotes and the like inside: they come after the text that they interrupt. */
  readonly inner: ProseSegment[];
}

const deepestNesting = 1000;
const special = /[\\%$&{}~\r\n]|``|''/g;
const command = /\\(?:([a-zA-Z@]+)\*?|[^])?/uy;
const accent = /\\(?:(['`^"~=.])|([cvuHkrbd])(?![a-zA-Z]))[ \t]*(?:\{[ \t]*(\\[ij]|\p{L})[ \t]*\}|(\\[ij](?![a-zA-Z])|\p{L}))/uy;

/**
 * LaTeX: paragraphs, headings, list items, captions, footnotes, table cells and quotations; of the preamble, the title. Formulas, code, references,
 * definitions and comments are left out, accents and symbol commands are replaced by their characters. The argument of a command that latexTables.ts does not
 * know is prose. A footnote follows the paragraph that it stands in, and lies inside that one's range.
 */
export function* extractLatex(document: string): Generator<ProseSegment | undefined> {
  const reader = new LatexReader(document);
  const begin = document.indexOf('\\begin{document}');
  if (begin >= 0) {
    const title = /\\title[ \t]*(?:\[[^\]\n]{0,500}\][ \t]*)?(?=\{)/.exec(document.slice(0, begin));
    if (title) {
      const open = title.index + title[0].length;
      yield* reader.read(title.index, Math.max(open, Math.min(begin, endOfGroup(document, open))));
    }
  }
  const end = document.indexOf('\\end{document}', Math.max(0, begin));
  yield* reader.read(Math.max(0, begin), end < 0 ? document.length : end);
}

class LatexReader {
  readonly #document: string;
  readonly #sections = new Sections();
  #environments: string[] = [];
  #frames: Frame[];
  #ready: (ProseSegment | undefined)[] = [];
  /** Environments whose \end the rest of the document lacks. */
  readonly #unended = new Set<string>();

  constructor(document: string) {
    this.#document = document;
    this.#frames = [{ builder: new SegmentBuilder(document), level: 0, inner: [] }];
  }

  *read(from: number, to: number): Generator<ProseSegment | undefined> {
    const document = this.#document;
    let position = document.startsWith('\ufeff', from) ? from + 1 : from;
    for (let steps = 1; position < to; steps++) {
      if (steps % 500 === 0) yield undefined;
      special.lastIndex = position;
      const match = special.exec(document);
      const next = Math.min(to, match ? match.index : to);
      copyProse(this.#frame.builder, document, position, next);
      position = next < to ? this.#step(next) : to;
      if (this.#ready.length > 0) {
        yield* this.#ready;
        this.#ready = [];
      }
    }
    while (this.#frames.length > 1) this.#closeGroup();
    this.#endParagraph();
    yield* this.#ready;
    this.#ready = [];
  }

  get #frame(): Frame {
    return this.#frames.at(-1)!;
  }

  /** Handles the special character at `position`; returns the position behind what belongs to it. */
  #step(position: number): number {
    const document = this.#document;
    const { builder } = this.#frame;
    switch (document[position]) {
      case '\\':
        return this.#command(position);
      case '%':
        return endOfComment(document, position);
      case '$': {
        const mark = document.startsWith('$$', position) ? '$$' : '$';
        return this.#formula(position, position + mark.length, mark);
      }
      case '{':
        this.#openGroup();
        return position + 1;
      case '}':
        this.#closeGroup();
        return position + 1;
      case '&':
        if (this.#kind === 'table-cell') this.#endParagraph();
        return position + 1;
      case '~':
        builder.replace(position, position + 1, '\u00a0');
        return position + 1;
      case '`':
        builder.replace(position, position + 2, '“');
        return position + 2;
      case "'":
        builder.replace(position, position + 2, '”');
        return position + 2;
      default: {
        const end = endOfBlankLines(document, position);
        if (end >= 0) this.#endParagraph();
        else builder.copy(position, position + 1);
        return end >= 0 ? end : position + 1;
      }
    }
  }

  #command(position: number): number {
    const document = this.#document;
    accent.lastIndex = position;
    const accented = accent.exec(document);
    if (accented) {
      const base = (accented[3] ?? accented[4]).replace('\\', '');
      this.#frame.builder.replace(position, accent.lastIndex, (base + accentMarks[accented[1] ?? accented[2]]).normalize('NFC'));
      return accent.lastIndex;
    }
    command.lastIndex = position;
    const name = command.exec(document)![1];
    const end = command.lastIndex;
    return name === undefined ? this.#controlSymbol(position, end) : this.#namedCommand(name, position, end);
  }

  #controlSymbol(position: number, end: number): number {
    const document = this.#document;
    const { builder } = this.#frame;
    switch (document[position + 1]) {
      case '(':
        return this.#formula(position, end, '\\)');
      case '[':
        return this.#formula(position, end, '\\]');
      case '\\': {
        const behind = endOfArguments(document, document[end] === '*' ? end + 1 : end, 0);
        if (this.#kind === 'table-cell') this.#endParagraph();
        else builder.replace(position, behind, '\n');
        return behind;
      }
      case '%': case '$': case '&': case '#': case '_': case '{': case '}':
        builder.copy(position + 1, end);
        return end;
      case ' ': case ',': case ';': case ':': case '\n': case '\r':
        builder.replace(position, end, ' ');
        return end;
      default:
        return end;
    }
  }

  #namedCommand(name: string, position: number, end: number): number {
    const document = this.#document;
    if (name === 'begin' || name === 'end') return this.#environment(name === 'begin', end);
    if (name === 'item' || name === 'par') {
      this.#endParagraph();
      return name === 'item' ? endOfArguments(document, end, 0) : end;
    }
    if (name === 'verb' || name === 'lstinline') {
      const verbatim = /[ \t]*(?:\[[^\]\n]{0,200}\])?([^\sa-zA-Z{[])[^\n]{0,500}?\1/y;
      verbatim.lastIndex = document[end - 1] === '*' ? end - 1 : end;
      if (verbatim.test(document)) return verbatim.lastIndex;
    }
    if (name === 'def' || name === 'let') {
      const definition = /[ \t=]*\\[a-zA-Z@]+[ \t=]*(?:\\[a-zA-Z@]+|[#\d]*)/y;
      definition.lastIndex = end;
      return definition.test(document) ? endOfArguments(document, definition.lastIndex, 1) : end;
    }
    if (Object.hasOwn(symbolCommands, name)) {
      // TeX drops the blank behind a letter (\o re); behind \LaTeX most writers mean it.
      const blanks = name.length <= 2 ? /(?:\{\}|[ \t]*)/y : /(?:\{\})?/y;
      blanks.lastIndex = end;
      blanks.test(document);
      this.#frame.builder.replace(position, blanks.lastIndex, symbolCommands[name]);
      return blanks.lastIndex;
    }
    const isHeading = Object.hasOwn(headingLevels, name);
    if (isHeading || Object.hasOwn(innerKinds, name)) return this.#openSegment(name, isHeading, end);
    return endOfArguments(document, end, hiddenArguments.get(name) ?? 0);
  }

  /** After \section, \caption or \footnote: its argument is a segment. */
  #openSegment(name: string, isHeading: boolean, end: number): number {
    const open = endOfArguments(this.#document, end, name === 'captionof' ? 1 : 0);
    if (this.#document[open] !== '{') return open;
    if (isHeading) {
      // No group goes on over a heading; one that is open was forgotten, or holds no more than a change of font.
      while (this.#frames.length > 1) this.#closeGroup();
      this.#endParagraph();
    }
    const kind = isHeading ? 'heading' : innerKinds[name];
    this.#push({ builder: new SegmentBuilder(this.#document), kind, level: isHeading ? headingLevels[name] : 0, inner: [] });
    return open + 1;
  }

  #environment(begins: boolean, position: number): number {
    const document = this.#document;
    const pattern = /[ \t]*\{([^{}\\\n]{1,50})\}/y;
    pattern.lastIndex = position;
    const match = pattern.exec(document);
    if (!match) return position;
    const fullName = match[1];
    const name = fullName.replace(/\*$/, '');
    const end = pattern.lastIndex;
    this.#endParagraph();
    if (!begins) {
      const index = this.#environments.lastIndexOf(name);
      if (index >= 0) this.#environments.length = index;
      return end;
    }
    if (hiddenEnvironments.has(name) && !this.#unended.has(fullName)) {
      const close = document.indexOf(`\\end{${fullName}}`, end);
      if (close >= 0) return close + fullName.length + 6;
      this.#unended.add(fullName);
    }
    // Environments without a kind need no memory; nesting beyond any sense is not followed.
    if (Object.hasOwn(environmentKinds, name) && this.#environments.length < 100) this.#environments.push(name);
    return endOfArguments(document, end, environmentsWithHiddenArguments.has(name) ? Infinity : 0);
  }

  /** Leaves out the formula that opens at `position`; where it does not end, only its mark. */
  #formula(position: number, from: number, closer: string): number {
    const end = endOfFormula(this.#document, from, closer);
    return end < 0 ? Math.max(from, position + 1) : end;
  }

  #openGroup(): void {
    this.#push({ builder: this.#frame.builder, level: 0, inner: this.#frame.inner });
  }

  #push(frame: Frame): void {
    if (this.#frames.length < deepestNesting) this.#frames.push(frame);
  }

  #closeGroup(): void {
    if (this.#frames.length === 1) return;
    const { builder, kind, level, inner } = this.#frames.pop()!;
    if (kind === undefined) return;
    const segments = builder.finish(kind, this.#sections.path);
    if (kind === 'heading') {
      if (segments.length > 0) this.#sections.enter(level, segments.map(({ text }) => text).join(' '));
      this.#ready.push(...segments, ...inner);
    } else if (this.#frame.builder.isEmpty) this.#ready.push(...segments, ...inner);
    else this.#frame.inner.push(...segments, ...inner);
  }

  #endParagraph(): void {
    // A heading or caption cannot hold a paragraph's end: its closing brace was forgotten.
    while (this.#frames.some(({ kind }) => kind !== undefined && kind !== 'footnote')) this.#closeGroup();
    const { builder, inner } = this.#frame;
    const isFootnote = this.#frames.some(({ kind }) => kind !== undefined);
    const segments = builder.finish(isFootnote ? 'footnote' : this.#kind, this.#sections.path);
    this.#ready.push(...segments, ...inner.splice(0), undefined);
  }

  get #kind(): SegmentKind {
    const name = this.#environments.at(-1);
    return name === undefined ? 'paragraph' : environmentKinds[name];
  }
}

/** A comment takes its line's end and the next line's indentation along, except before a blank line. */
function endOfComment(document: string, position: number): number {
  const lineEnd = /\r\n?|\n|$/g;
  lineEnd.lastIndex = position;
  lineEnd.test(document);
  const contentEnd = lineEnd.lastIndex - (document[lineEnd.lastIndex - 1] === '\n' && document[lineEnd.lastIndex - 2] === '\r' ? 2 : 1);
  if (lineEnd.lastIndex >= document.length) return document.length;
  if (endOfBlankLines(document, contentEnd) >= 0) return contentEnd;
  const indentation = /[ \t]*/y;
  indentation.lastIndex = lineEnd.lastIndex;
  indentation.test(document);
  return indentation.lastIndex;
}
