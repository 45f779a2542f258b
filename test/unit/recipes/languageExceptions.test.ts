import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { idsOf } from '../../../src/nn/evaluator.ts';
import { encodedExample } from '../../../src/nn/examples.ts';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';
import { createSession } from '../../../src/onnx/runtime.ts';
import { createTokenizer } from '../../../src/text/createTokenizer.ts';
import type { LanguageData } from '../../../recipes/language/corpus.ts';
import type { Exception } from '../../../recipes/language/exceptions.ts';
import { packExceptions, wordsOfLanguages } from '../../../recipes/language/exceptions.ts';
import { exceptionsGraph } from '../../../recipes/language/exceptionsGraph.ts';

const tokenizer = createTokenizer({
  kind: 'hashed-ngrams', normalization: { unicode: 'NFC', lowerCase: true }, minimumLength: 1, maximumLength: 5, wholeWord: true, buckets: 524_287, maximumWordLength: 20, punctuation: false,
});

function listOf(code: string, counts: Readonly<Record<string, number>>): LanguageData {
  const sum = Object.values(counts).reduce((a, b) => a + b, 0);
  let share = 0;
  const wordShares = Float64Array.from(Object.values(counts), (count) => (share += count / sum));
  return { code, texts: [], heldOut: [], otherScript: [], words: Object.keys(counts), wordShares };
}

const bonus = 3;

/** Logits [texts, labels]. */
async function logitsOf(table: Uint16Array, texts: readonly string[], labels = 4): Promise<number[][]> {
  const session = await createSession(encodeGraph(exceptionsGraph(table, labels, bonus)), { threads: 1 });
  const examples = texts.map((text) => {
    const encoded = tokenizer.encode(text);
    return encodedExample({ ...encoded, ids: encoded.ids.slice(), idStarts: encoded.idStarts.slice() }, []);
  });
  const { logits } = await session.run(idsOf(examples, true));
  await session.dispose();
  return texts.map((_, i) => [...(logits.data as Float32Array).subarray(i * labels, (i + 1) * labels)]);
}

const exceptions: Exception[] = [{ word: 'häuser', language: 0, gain: 2 }, { word: 'maison', language: 1, gain: 1 }, { word: 'talo', language: 3, gain: 3 }];

describe('words of languages', () => {
  it('have the language with the largest share, and how far the next one is behind', () => {
    const words = wordsOfLanguages([listOf('aa', { hand: 3, fuss: 1 }), listOf('bb', { hand: 1, foot: 1 }), listOf('cc', { mano: 1 })]);
    const hand = words.find(({ word }) => word === 'hand');
    assert.equal(hand?.language, 0);
    assert.ok(Math.abs(hand.gain - 0.25) < 1e-9);
    assert.equal(words.find(({ word }) => word === 'mano')?.language, 2);
    assert.equal(words.length, 4);
  });

  it('leave out words of two letters and languages without blanks', () => {
    assert.deepEqual(wordsOfLanguages([listOf('aa', { an: 1, and: 1 }), listOf('th', { abcd: 1 })]).map(({ word }) => word), ['and']);
  });
});

describe('exceptions of the language model', () => {
  it('give their language the bonus, whatever the case', async () => {
    assert.deepEqual(await logitsOf(packExceptions(exceptions, tokenizer), ['häuser', 'Maison', 'TALO']), [[bonus, 0, 0, 0], [0, bonus, 0, 0], [0, 0, 0, bonus]]);
  });

  it('count by their part of a short text, and fade in a longer one', async () => {
    const rest = 'house '.repeat(7);
    const [two, padded, eight] = await logitsOf(packExceptions(exceptions, tokenizer), ['maison talo', 'maison house', `maison ${rest}`]);
    assert.deepEqual(two, [0, bonus / 2, 0, bonus / 2]);
    assert.deepEqual(padded, [0, bonus / 2, 0, 0]);
    assert.ok(Math.abs(eight[1] - bonus / 16) < 1e-6);
  });

  it('are nearly never found in other words', async () => {
    const many = Array.from({ length: 20_000 }, (_, i): Exception => ({ word: `wort${i}x`, language: i % 4, gain: 1 }));
    const strange = Array.from({ length: 4000 }, (_, i) => `other${i}`);
    const mistaken = (await logitsOf(packExceptions(many, tokenizer), strange)).filter((row) => row.some((logit) => logit > 0)).length;
    // Expected: 4000 x 2 rows x 20000 / 284989 / 873 fingerprints = 0.64.
    assert.ok(mistaken <= 4, `${mistaken}`);
  });

  it('are all found where there is room', async () => {
    const words = Array.from({ length: 300 }, (_, i) => `wort${i}x`);
    const table = packExceptions(words.map((word, i): Exception => ({ word, language: i % 4, gain: 1 + i })), tokenizer, 997);
    for (const [i, row] of (await logitsOf(table, words)).entries()) assert.equal(row.indexOf(Math.max(...row)), i % 4);
  });

  it('lose the words of least gain where there is too little', async () => {
    const words = Array.from({ length: 600 }, (_, i) => `wort${i}x`);
    const table = packExceptions(words.map((word, i): Exception => ({ word, language: i % 4, gain: 1 + i })), tokenizer, 199);
    const kept = (await logitsOf(table, words)).map((row, i) => row[i % 4] > 0);
    const share = (from: number, to: number): number => kept.slice(from, to).filter(Boolean).length / (to - from);
    assert.ok(share(500, 600) > 0.9, `${share(500, 600)}`);
    assert.ok(share(0, 300) < 0.1, `${share(0, 300)}`);
    assert.equal(table[0], 0);
  });

  it('leave out what is no better in its language than in the next', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z]{3,19}$/), (word) => {
      assert.ok(packExceptions([{ word, language: 1, gain: 0 }], tokenizer, 13).every((entry) => entry === 0));
    }));
  });
});
