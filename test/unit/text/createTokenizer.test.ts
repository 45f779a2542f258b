import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTokenizer } from '../../../src/text/createTokenizer.ts';
import { hashText, ngramSeed, wordSeed } from '../../../src/text/featureHash.ts';
import type { EncodedText } from '../../../src/text/tokenizer.ts';
import type { HashedNgramsSpec, TokenizerSpec, WordsSpec } from '../../../src/text/tokenizerSpec.ts';

const composed = { unicode: 'NFC', lowerCase: true } as const;
const words: WordsSpec = { kind: 'words', normalization: composed, vocabulary: [], punctuation: true, foldDigits: false, unknownBuckets: 0 };
const ngrams: HashedNgramsSpec = {
  kind: 'hashed-ngrams', normalization: composed, minimumLength: 1, maximumLength: 3, wholeWord: true, buckets: 1000, maximumWordLength: 20, punctuation: false,
};
const compatible = { unicode: 'NFKC', lowerCase: true } as const;

/** Any string: of code units (lone surrogates among them), of graphemes, and of what the rules turn on. */
const anyText = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.constantFrom('a', 'É', 'e\u0301', '\u0301', "'", '’', '.', ',', '7', 'ﬁ', 'İ', 'ΟΔΟΣ', '日', 'ก็', '한', '\u1112\u1161', '👩‍💻', '\ud83d', '\udc69', '❤️', '\u200c', '\u00ad', ' ', 'ﷺ', '🇸🇪')).map((parts) => parts.join('')),
);

const anySpec: fc.Arbitrary<TokenizerSpec> = fc.oneof(
  fc.record({ kind: fc.constant('characters' as const), normalization: anyNormalization(), vocabulary: fc.constant<string[]>(['a', '日', '😀']) }),
  fc.record({
    kind: fc.constant('words' as const), normalization: anyNormalization(), vocabulary: fc.constant<string[]>(['a', 'é']),
    punctuation: fc.boolean(), foldDigits: fc.boolean(), unknownBuckets: fc.integer({ min: 0, max: 9 }),
  }),
  fc.record({
    kind: fc.constant('hashed-ngrams' as const), normalization: anyNormalization(), minimumLength: fc.integer({ min: 1, max: 4 }), maximumLength: fc.integer({ min: 4, max: 6 }),
    wholeWord: fc.boolean(), buckets: fc.integer({ min: 2, max: 5000 }), maximumWordLength: fc.integer({ min: 1, max: 12 }), punctuation: fc.boolean(),
  }),
);

function anyNormalization(): fc.Arbitrary<TokenizerSpec['normalization']> {
  return fc.record({ unicode: fc.constantFrom('none', 'NFC', 'NFKC'), lowerCase: fc.boolean() });
}

function tokensOf(text: string, spec: TokenizerSpec): string[] {
  const { starts, ends } = createTokenizer(spec).encode(text);
  return Array.from(starts, (start, i) => text.slice(start, ends[i]));
}

function idsOf(encoded: EncodedText, token: number): number[] {
  return [...encoded.ids.subarray(encoded.idStarts[token], encoded.idStarts[token + 1])];
}

describe('every tokenizer', () => {
  it('covers growing parts of the original text with ids below vocabularySize, on any string', () => {
    fc.assert(fc.property(anyText, anySpec, (text, spec) => {
      const tokenizer = createTokenizer(spec);
      const { length, ids, idStarts, starts, ends } = tokenizer.encode(text);
      assert.equal(starts.length, length);
      assert.equal(ends.length, length);
      assert.equal(idStarts.length, length + 1);
      assert.equal(idStarts[0], 0);
      assert.equal(idStarts[length], ids.length);
      for (let i = 0; i < length; i++) {
        assert.ok(starts[i] < ends[i] && ends[i] <= text.length);
        // Only characters that one original character was taken apart into share their place.
        if (i > 0) assert.ok(starts[i] >= ends[i - 1] || (spec.kind === 'characters' && starts[i] === starts[i - 1] && ends[i] === ends[i - 1]));
        const count = idStarts[i + 1] - idStarts[i];
        assert.ok(count >= 1 && count <= tokenizer.maximumIdsPerToken);
      }
      assert.ok(ids.every((id) => id >= 1 && id < tokenizer.vocabularySize));
    }), { numRuns: 1000 });
  });

  it('gives the first tokens only, when asked to', () => {
    fc.assert(fc.property(anyText, anySpec, fc.nat(8), (text, spec, maximum) => {
      const tokenizer = createTokenizer(spec);
      const all = tokenizer.encode(text);
      const some = tokenizer.encode(text, maximum);
      assert.equal(some.length, Math.min(maximum, all.length));
      assert.deepEqual(some.ids, all.ids.subarray(0, all.idStarts[some.length]));
      assert.deepEqual(some.ends, all.ends.subarray(0, some.length));
    }));
  });
});

