import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildVocabulary } from '../../../src/text/buildVocabulary.ts';
import { createTokenizer } from '../../../src/text/createTokenizer.ts';

const normalization = { unicode: 'NFC', lowerCase: true } as const;
const words = { kind: 'words', normalization, punctuation: false, foldDigits: false } as const;

describe('buildVocabulary', () => {
  it('puts the most frequent words first and breaks ties by code point, astral characters last', async () => {
    assert.deepEqual(await buildVocabulary(['b a ﬁ 𐐨', 'B c'], words), ['b', 'a', 'c', 'ﬁ', '𐐨']);
  });

  it('leaves out rare words and keeps to the size', async () => {
    assert.deepEqual(await buildVocabulary(['a a a b b c'], words, { minimumCount: 2 }), ['a', 'b']);
    assert.deepEqual(await buildVocabulary(['a a a b b c'], words, { maximumSize: 1 }), ['a']);
  });

  it('counts characters of an asynchronous source, without lone surrogates', async () => {
    async function* texts(): AsyncGenerator<string> {
      yield await Promise.resolve('Ba\ud800');
      yield await Promise.resolve('e\u0301a');
    }
    assert.deepEqual(await buildVocabulary(texts(), { kind: 'characters', normalization }), ['a', 'b', 'é']);
  });

  it('knows every word of the texts that it was built from', async () => {
    const text = "L’été, c'est 12.5 fois mieux!";
    const vocabulary = await buildVocabulary([text], { ...words, punctuation: true });
    const { ids } = createTokenizer({ ...words, punctuation: true, vocabulary, unknownBuckets: 0 }).encode(text);
    assert.ok(ids.length === 7 && ids.every((id) => id > 1));
  });

  it('stops when it is cancelled', async () => {
    await assert.rejects(buildVocabulary(['a'], words, {}, AbortSignal.abort()), { code: 'cancelled' });
  });
});
