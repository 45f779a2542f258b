/** A table as CSV (RFC 4180), with a byte order mark, without which Excel takes UTF-8 for the system's own encoding. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return `\ufeff${[header, ...rows].map((row) => row.map(csvField).join(',')).join('\r\n')}\r\n`;
}

/** A table as lines with tabs: what spreadsheets take from the clipboard. */
export function toTabs(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return [header, ...rows].map((row) => row.map((field) => String(field ?? '').replace(/[\t\r\n]/g, ' ')).join('\t')).join('\n');
}

/** Quoted where it must be; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvField(field: string | number | null): string {
  if (typeof field === 'number') return String(field);
  const text = /^[=+\-@\t\r]/.test(field ?? '') ? `'${field}` : (field ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
