import { Parser } from 'htmlparser2';
import type { LabelledExample } from './example.ts';
import { checkRowLength, rowError } from './source.ts';
import type { Source, TextParser } from './source.ts';

/** Part of a collection that comes with a split of its own. */
export type OfficialSplit = 'train' | 'test' | 'all';

const opening = '<REUTERS';
const closing = '</REUTERS>';

/** Code units; the longest in the collection has some ten thousand. */
const longestStory = 1024 * 1024;

/**
 * Reuters-21578 (Lewis 1997): stories between `<REUTERS ...>` and `</REUTERS>`, several .sgm files in sequence.
 *
 * `train` and `test` are the "ModApte" split: LEWISSPLIT TRAIN or TEST, and TOPICS="YES"; `all` is every story. The text is the title, a line
 * break and the body, or the whole TEXT element where nothing is marked (TYPE="UNPROC"); control characters are left out. Labels are the topics. A few
 * stories of `all` have no text at all.
 */
export class ReutersParser implements TextParser<LabelledExample> {
  private readonly source: Source;
  private readonly split: OfficialSplit;
  /** Text from the last story's end on; within a story, from its start on. */
  private pending = '';
  private inside = false;
  /** Index in `pending` from which the next mark may start. */
  private searched = 0;
  /** Line of the first character of `pending`. */
  private line = 1;

  constructor(source: Source, split: OfficialSplit = 'train') {
    this.source = { ...source, maximumRowLength: Math.min(source.maximumRowLength, longestStory) };
    this.split = split;
  }

  *push(text: string): Generator<LabelledExample> {
    this.pending += text;
    for (;;) {
      const mark = this.inside ? closing : opening;
      const found = this.pending.indexOf(mark, this.searched);
      if (found < 0) break;
      if (this.inside) {
        const { line } = this;
        const example = this.example(this.take(found + closing.length), line);
        if (example) yield example;
      } else this.take(found);
      this.inside = !this.inside;
    }
    if (!this.inside) this.take(Math.max(0, this.pending.length - opening.length));
    this.searched = Math.max(0, this.pending.length - closing.length);
    checkRowLength(this.source, this.line, this.pending.length);
  }

  *end(): Generator<LabelledExample> {
    if (this.inside) throw rowError(this.source.file, this.line, `the story that starts here has no end, expected ${closing}`, 'Is the file complete?');
  }

  /** Cuts the first characters off `pending`. */
  private take(length: number): string {
    const taken = this.pending.slice(0, length);
    this.pending = this.pending.slice(length);
    this.searched = 0;
    for (let i = taken.indexOf('\n'); i >= 0; i = taken.indexOf('\n', i + 1)) this.line++;
    return taken;
  }

  private example(markup: string, line: number): LabelledExample | undefined {
    const story = parseStory(markup);
    if (this.split !== 'all' && !(story.split === this.split && story.hasTopics)) return undefined;
    const text = story.body === '' && story.title === '' ? story.unprocessed : `${story.title}\n${story.body}`;
    return { text: text.trim(), labels: [...new Set(story.topics)], file: this.source.file, line };
  }
}

interface Story {
  split: string;
  hasTopics: boolean;
  topics: string[];
  title: string;
  body: string;
  unprocessed: string;
}

/** One `<REUTERS>` element. The reader is lenient, as nothing closes what the collection forgot to close. */
function parseStory(markup: string): Story {
  const story: Story = { split: '', hasTopics: false, topics: [], title: '', body: '', unprocessed: '' };
  const path: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => {
      path.push(name);
      if (name !== 'REUTERS') return;
      story.split = (attributes.LEWISSPLIT ?? '').toLowerCase();
      story.hasTopics = attributes.TOPICS === 'YES';
    },
    onclosetag: () => path.pop(),
    ontext: (text) => {
      const name = path.at(-1);
      if (name === 'TITLE') story.title += text;
      else if (name === 'BODY') story.body += text;
      else if (name === 'TEXT') story.unprocessed += text;
      else if (name === 'D' && path.at(-2) === 'TOPICS') story.topics.push(text.trim());
    },
  }, { xmlMode: true, decodeEntities: true });
  parser.end(markup);
  story.title = clean(story.title);
  story.body = clean(story.body);
  story.unprocessed = clean(story.unprocessed);
  return story;
}

/** Without the newswire's transmission codes (`&#2;`, `&#3;`, `&#31;`); `&#127;` stands where a character was lost, mostly a blank. */
function clean(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replaceAll('\u007f', ' ').trim();
}
