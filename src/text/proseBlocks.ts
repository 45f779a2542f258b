import type { ProseSegment } from './prose.ts';

/** A format whose documents are made of blocks that can be read each by itself. */
export interface BlockFormat<Context> {
  /** What of the whole document the reading of its blocks depends on; the very object `before` where that is the same. */
  contextOf(document: string, before?: Context): Context;
  /** Whether a block reads the same in both contexts. */
  isSameContext(a: Context, b: Context, block: string): boolean;
  /** Where the blocks begin: what stands before (front matter) has no prose. */
  fixedStart(document: string): number;
  /**
   * The blocks from `from` on, which is `fixedStart` or the start of a block; they leave out nothing. Where a block starts depends on its first line and the
   * block before it alone, so that cutting can begin at any block.
   */
  cut(document: string, from: number): Iterable<{ readonly start: number; readonly end: number }>;
  /** The prose of a block, with offsets in the block. */
  extract(block: string, context: Context): ProseSegment[];
}

/** A block of the document as it is now. */
export interface ProseBlock {
  /** In UTF-16 code units. */
  readonly length: number;
  /** Its prose, with offsets in the block. The same object as long as the block stays as it is. Their sections are those of the block alone. */
  readonly segments: readonly ProseSegment[];
}

/** A change of a document: what stood between two offsets is replaced. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The prose of a document that is being edited: after an edit only the blocks that it touches are read again. */
export class ProseBlocks<Context> {
  readonly #format: BlockFormat<Context>;
  #document: string;
  #context: Context;
  #fixedStart: number;
  #blocks: ProseBlock[];

  constructor(format: BlockFormat<Context>, document: string) {
    this.#format = format;
    this.#document = document;
    this.#context = format.contextOf(document);
    this.#fixedStart = format.fixedStart(document);
    this.#blocks = this.#readAll();
  }

  get document(): string {
    return this.#document;
  }

  /** The blocks in order; together they are the document. */
  get blocks(): readonly ProseBlock[] {
    return this.#blocks;
  }

  /** Applies edits, each to the text that the one before it left. */
  edit(edits: readonly TextEdit[]): void {
    const before = this.#document;
    let document = before;
    // Code units at the beginning and at the end that no edit touched.
    let head = before.length;
    let tail = before.length;
    for (const { start, end, text } of edits) {
      head = Math.min(head, start);
      tail = Math.min(tail, document.length - end);
      document = document.slice(0, start) + text + document.slice(end);
    }
    if (edits.length === 0) return;
    this.#document = document;
    const fixedStart = this.#format.fixedStart(document);
    const contextBefore = this.#context;
    this.#context = this.#format.contextOf(document, contextBefore);
    const touchesStart = head < Math.max(fixedStart, this.#fixedStart) || fixedStart !== this.#fixedStart;
    this.#fixedStart = fixedStart;
    this.#blocks = touchesStart ? this.#readAll() : this.#readChanged(before.length, head, tail, contextBefore);
  }

  #readAll(): ProseBlock[] {
    const start = this.#fixedStart;
    const blocks = start > 0 ? [{ length: start, segments: [] }] : [];
    return [...blocks, ...this.#readFrom(start)];
  }

  *#readFrom(from: number): Generator<ProseBlock> {
    for (const { start, end } of this.#format.cut(this.#document, from)) yield this.#read(start, end);
  }

  #read(start: number, end: number): ProseBlock {
    return { length: end - start, segments: this.#format.extract(this.#document.slice(start, end), this.#context) };
  }

  #readChanged(lengthBefore: number, head: number, tail: number, contextBefore: Context): ProseBlock[] {
    const starts = startsOf(this.#blocks);
    const first = firstToRead(starts, head, this.#fixedStart);
    const blocks = this.#blocks.slice(0, first);
    const moved = this.#document.length - lengthBefore;
    // Old blocks that lie behind the edits, by where they start now.
    const old = new Map<number, number>();
    for (let i = this.#blocks.length - 1; i >= first && starts[i] >= lengthBefore - tail; i--) old.set(starts[i] + moved, i);
    let rest: readonly ProseBlock[] = [];
    for (const { start, end } of this.#format.cut(this.#document, first < starts.length ? starts[first] : this.#fixedStart)) {
      const known = old.get(start);
      if (known !== undefined) {
        rest = this.#blocks.slice(known);
        break;
      }
      blocks.push(this.#read(start, end));
    }
    return this.#inContext([...blocks, ...rest], contextBefore);
  }

  /** Reads those blocks anew that the change of the context concerns. */
  #inContext(blocks: ProseBlock[], before: Context): ProseBlock[] {
    const isSame = (block: string): boolean => this.#format.isSameContext(before, this.#context, block);
    if (before === this.#context) return blocks;
    const starts = startsOf(blocks);
    return blocks.map((block, i) => {
      const [start, end] = [starts[i], starts[i] + block.length];
      return end <= this.#fixedStart || isSame(this.#document.slice(start, end)) ? block : this.#read(start, end);
    });
  }
}

/** Index of the block from which on blocks are cut again: the one before that in which the first changed code unit, or the one before it, stands. */
function firstToRead(starts: Float64Array, head: number, fixedStart: number): number {
  const lowest = fixedStart > 0 ? 1 : 0;
  let index = starts.length;
  while (index > lowest && starts[index - 1] >= head) index--;
  // starts[index - 1] < head: it holds the code unit before the change.
  return Math.max(lowest, Math.min(index, starts.length) - 2);
}

/** [blocks] the offset at which each begins. */
export function startsOf(blocks: readonly ProseBlock[]): Float64Array {
  const starts = new Float64Array(blocks.length);
  let at = 0;
  blocks.forEach(({ length }, i) => {
    starts[i] = at;
    at += length;
  });
  return starts;
}
