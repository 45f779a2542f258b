import type { LabelledExample } from './example.ts';
import { LineSplitter } from './lines.ts';
import { excerpt, ownCopy, reportRow } from './source.ts';
import type { Source, TextParser } from './source.ts';

/** Text and labels of one line; undefined for a line to leave out, a message for one that breaks the format. */
type ReadLine = (line: string) => { text: string; labels: readonly string[] } | { problem: string } | undefined;

class LineParser implements TextParser<LabelledExample> {
  private readonly source: Source;
  private readonly lines: LineSplitter;
  private readonly readLine: ReadLine;

  constructor(source: Source, readLine: ReadLine) {
    this.source = source;
    this.lines = new LineSplitter(source);
    this.readLine = readLine;
  }

  *push(text: string): Generator<LabelledExample> {
    yield* this.examples(this.lines.push(text));
  }

  *end(): Generator<LabelledExample> {
    yield* this.examples(this.lines.end());
  }

  private *examples(lines: Iterable<string>): Generator<LabelledExample> {
    for (const line of lines) {
      const row = this.readLine(line);
      if (!row) continue;
      if ('problem' in row) reportRow(this.source, this.lines.number, row.problem);
      else yield { text: ownCopy(row.text), labels: row.labels, file: this.source.file, line: this.lines.number };
    }
  }
}

/**
 * fastText's supervised format: words that start with `__label__` are labels wherever they stand, the rest is the text
 * (Joulin et al. 2017, https://fasttext.cc/docs/en/supervised-tutorial.html).
 */
export function fastTextParser(source: Source): TextParser<LabelledExample> {
  return new LineParser(source, (line) => {
    if (line.trim() === '') return undefined;
    const labels: string[] = [];
    const text = line.replace(/(?<!\S)__label__(\S+)\s*/g, (_, label: string) => {
      labels.push(ownCopy(label));
      return '';
    });
    if (labels.length === 0) return { problem: `expected a label such as __label__sports, found ${excerpt(line)}` };
    return { text: text.trim(), labels };
  });
}

/** `label TAB text` lines, as in the SMS spam collection: everything after the first tab is text, and a quote is an ordinary character. */
export function labelTabTextParser(source: Source): TextParser<LabelledExample> {
  return new LineParser(source, (line) => {
    if (line.trim() === '') return undefined;
    const tab = line.indexOf('\t');
    const label = line.slice(0, tab).trim();
    if (tab < 0 || label === '') return { problem: `expected a label, a tab and a text, found ${excerpt(line)}` };
    return { text: line.slice(tab + 1), labels: [ownCopy(label)] };
  });
}

/** Plain text: every line that is not blank is an example without labels. */
export function plainLineParser(source: Source): TextParser<LabelledExample> {
  return new LineParser(source, (line) => (line.trim() === '' ? undefined : { text: line, labels: [] }));
}
