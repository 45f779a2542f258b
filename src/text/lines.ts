/** One line of a document: its content is document.slice(start, end), the next line begins at `next`. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** The lines of a document from `from` on, ended by LF, CRLF or CR; a byte order mark is in none. Linear in time. */
export function* linesOf(document: string, from = 0): Generator<Line> {
  const lineEnd = /\r\n?|\n/g;
  let start = from === 0 && document.startsWith('\ufeff') ? 1 : from;
  while (start < document.length) {
    lineEnd.lastIndex = start;
    const match = lineEnd.exec(document);
    const end = match ? match.index : document.length;
    const next = match ? lineEnd.lastIndex : document.length;
    yield { start, end, next };
    start = next;
  }
}

/** Whether document.slice(start, end) holds nothing but white space. */
export function isBlank(document: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!/\s/.test(document[i])) return false;
  return true;
}
