const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A value of 0 to 1 as a bar of at most `length` characters, in eighths of a character; values outside count as 0 or 1. */
export function textBar(value: number, length: number): string {
  const parts = Math.round(Math.max(0, Math.min(1, value)) * length * 8);
  return '█'.repeat(parts >> 3) + eighths[parts & 7];
}
