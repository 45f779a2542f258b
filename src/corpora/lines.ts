import { checkRowLength } from './source.ts';
import type { Source } from './source.ts';

/** Cuts text that comes in pieces into lines, at \n, \r\n and \r. */
export class LineSplitter {
  private readonly source: Source;
  private pending = '';
  /** The last piece ended in \r: a \n that comes next belongs to it. */
  private afterReturn = false;
  /** 1-based number of the line given last. */
  number = 0;

  constructor(source: Source) {
    this.source = source;
  }

  /** The lines that `text` completes, without their line breaks. */
  *push(text: string): Generator<string> {
    let start = 0;
    if (this.afterReturn && text.length > 0) {
      if (text.charCodeAt(0) === 0x0a) start = 1;
      this.afterReturn = false;
    }
    // Each is looked for again only once passed, so that a file with only one kind is not searched to the end for the other at every line.
    let nextReturn = text.indexOf('\r', start);
    let nextFeed = text.indexOf('\n', start);
    while (nextReturn >= 0 || nextFeed >= 0) {
      const end = nextReturn < 0 || (nextFeed >= 0 && nextFeed < nextReturn) ? nextFeed : nextReturn;
      const line = this.pending + text.slice(start, end);
      this.pending = '';
      checkRowLength(this.source, this.number + 1, line.length);
      this.number++;
      start = end + 1;
      if (end === nextReturn) {
        if (start === text.length) this.afterReturn = true;
        else if (text.charCodeAt(start) === 0x0a) start++;
        nextReturn = text.indexOf('\r', start);
      }
      if (nextFeed >= 0 && nextFeed < start) nextFeed = text.indexOf('\n', start);
      yield line;
    }
    this.pending += text.slice(start);
    checkRowLength(this.source, this.number + 1, this.pending.length);
  }

  /** The last line, if the file does not end in a line break. */
  *end(): Generator<string> {
    if (this.pending === '') return;
    const line = this.pending;
    this.pending = '';
    this.number++;
    yield line;
  }
}
