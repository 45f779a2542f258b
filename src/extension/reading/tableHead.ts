/** A column of a table, or a field of its lines: what it is called and what stands in its first row. */
export interface Column {
  readonly name: string;
  readonly example: string;
}

const exampleLength = 80;

/** The columns that the beginning of a CSV or TSV file shows: names from its first row, examples from its second. */
export function csvColumns(head: string): Column[] {
  const delimiter = [',', ';', '\t', '|'].reduce((best, each) => (splitRow(head, each).fields.length > splitRow(head, best).fields.length ? each : best));
  const { fields: names, rest } = splitRow(head.replace(/^\ufeff/, ''), delimiter);
  const { fields: examples } = splitRow(rest, delimiter);
  return names.map((name, i) => ({ name, example: shortened(examples[i] ?? '') }));
}

/** The fields with text in the first line of a JSON Lines file; none where that is no JSON object. */
export function jsonFields(head: string): Column[] {
  const [line] = head.replace(/^[\ufeff\s]+/, '').split(/\r?\n/, 1);
  let first: unknown;
  try {
    first = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof first !== 'object' || first === null || Array.isArray(first)) return [];
  return Object.entries(first).filter((entry): entry is [string, string] => typeof entry[1] === 'string').map(([name, value]) => ({ name, example: shortened(value) }));
}

/** The first row (RFC 4180: a quoted field may hold delimiters, line ends and doubled quotes) and what follows it. */
function splitRow(text: string, delimiter: string): { fields: string[]; rest: string } {
  const fields: string[] = [];
  let position = 0;
  for (;;) {
    let field: string;
    if (text[position] === '"') {
      let end = position + 1;
      for (let next = text.indexOf('"', end); ; next = text.indexOf('"', next + 2)) {
        end = next < 0 ? text.length : next;
        if (next < 0 || text[next + 1] !== '"') break;
      }
      field = text.slice(position + 1, end).replaceAll('""', '"');
      position = end + 1;
    } else {
      field = '';
    }
    let end = position;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
    fields.push(field + text.slice(position, end).trim());
    position = end + 1;
    if (text[end] !== delimiter) return { fields, rest: text.slice(text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1) };
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > exampleLength ? `${line.slice(0, exampleLength - 1)}…` : line;
}
