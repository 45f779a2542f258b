import type { VectorSpace } from '../../vectors/space.ts';

/** Log-probability of a word that a space does not know: rarer than any that it does. */
const unknown = Math.log(1e-7);
/** Longer texts do not change the answer. */
const maximumWords = 200;

/**
 * The space that a text is most likely written in the language of: the largest sum of ln p(word) of a unigram model, with p from the frequency rank by
 * Zipf's law, p(r) = 1 / (r H), H the harmonic number of the vocabulary. No model is run: a word costs one look-up a space.
 * @returns its index, or -1 where no word is known to any; of equals the first
 */
export function likeliestSpace(spaces: readonly VectorSpace[], text: string): number {
  const words = (text.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? []).slice(0, maximumWords);
  let best = -1;
  let bestScore = -Infinity;
  spaces.forEach((space, index) => {
    const logH = Math.log(Math.log(space.size + 1) + 0.5772);
    let score = 0;
    let known = 0;
    for (const word of words) {
      const row = space.indexOf(word);
      if (row >= 0) known++;
      score += row >= 0 ? -Math.log(row + 1) - logH : unknown;
    }
    if (known > 0 && score > bestScore) {
      best = index;
      bestScore = score;
    }
  });
  return best;
}
