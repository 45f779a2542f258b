import type { EncodedCorpus } from './corpus.ts';
import { boundary, TokenLog } from './tokenLog.ts';

/**
 * Joins pairs of neighbouring words that come together much more often than apart, as word2phrase does (Mikolov et al. 2013, equation 6):
 *   score(a, b) = (n(ab) - delta) / (n(a) n(b)) * tokens > threshold,   delta = the minimum count.
 * From left to right; a word belongs to one phrase at most. `new york` becomes `new_york`. Another round makes longer phrases.
 * The given corpus' ids are disposed of.
 */
export function joinPhrases(corpus: EncodedCorpus, minimumCount: number, threshold: number, idMemoryBytes = 1 << 29): EncodedCorpus {
  const { words, counts } = corpus.vocabulary;
  const size = words.length;
  const pairCounts = new Map<number, number>();
  let previous = boundary;
  for (const piece of corpus.ids.pieces()) {
    for (const id of piece) {
      if (previous !== boundary && id !== boundary) {
        const pair = previous * size + id;
        pairCounts.set(pair, (pairCounts.get(pair) ?? 0) + 1);
      }
      previous = id;
    }
  }
  /** Accepted pair -> its provisional id. */
  const phrases = new Map<number, number>();
  const phraseWords: string[] = [];
  for (const [pair, count] of pairCounts) {
    const a = Math.floor(pair / size);
    const b = pair % size;
    if (((count - minimumCount) / (counts[a] * counts[b])) * corpus.knownCount <= threshold) continue;
    phrases.set(pair, size + phraseWords.length);
    phraseWords.push(`${words[a]}_${words[b]}`);
  }

  const joined = new TokenLog(idMemoryBytes);
  const newCounts = new Float64Array(size + phraseWords.length);
  const write = (id: number): void => {
    joined.append(id);
    newCounts[id]++;
  };
  let waiting = boundary;
  for (const piece of corpus.ids.pieces()) {
    for (const id of piece) {
      const phrase = waiting === boundary || id === boundary ? undefined : phrases.get(waiting * size + id);
      if (phrase !== undefined) {
        write(phrase);
        waiting = boundary;
        continue;
      }
      if (waiting !== boundary) write(waiting);
      if (id === boundary) joined.appendBoundary();
      waiting = id;
    }
  }
  if (waiting !== boundary) write(waiting);
  joined.flush();
  corpus.ids.dispose();

  const order = Array.from(newCounts.keys()).filter((id) => newCounts[id] >= minimumCount).sort((a, b) => newCounts[b] - newCounts[a]);
  const map = new Int32Array(newCounts.length).fill(-1);
  order.forEach((id, rank) => (map[id] = rank));
  const finalCounts = Float64Array.from(order, (id) => newCounts[id]);
  return {
    vocabulary: { words: order.map((id) => (id < size ? words[id] : phraseWords[id - size])), counts: finalCounts },
    ids: joined.mapped(map), tokenCount: corpus.tokenCount, knownCount: finalCounts.reduce((a, b) => a + b, 0),
  };
}
