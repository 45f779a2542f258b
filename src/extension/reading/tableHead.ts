/** A column of a table, or a field of its lines: what it is called and what stands in its first row. */
export interface Column {
  readonly name: string;
  readonly example: string;
}

const exampleLength = 80;

/** The columns that the beginning of a CSV or TSV file shows: names from its first row, examples from its second. */
export function csvColumns(head: string): Column[] {
  // Of the wrong one, there is something between a closing quote and the next delimiter.
  const plausibility = (delimiter: string): number => {
    const { fields, sound } = splitRow(head, delimiter);
    return sound ? fields.length : 0;
  };
  const delimiter = [',', ';', '\t', '|'].reduce((best, each) => (plausibility(each) > plausibility(best) ? each : best));
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

/** The first row (RFC 4180: a quoted field may hold delimiters, line ends and doubled quotes) and what follows it; `sound` where no quoted field goes on after its quote. */
function splitRow(text: string, delimiter: string): { fields: string[]; rest: string; sound: boolean } {
  const fields: string[] = [];
  let sound = true;
  let position = 0;
  for (;;) {
    let field = '';
    const isQuoted = text[position] === '"';
    if (isQuoted) {
      let end = position + 1;
      for (let next = text.indexOf('"', end); ; next = text.indexOf('"', next + 2)) {
        end = next < 0 ? text.length : next;
        if (next < 0 || text[next + 1] !== '"') break;
      }
      field = text.slice(position + 1, end).replaceAll('""', '"');
      position = end + 1;
    }
    let end = position;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
    const unquoted = text.slice(position, end).trim();
    fields.push(field + unquoted);
    sound &&= !isQuoted || unquoted === '';
    position = end + 1;
    if (text[end] !== delimiter) return { fields, sound, rest: text.slice(text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1) };
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > exampleLength ? `${line.slice(0, exampleLength - 1)}…` : line;
}