describe('the characters tokenizer', () => {
  const spec = { kind: 'characters', normalization: composed, vocabulary: ['a', 'é', 'σ', '😀', 'f', 'i'] } as const;

  it('gives vocabulary[i] the id i + 2 and unknown characters the id 1', () => {
    assert.deepEqual([...createTokenizer({ ...spec, vocabulary: [...spec.vocabulary] }).encode('AéΣ😀?\ud800').ids], [2, 3, 4, 5, 1, 1]);
  });

  it('reads a letter with its combining mark as one token that covers both', () => {
    const { ids, starts, ends } = createTokenizer({ ...spec, vocabulary: [...spec.vocabulary] }).encode('ae\u0301a');
    assert.deepEqual([[...ids], [...starts], [...ends]], [[2, 3, 2], [0, 1, 3], [1, 3, 4]]);
  });

  it('lets the letters of a ligature share its place', () => {
    const { ids, starts, ends } = createTokenizer({ ...spec, normalization: compatible, vocabulary: [...spec.vocabulary] }).encode('aﬁ');
    assert.deepEqual([[...ids], [...starts], [...ends]], [[2, 6, 7], [0, 1, 1], [1, 2, 2]]);
  });

  it('reads the same characters as normalising the whole text does', () => {
    fc.assert(fc.property(anyText, fc.constantFrom('NFC' as const, 'NFKC' as const), (text, unicode) => {
      const expected = [...text.normalize(unicode)];
      const vocabulary = [...new Set(expected)];
      const { ids } = createTokenizer({ kind: 'characters', normalization: { unicode, lowerCase: false }, vocabulary }).encode(text);
      assert.deepEqual(Array.from(ids, (id) => vocabulary[id - 2]), expected);
    }), { numRuns: 500 });
  });
});

describe('the words tokenizer', () => {
  it('keeps apostrophes inside words, parts hyphens, and gives punctuation its own tokens', () => {
    assert.deepEqual(tokensOf("Don't say ‘well-known’, l’ami!!!", words), ["Don't", 'say', '‘', 'well', '-', 'known', '’', ',', 'l’ami', '!!!']);
  });

  it('drops punctuation when told so', () => {
    assert.deepEqual(tokensOf('Yes — 3.14, or 1,000? ❤️', { ...words, punctuation: false }), ['Yes', '3.14', 'or', '1,000']);
  });

  it('reads scripts without blanks character by character, marks attached', () => {
    assert.deepEqual(tokensOf('日本語です。', words), ['日', '本', '語', 'で', 'す', '。']);
    assert.deepEqual(tokensOf('ที่นี่', words), ['ที่', 'นี่']);
    assert.deepEqual(tokensOf('မြန်မာ', words), ['မြ', 'န်', 'မာ']);
    assert.deepEqual(tokensOf('한국어 हिन्दी', words), ['한국어', 'हिन्दी']);
  });

  it('keeps an emoji whole: modifiers, joined people, flags', () => {
    assert.deepEqual(tokensOf('👍🏽👩‍💻🇸🇪🇫🇷❤️', words), ['👍🏽', '👩‍💻', '🇸🇪', '🇫🇷', '❤️']);
  });

  it('keeps a zero width non-joiner inside a word and leaves other invisible characters out', () => {
    assert.deepEqual(tokensOf('می‌خواهم \u200bx\u200c ', words), ['می‌خواهم', 'x']);
  });

  it('finds a word however its text is written: case, composition, apostrophe, soft hyphen', () => {
    const tokenizer = createTokenizer({ ...words, vocabulary: ["l'été", 'οδος', 'οδός', '❤', '!!!'] });
    assert.deepEqual([...tokenizer.encode('L’E\u0301TE\u0301 l\u2019é\u00adté ΟΔΌΣ ❤️ !!!!!').ids], [2, 2, 4, 5, 6]);
  });

  it('reads every digit as 0 under foldDigits', () => {
    assert.deepEqual([...createTokenizer({ ...words, vocabulary: ['0000', 'b0b'], foldDigits: true }).encode('1987 ١٩٨٨ B2B').ids], [2, 2, 3]);
  });

  it('spreads unknown words over the buckets by their documented hash', () => {
    const tokenizer = createTokenizer({ ...words, vocabulary: ['a', 'b'], unknownBuckets: 7 });
    assert.equal(tokenizer.vocabularySize, 11);
    assert.deepEqual([...tokenizer.encode('b Zebra').ids], [3, 4 + (hashText('zebra', wordSeed) % 7)]);
  });
});

