/** The words of a pasted text: what stands between blanks, commas, semicolons and line breaks, each once. */
export function pastedWords(text: string, most = 200): string[] {
  return [...new Set(text.split(/[\s,;]+/u).filter(Boolean))].slice(0, most);
}

/** Pairs, one a line: two words between blanks, a comma, a semicolon or a dash. */
export function pastedPairs(text: string, most = 200): [string, string][] {
  const pairs = text.split(/\r?\n/).map((line) => line.trim().split(/\s*[,;\t]\s*|\s+(?:[-–—]\s+)?/u));
  return pairs.filter((pair): pair is [string, string] => pair.length === 2 && pair[0] !== '' && pair[1] !== '').slice(0, most);
}
