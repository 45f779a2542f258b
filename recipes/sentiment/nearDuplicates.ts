/** Texts whose words are at least half the same: |a ∩ b| / |a ∪ b| (Jaccard). Tweets are sent again with another link or a word more. */
const similar = 0.5;

/** Its different words, without case, links and mentions. */
function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().replace(/https?:\S*|@\w+/g, ' ').match(/[\p{L}\p{N}']+/gu) ?? []);
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return common / (a.size + b.size - common);
}

/**
 * Which of the texts nearly repeat a known one: a model that has learnt the known ones may remember their labels.
 *
 * Two sets of words that are similar share one of the |a| - ceil(|a| / 2) + 1 rarest words of each (prefix filtering: Chaudhuri et al. 2006), so only texts with such a word
 * are compared.
 */
export function nearDuplicates(texts: readonly string[], known: readonly string[]): boolean[] {
  const sets = known.map(wordsOf);
  const having = new Map<string, number[]>();
  for (const [i, words] of sets.entries()) {
    for (const word of words) {
      const those = having.get(word);
      if (those) those.push(i);
      else having.set(word, [i]);
    }
  }
  const frequency = (word: string): number => having.get(word)?.length ?? 0;
  return texts.map((text) => {
    const words = wordsOf(text);
    const rarest = [...words].sort((a, b) => frequency(a) - frequency(b)).slice(0, words.size - Math.ceil(similar * words.size) + 1);
    const candidates = new Set(rarest.flatMap((word) => having.get(word) ?? []));
    for (const i of candidates) if (jaccard(words, sets[i]) >= similar) return true;
    return false;
  });
}
