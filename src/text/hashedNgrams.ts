import { LexiscopeError } from '../base/errors.ts';
import { EncodedTextBuilder } from './encodedTextBuilder.ts';
import { extendHash, finishHash, ngramSeed, wordSeed } from './featureHash.ts';
import { CodeUnitTable, needsString, normalizeToken } from './normalization.ts';
import type { EncodedText, Tokenizer } from './tokenizer.ts';
import type { HashedNgramsSpec } from './tokenizerSpec.ts';
import { tokenKind, WordScanner } from './wordScanner.ts';

const wordBegin = 0x02;
const wordEnd = 0x03;

/**
 * Words as bags of hashed character n-grams (Bojanowski et al. 2017, with FNV-1a as there).
 *
 * To reproduce the ids elsewhere:
 * 1. Find tokens as `WordScanner` does, with `maximumWordLength` code points at most; keep those with a letter, and all of them
 *    when `punctuation` is true. Normalise each as `normalizeToken` does; keep its first `maximumWordLength` code points (NFKC can lengthen it).
 * 2. Put U+0002 before and U+0003 after its code points: s1 ... sm.
 * 3. For each i = 1 ... m and each n = minimumLength ... maximumLength with i + n - 1 <= m, in this order: the n-gram si ... s(i+n-1),
 *    except a boundary mark alone. Where m < minimumLength, s1 ... sm is the one n-gram.
 *    Its id is 1 + hash % (buckets - 1), hash as in featureHash.ts with seed 0x811c9dc5.
 * 4. When `wholeWord` is true, last: the code points without the marks, with seed 0x9e3779b9.
 *
 * @throws LexiscopeError bad-input when minimumLength > maximumLength
 */
export function createHashedNgrams(spec: HashedNgramsSpec): Tokenizer {
  const { minimumLength, maximumLength, maximumWordLength, wholeWord, buckets } = spec;
  if (minimumLength > maximumLength) {
    throw new LexiscopeError('bad-input', `tokenizer: minimumLength is ${minimumLength}, expected at most maximumLength, which is ${maximumLength}`);
  }
  const maximumIdsPerToken = countIds(spec);
  const builder = new EncodedTextBuilder();
  // The lower case of Σ depends on what follows: ς at the end.
  const table = new CodeUnitTable(spec.normalization, (character) =>
    character === 'Σ' ? '' : normalizeToken(character, tokenKind.word, spec.normalization),
  );
  /** [0 ... length + 1]: the token's code points between the boundary marks. */
  const marked = new Int32Array(maximumWordLength + 2);
  marked[0] = wordBegin;

  /** Fills marked[1 ...] and returns the number of code points. */
  function readToken(text: string, start: number, end: number, kind: number): number {
    if (kind === tokenKind.word || kind === tokenKind.number) {
      let length = 0;
      for (; start + length < end; length++) {
        const codePoint = table.look(text.charCodeAt(start + length));
        if (codePoint === needsString) return readNormalized(normalizeToken(text.slice(start, end), kind, spec.normalization));
        marked[length + 1] = codePoint;
      }
      return length;
    }
    return readNormalized(normalizeToken(text.slice(start, end), kind, spec.normalization));
  }

  function readNormalized(token: string): number {
    let length = 0;
    for (let i = 0; i < token.length && length < maximumWordLength; i++) {
      const codePoint = token.codePointAt(i)!;
      if (codePoint > 0xffff) i++;
      marked[++length] = codePoint;
    }
    return length;
  }

  /** Writes the ids of marked[0 ... length + 1] to ids[from ...]; returns the end. */
  function writeIds(ids: Int32Array, from: number, length: number): number {
    const size = length + 2;
    const shortest = Math.min(minimumLength, size);
    const range = buckets - 1;
    let to = from;
    marked[length + 1] = wordEnd;
    for (let i = 0; i < size; i++) {
      const last = Math.min(size, i + maximumLength);
      let hash = ngramSeed;
      for (let j = i; j < last; j++) {
        hash = extendHash(hash, marked[j]);
        const n = j - i + 1;
        if (n < shortest || (n === 1 && (i === 0 || i === size - 1))) continue;
        ids[to++] = 1 + (finishHash(hash) % range);
      }
    }
    if (wholeWord) {
      let hash = wordSeed;
      for (let i = 1; i <= length; i++) hash = extendHash(hash, marked[i]);
      ids[to++] = 1 + (finishHash(hash) % range);
    }
    return to;
  }

  function encode(text: string, maximumTokens = Infinity): EncodedText {
    const scanner = new WordScanner(text, maximumWordLength);
    while (builder.length < maximumTokens && scanner.next()) {
      const { kind, start, end } = scanner;
      if (kind !== tokenKind.word && !spec.punctuation) continue;
      const length = readToken(text, start, end, kind);
      builder.reserveIds(maximumIdsPerToken);
      builder.endToken(start, end, writeIds(builder.ids, builder.idCount, length));
    }
    return builder.finish();
  }

  return { spec, vocabularySize: buckets, maximumIdsPerToken, encode };
}

/** The ids of a token of the greatest length. */
function countIds({ minimumLength, maximumLength, maximumWordLength, wholeWord }: HashedNgramsSpec): number {
  const size = maximumWordLength + 2;
  let count = wholeWord ? 1 : 0;
  if (size < minimumLength) return count + 1;
  for (let n = minimumLength; n <= Math.min(maximumLength, size); n++) count += size - n + 1;
  return minimumLength === 1 ? count - 2 : count;
}
