/** The words of a list as people type it: with blanks, commas or lines between. */
export function listedWords(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}

/** Three words of an analogy: `man king woman`, `man : king = woman : ?`, `man is to king as woman is to`. Undefined where there are not three. */
export function analogyWords(text: string): [string, string, string] | undefined {
  const words = text.split(/[\s,;:=?]+/).filter((word) => word !== '');
  const content = words.length > 3 ? words.filter((word) => !/^(?:is|to|as|what)$/i.test(word)) : words;
  return content.length === 3 ? [content[0], content[1], content[2]] : undefined;
}
