import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LabelledExample } from '../../../src/corpora/example.ts';
import { hashSplit, splitExamples } from '../../../src/corpora/split.ts';
import type { Split } from '../../../src/corpora/split.ts';
import { murmur3, normalizedText } from '../../../src/corpora/textHash.ts';
import { collect, lexiscopeError } from './helpers.ts';

function example(text: string, ...labels: string[]): LabelledExample {
  return { text, labels, file: 'a', line: 1 };
}

async function* stream(examples: readonly LabelledExample[]): AsyncGenerator<LabelledExample> {
  for (const one of examples) yield await Promise.resolve(one);
}

function share(examples: readonly LabelledExample[], split: Split): number {
  return examples.filter((one) => split.isValidation(one)).length / examples.length;
}

const many = Array.from({ length: 5000 }, (_, i) => example(`text number ${i}`, i % 100 === 0 ? 'rare' : i % 3 === 0 ? 'some' : 'most'));

describe('MurmurHash3', () => {
  it('has the values of the reference implementation', () => {
    // Published test vectors: the empty string, and the bytes 21 43 65 87.
    assert.equal(murmur3('', 0), 0);
    assert.equal(murmur3('', 1), 0x514e28b7);
    assert.equal(murmur3('\u4321\u8765', 0), 0xf55b516b);
    assert.equal(murmur3('\u4321\u8765', 0x5082edee), 0x2362f9de);
    assert.equal(murmur3('\u4321', 0), 0xa0f7b07a);
  });
});

describe('Texts are the same', () => {
  it('whatever their case, punctuation and blanks', () => {
    assert.equal(normalizedText('  "Hello,  WORLD!" '), normalizedText('hello world'));
    assert.notEqual(normalizedText('hello worlds'), normalizedText('hello world'));
  });

  it('only to the letter where they have no letters', () => {
    assert.notEqual(normalizedText(':)'), normalizedText(':('));
  });
});

describe('A split by hash', () => {
  it('holds about the fraction out, of each label too', () => {
    const split = hashSplit({ fraction: 0.2, seed: 1 });
    // Standard deviation of the share of 5000 coin tosses: 0.0057.
    assert.ok(Math.abs(share(many, split) - 0.2) < 0.025);
    assert.ok(Math.abs(share(many.filter(({ labels }) => labels[0] === 'some'), split) - 0.2) < 0.05);
  });

  it('is the same for the same seed, another for another one', () => {
    const sides = (seed: number): boolean[] => many.map((one) => hashSplit({ fraction: 0.5, seed }).isValidation(one));
    assert.deepEqual(sides(7), sides(7));
    const [seven, eight] = [sides(7), sides(8)];
    const same = seven.filter((side, i) => side === eight[i]).length;
    assert.ok(same > 2300 && same < 2700, `${same} of 5000 on the same side`);
  });

  it('keeps copies of a text on one side', () => {
    fc.assert(fc.property(fc.string(), fc.integer(), (text, seed) => {
      const split = hashSplit({ fraction: 0.5, seed });
      assert.equal(split.isValidation(example(`x${text}`)), split.isValidation(example(`X${text}!  `)));
    }));
  });

  it('refuses a fraction that is none', () => {
    for (const fraction of [-0.1, 1.1, NaN]) assert.throws(() => hashSplit({ fraction, seed: 1 }), lexiscopeError(/validation fraction/));
  });

  it('divides a stream into two parts that together are all of it', async () => {
    const split = hashSplit({ fraction: 0.3, seed: 3 });
    const train = await collect(splitExamples(stream(many), split, 'train'));
    const validation = await collect(splitExamples(stream(many), split, 'validation'));
    assert.equal(train.length + validation.length, many.length);
    assert.equal(new Set([...train, ...validation]).size, many.length);
  });
});
