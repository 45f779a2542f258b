import type { SegmentBuilder } from './segmentBuilder.ts';

const escape = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[^]))/g;
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: ' ', f: ' ', v: ' ', 0: ' ', '\n': '', '\r\n': '', '\r': '' };

/** Adds document.slice(start, end) with backslash escapes as C, JavaScript, JSON and their kin write them read; any other escaped character stands for itself. */
export function copyEscaped(builder: SegmentBuilder, document: string, start: number, end: number): void {
  const text = document.slice(start, end);
  let from = start;
  for (const match of text.matchAll(escape)) {
    const at = start + match.index;
    const behind = at + match[0].length;
    builder.copy(from, at);
    const hexadecimal = match[1] ?? match[2] ?? match[3];
    if (hexadecimal !== undefined) builder.replace(at, behind, characterOf(Number.parseInt(hexadecimal, 16)));
    else if (Object.hasOwn(controls, match[4])) builder.replace(at, behind, controls[match[4]]);
    else builder.copy(at + 1, behind);
    from = behind;
  }
  builder.copy(from, end);
}

function characterOf(codePoint: number): string {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '\ufffd';
}
