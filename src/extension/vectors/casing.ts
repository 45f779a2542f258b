/** A replacement written as the original is: in capitals, with a capital, or as it stands. */
export function inCaseOf(original: string, replacement: string): string {
  const letters = original.match(/\p{L}/gu) ?? [];
  const upper = letters.filter((letter) => letter === letter.toUpperCase() && letter !== letter.toLowerCase());
  if (upper.length > 1 && upper.length === letters.length) return replacement.toUpperCase();
  const [first = ''] = replacement;
  if (upper.length > 0 && letters[0] === upper[0]) return first.toUpperCase() + replacement.slice(first.length);
  return replacement;
}
