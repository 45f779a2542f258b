import { SaxesParser } from 'saxes';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import type { LabelledExample } from './example.ts';
import { checkRowLength, reportRow, rowError } from './source.ts';
import type { Source, TextParser } from './source.ts';

/** Which codes of RCV1 are the labels. */
export type CodeClass = 'topics' | 'countries' | 'industries';

/** Deeper elements, and longer tags and text nodes, are hostile: the parser would keep them all in memory. */
const maximumDepth = 200;
const maximumNodeLength = 1024 * 1024;

interface NewsItem {
  line: number;
  title: string;
  headline: string;
  paragraphs: string[];
  labels: string[];
  length: number;
}

/**
 * RCV1 (Lewis, Yang, Rose and Li 2004): XML files with a `<newsitem>` each (several below one root are read too). The text is the headline (the
 * title, where there is none) and the paragraphs, a line each; labels are the codes of one class, such as `bip:topics:1.0`. Nothing that the XML
 * points to is fetched, and entities that it declares are not expanded.
 */
export class Rcv1Parser implements TextParser<LabelledExample> {
  private readonly source: Source;
  private readonly parser: SaxesParser;
  private readonly codeClass: string;
  private readonly path: string[] = [];
  private item: NewsItem | undefined;
  private inCodes = false;
  private ready: LabelledExample[] = [];
  /** Length of the text since the parser last reported anything. */
  private silentLength = 0;
  private failure: LexiscopeError | undefined;

  constructor(source: Source, codes: CodeClass = 'topics') {
    this.source = source;
    this.codeClass = `bip:${codes}:`;
    this.parser = new SaxesParser({ fileName: source.file });
    // Its messages begin with file, line and column already.
    this.parser.on('error', (error) => {
      this.failure ??= new LexiscopeError('bad-input', error.message, { hint: 'The file must be well-formed XML.' });
    });
    this.parser.on('opentag', (tag) => this.open(tag.name, tag.attributes));
    this.parser.on('closetag', (tag) => this.close(tag.name));
    this.parser.on('text', (text) => this.addText(text));
    this.parser.on('cdata', (text) => this.addText(text));
  }

  *push(text: string): Generator<LabelledExample> {
    this.silentLength += text.length;
    yield* this.examples(() => this.parser.write(text));
    if (this.silentLength > maximumNodeLength) {
      throw rowError(this.source.file, this.parser.line, `a tag or text is longer than ${maximumNodeLength} characters`, 'Is this an RCV1 newsitem file?');
    }
  }

  *end(): Generator<LabelledExample> {
    yield* this.examples(() => this.parser.close());
  }

  private *examples(parse: () => void): Generator<LabelledExample> {
    if (!this.failure) {
      try {
        parse();
      } catch (error) {
        this.failure ??= error instanceof LexiscopeError ? error : rowError(this.source.file, this.parser.line, messageOf(error));
      }
    }
    yield* this.ready;
    this.ready = [];
    if (this.failure) throw this.failure;
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.silentLength = 0;
    this.path.push(name);
    if (this.path.length > maximumDepth) throw rowError(this.source.file, this.parser.line, `elements are nested deeper than ${maximumDepth}`);
    if (name === 'newsitem') this.item = { line: this.parser.line, title: '', headline: '', paragraphs: [], labels: [], length: 0 };
    else if (name === 'codes') this.inCodes = (attributes.class ?? '').startsWith(this.codeClass);
    else if (name === 'code' && this.inCodes && attributes.code && !this.item?.labels.includes(attributes.code)) this.item?.labels.push(attributes.code);
    else if (name === 'p') this.item?.paragraphs.push('');
  }

  private close(name: string): void {
    this.silentLength = 0;
    this.path.pop();
    if (name === 'codes') this.inCodes = false;
    if (name !== 'newsitem' || !this.item) return;
    const { line, title, headline, paragraphs, labels } = this.item;
    this.item = undefined;
    const text = [headline || title, ...paragraphs].map((part) => part.trim()).filter((part) => part !== '').join('\n');
    if (text === '') reportRow(this.source, line, 'the newsitem has no text, expected <headline> and <text> with <p>');
    else this.ready.push({ text, labels, file: this.source.file, line });
  }

  private addText(text: string): void {
    this.silentLength = 0;
    if (!this.item) return;
    this.item.length += text.length;
    checkRowLength(this.source, this.item.line, this.item.length);
    const name = this.path.at(-1);
    if (name === 'title') this.item.title += text;
    else if (name === 'headline') this.item.headline += text;
    else if (this.path.includes('p') && this.path.includes('text')) this.item.paragraphs[this.item.paragraphs.length - 1] += text;
  }
}
