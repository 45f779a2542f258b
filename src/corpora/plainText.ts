import type { LabelledExample } from './example.ts';
import { LineSplitter } from './lines.ts';
import { checkRowLength, ownCopy } from './source.ts';
import type { Source, TextParser } from './source.ts';

/** Paragraphs: runs of lines that are not blank, joined by line breaks. */
export class ParagraphParser implements TextParser<LabelledExample> {
  private readonly source: Source;
  private readonly lines: LineSplitter;
  private paragraph: string[] = [];
  private line = 0;
  private length = 0;

  constructor(source: Source) {
    this.source = source;
    this.lines = new LineSplitter(source);
  }

  *push(text: string): Generator<LabelledExample> {
    yield* this.paragraphs(this.lines.push(text));
  }

  *end(): Generator<LabelledExample> {
    yield* this.paragraphs(this.lines.end());
    yield* this.finish();
  }

  private *paragraphs(lines: Iterable<string>): Generator<LabelledExample> {
    for (const line of lines) {
      if (line.trim() === '') yield* this.finish();
      else {
        if (this.paragraph.length === 0) this.line = this.lines.number;
        this.paragraph.push(line);
        this.length += line.length + 1;
        checkRowLength(this.source, this.line, this.length);
      }
    }
  }

  private *finish(): Generator<LabelledExample> {
    if (this.paragraph.length === 0) return;
    const text = ownCopy(this.paragraph.join('\n'));
    this.paragraph = [];
    this.length = 0;
    yield { text, labels: [], file: this.source.file, line: this.line };
  }
}
