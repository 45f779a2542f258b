/** Groups, formulas and the like are searched for their end so far, in UTF-16 code units: keeps broken documents linear. */
const farthestEnd = 5_000;

/** The position behind the group that opens at `open` with { or [, or -1 when it does not end. */
export function endOfGroup(document: string, open: number): number {
  const closer = document[open] === '[' ? ']' : '}';
  const last = Math.min(document.length, open + farthestEnd);
  let depth = 0;
  for (let i = open + 1; i < last; i++) {
    const character = document[i];
    if (character === '\\') i++;
    else if (depth === 0 && character === closer) return i + 1;
    else if (character === '{') depth++;
    else if (character === '}') {
      if (depth === 0) return -1;
      depth--;
    }
  }
  return -1;
}

const blankLine = /[ \t]*(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)\s*/y;

/** The position behind the blank line(s) that begin at `position`, or -1 where none do. */
export function endOfBlankLines(document: string, position: number): number {
  blankLine.lastIndex = position;
  return blankLine.test(document) ? blankLine.lastIndex : -1;
}

/** The position behind the formula whose opening mark ends at `from`; -1 when `closer` does not come before the paragraph's end. */
export function endOfFormula(document: string, from: number, closer: string): number {
  const last = Math.min(document.length, from + farthestEnd);
  for (let i = from; i < last; i++) {
    const character = document[i];
    if (document.startsWith(closer, i)) return i + closer.length;
    if (character === '\\') i++;
    else if ((character === '\n' || character === '\r') && endOfBlankLines(document, i) >= 0) return -1;
  }
  return -1;
}

/**
 * The position behind the [options] and the first `count` {arguments} that follow a command which ends at `position`.
 * One line end may stand between them.
 */
export function endOfArguments(document: string, position: number, count: number): number {
  const blanks = /[ \t]*(?:(?:\r\n?|\n)[ \t]*)?/y;
  let end = position;
  for (let seen = 0; ; ) {
    blanks.lastIndex = end;
    blanks.test(document);
    const open = blanks.lastIndex;
    if (document[open] === '{' ? seen >= count : document[open] !== '[') return end;
    if (document[open] === '{') seen++;
    const close = endOfGroup(document, open);
    if (close < 0) return end;
    end = close;
  }
}