describe('the hashed n-grams tokenizer', () => {
  it('gives the n-grams between boundary marks by start and length, then the whole word', () => {
    const expected = ['\u0002o', '\u0002on', 'o', 'on', 'on\u0003', 'n', 'n\u0003'].map((ngram) => 1 + (hashText(ngram, ngramSeed) % 999));
    const tokenizer = createTokenizer(ngrams);
    assert.deepEqual(idsOf(tokenizer.encode('On'), 0), [...expected, 1 + (hashText('on', wordSeed) % 999)]);
  });

  it('keeps its ids for ever: models depend on them', () => {
    assert.deepEqual([hashText('', ngramSeed), hashText('a', ngramSeed), hashText('été', ngramSeed), hashText('日本', wordSeed), hashText('😀', wordSeed)],
      [2872998923, 444641715, 3267668580, 2514147635, 3559003414]);
    assert.deepEqual([...createTokenizer({ ...ngrams, buckets: 65536 }).encode('Ett hus').ids], [54901, 47040, 35922, 23467, 20923, 35238, 17933, 38746, 35238, 5382, 8081, 39614, 20406, 38914, 9595, 5292, 25596, 62187, 50891, 64747, 26480, 51929]);
  });

  it('drops numbers and punctuation, unless told to keep them', () => {
    assert.deepEqual(tokensOf('In 1987, B2B!', ngrams), ['In', 'B2B']);
    assert.deepEqual(tokensOf('In 1987, B2B!', { ...ngrams, punctuation: true }), ['In', '1987', ',', 'B2B', '!']);
  });

  it('cuts long words into tokens of maximumWordLength code points', () => {
    assert.deepEqual(tokensOf('abcdefgh', { ...ngrams, maximumWordLength: 3 }), ['abc', 'def', 'gh']);
  });

  it('takes a word shorter than the shortest n-gram as one n-gram', () => {
    const tokenizer = createTokenizer({ ...ngrams, minimumLength: 5, maximumLength: 6, wholeWord: false });
    assert.deepEqual([...tokenizer.encode('I').ids], [1 + (hashText('\u0002i\u0003', ngramSeed) % 999)]);
  });

  it('reaches maximumIdsPerToken with a word of the greatest length', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.boolean(), fc.integer({ min: 1, max: 12 }), (minimumLength, more, wholeWord, maximumWordLength) => {
      const tokenizer = createTokenizer({ ...ngrams, minimumLength, maximumLength: minimumLength + more, wholeWord, maximumWordLength });
      assert.equal(tokenizer.encode('x'.repeat(maximumWordLength)).ids.length, tokenizer.maximumIdsPerToken);
    }));
  });

  it('reads words in the hot path as it does by normalising strings', () => {
    const hashing = createTokenizer(ngrams);
    const reading = createTokenizer({ ...words, punctuation: false });
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), (text) => {
      const fast = hashing.encode(text);
      const slow = reading.encode(text);
      const expected: number[] = [];
      for (let i = 0; i < slow.length; i++) {
        const word = text.slice(slow.starts[i], slow.ends[i]).normalize('NFC').toLowerCase().replaceAll('’', "'").replace(/[\u00ad\u2060]/g, '');
        // Chinese writes numbers with letter-like numerals too: 二〇二六.
        if (/\p{L}|(?=\p{Nl})\p{scx=Han}/u.test(word)) expected.push(1 + (hashText(word, wordSeed) % 999));
      }
      assert.deepEqual(Array.from({ length: fast.length }, (_, i) => idsOf(fast, i).at(-1)), expected);
    }), { numRuns: 2000, examples: [['〡\u0000'], ['二〇']] });
  });

  it('refuses lengths that contradict each other', () => {
    assert.throws(() => createTokenizer({ ...ngrams, minimumLength: 4, maximumLength: 3 }), { name: 'LexiscopeError', code: 'bad-input', message: /minimumLength is 4/ });
  });
});
