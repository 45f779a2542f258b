import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';
import { tokensOf } from '../../../src/nn/examples.ts';
import { createTokenizer } from '../../../src/text/createTokenizer.ts';
import type { LanguageData } from '../../../recipes/language/corpus.ts';
import { languageSource } from '../../../recipes/language/sampling.ts';
import type { TextMix } from '../../../recipes/language/stages.ts';
import { stages } from '../../../recipes/language/stages.ts';
import { tableRows, widenTable } from '../../../recipes/language/widen.ts';

function tokenizerOf(buckets: number): ReturnType<typeof createTokenizer> {
  return createTokenizer({
    kind: 'hashed-ngrams', normalization: { unicode: 'NFC', lowerCase: true }, minimumLength: 1, maximumLength: 5, wholeWord: true,
    buckets, maximumWordLength: 20, punctuation: false,
  });
}

const none: TextMix = { listedWord: 0, word: 0, neighbours: 0, listedPair: 0, fragment: 0, sentence: 0, page: 0 };

/** `short` texts of two words and `long` ones of thirty. */
function language(code: string, short: number, long: number): LanguageData {
  return {
    code, heldOut: [], otherScript: [], words: ['alpha', 'omega'], wordShares: Float64Array.of(0.5, 1),
    texts: [...new Array<string>(short).fill('kurze texte'), ...new Array<string>(long).fill(new Array<string>(30).fill('langer').join(' '))],
  };
}

function draw(languages: readonly LanguageData[], mix: Partial<TextMix>, evenLengths: boolean, perLanguage = 400): EncodedExample[] {
  const source = languageSource(languages, () => 'zzz', tokenizerOf(1000), { perLanguage, mix: { ...none, ...mix }, noise: 0, evenLengths, seed: 1, maximumTokens: 64 });
  return [...source.examples(0) as Iterable<EncodedExample>];
}

describe('the texts of an epoch', () => {
  it('are of every label alike, the one for no language included', () => {
    const counts = new Map<number, number>();
    for (const { labels } of draw([language('aa', 50, 50), language('bb', 50, 50)], { sentence: 1 }, false)) counts.set(labels[0], (counts.get(labels[0]) ?? 0) + 1);
    assert.deepEqual([...counts].sort(([a], [b]) => a - b), [[0, 400], [1, 400], [2, 400]]);
  });

  it('are as many words long as their kind says', () => {
    const lengthsOf = (mix: Partial<TextMix>): number[] => [...new Set(draw([language('aa', 50, 50)], mix, true).filter(({ labels }) => labels[0] === 0).map(tokensOf))].sort((a, b) => a - b);
    assert.deepEqual(lengthsOf({ listedWord: 1 }), [1]);
    assert.deepEqual(lengthsOf({ word: 1 }), [1]);
    assert.deepEqual(lengthsOf({ neighbours: 1 }), [2]);
    assert.deepEqual(lengthsOf({ listedPair: 1 }), [2]);
    assert.ok(lengthsOf({ fragment: 1 }).every((length) => length <= 7));
  });

  it('tell nothing of the language by their length where lengths are drawn evenly', () => {
    const longShare = (evenLengths: boolean, label: number): number => {
      const drawn = draw([language('aa', 900, 100), language('bb', 100, 900)], { sentence: 1 }, evenLengths, 2000).filter(({ labels }) => labels[0] === label);
      return drawn.filter((example) => tokensOf(example) > 10).length / drawn.length;
    };
    assert.ok(longShare(false, 1) - longShare(false, 0) > 0.7);
    assert.ok(Math.abs(longShare(true, 1) - longShare(true, 0)) < 0.06);
  });

  it('are the same whenever the same epoch is drawn', () => {
    const once = draw([language('aa', 50, 50)], { sentence: 1, word: 1, page: 1 }, true).map(({ ids }) => [...ids]);
    assert.deepEqual(draw([language('aa', 50, 50)], { sentence: 1, word: 1, page: 1 }, true).map(({ ids }) => [...ids]), once);
  });
});

describe('a widened table', () => {
  it('gives every word the vector that it had', () => {
    const dimensions = 3;
    const random = createRandom(9);
    const rows = tableRows(1);
    const table = Float32Array.from({ length: rows * dimensions }, (_, i) => (i < dimensions ? 0 : random.normal()));
    const vectorsOf = (values: Float32Array, factor: number): number[] => {
      const { ids } = tokenizerOf(tableRows(factor)).encode('Grüße an Ærøskøbing, слово');
      return [...ids].flatMap((id) => [...values.subarray(id * dimensions, (id + 1) * dimensions)]);
    };
    assert.deepEqual(vectorsOf(widenTable(table, dimensions, 2), 2), vectorsOf(table, 1));
  });

  it('fits every stage to the one before', () => {
    for (const [i, { tableFactor }] of stages.entries()) assert.ok(i === 0 || tableFactor % stages[i - 1].tableFactor === 0);
  });
});
