import { copyEscaped } from '../escapes.ts';
import { linesOf } from '../lines.ts';
import type { ProseSegment } from '../prose.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';

const noSection: readonly string[] = [];

/** What begins a string, nests or separates. */
const token = /["{}[\]:,]/g;

interface StringField {
  readonly name: string;
  /** The range of the value between its quotes. */
  readonly start: number;
  readonly end: number;
}

/**
 * One field of the objects in a JSON Lines file, its string (or strings, in an array), escapes read.
 * Lines that are not JSON give what can be found in them.
 *
 * @param field the name of a field of the outermost object; left out: `text`, or where the first line has none, its longest string
 */
export function* extractJsonLines(document: string, field?: string): Generator<ProseSegment | undefined> {
  const builder = new SegmentBuilder(document);
  let chosen = field;
  for (const { start, end } of linesOf(document)) {
    const fields = stringFields(document, start, end);
    chosen ??= chooseField(fields);
    for (const { name, start: from, end: to } of fields) {
      if (name !== chosen) continue;
      copyEscaped(builder, document, from, to);
      yield* builder.finish('field', noSection);
    }
    yield undefined;
  }
}

function chooseField(fields: readonly StringField[]): string | undefined {
  if (fields.some(({ name }) => name === 'text')) return 'text';
  return fields.reduce<StringField | undefined>((longest, field) => (longest && longest.end - longest.start >= field.end - field.start ? longest : field), undefined)?.name;
}

/** The string values of the outermost object's fields, those in arrays directly under a field included. */
function stringFields(document: string, lineStart: number, lineEnd: number): StringField[] {
  const line = document.slice(lineStart, lineEnd);
  const fields: StringField[] = [];
  const nesting: string[] = [];
  let name: string | undefined;
  let expectsValue = false;
  token.lastIndex = 0;
  for (let match = token.exec(line); match; match = token.exec(line)) {
    const { 0: text, index } = match;
    if (text === '"') {
      const end = endOfString(line, index);
      token.lastIndex = end + 1;
      const isValue = (nesting.length === 1 && expectsValue) || (nesting.length === 2 && nesting[1] === '[');
      if (isValue && name !== undefined && nesting[0] === '{') fields.push({ name, start: lineStart + index + 1, end: lineStart + end });
      else if (nesting.length === 1 && nesting[0] === '{') name = readName(line.slice(index, end + 1));
    } else if (text === '{' || text === '[') {
      if (nesting.length < 1000) nesting.push(text);
    } else if (text === '}' || text === ']') nesting.pop();
    else if (nesting.length === 1) expectsValue = text === ':';
  }
  return fields;
}

/** The position of the closing quote, or the line's end. */
function endOfString(line: string, open: number): number {
  for (let i = open + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '"') return i;
  }
  return line.length;
}

function readName(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    // An escape that JSON does not know: the line is broken, its name is as written.
    return text.slice(1, -1);
  }
}
