import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRandom } from '../../../src/base/random.ts';
import type { LabelledExample } from '../../../src/corpora/example.ts';
import { foldOf, foldSplit, hashSplit, splitExamples, stratifiedSplit } from '../../../src/corpora/split.ts';
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

describe('A stratified split', () => {
  it('holds the fraction of every label out, to within one text', async () => {
    const split = await stratifiedSplit(stream(many), { fraction: 0.1, seed: 5 });
    for (const label of ['rare', 'some', 'most']) {
      const ofLabel = many.filter(({ labels }) => labels[0] === label);
      assert.equal(ofLabel.filter((one) => split.isValidation(one)).length, Math.round(ofLabel.length * 0.1));
    }
  });

  it('leaves both sides a text of a label that has two', async () => {
    const examples = [...many, example('one of two', 'tiny'), example('two of two', 'tiny'), example('alone', 'single')];
    const split = await stratifiedSplit(stream(examples), { fraction: 0.1, seed: 5 });
    assert.equal(examples.filter((one) => one.labels[0] === 'tiny' && split.isValidation(one)).length, 1);
    assert.equal(split.isValidation(example('alone', 'single')), false);
  });

  it('keeps copies on one side even where their labels differ', async () => {
    const random = createRandom(2);
    const examples = Array.from({ length: 3000 }, () => example(`text ${random.below(1000)}`, ['a', 'b', 'c'][random.below(3)], ...(random.below(4) === 0 ? ['d'] : [])));
    const split = await stratifiedSplit(stream(examples), { fraction: 0.3, seed: 9 });
    const sides = new Map<string, boolean>();
    for (const one of examples) {
      assert.equal(split.isValidation(one), sides.get(one.text) ?? split.isValidation(one));
      sides.set(one.text, split.isValidation(one));
    }
    assert.ok(Math.abs(share(examples, split) - 0.3) < 0.03);
  });

  it('counts the rarest of several labels, and takes unlabelled texts as a group of their own', async () => {
    const examples = [...Array.from({ length: 50 }, (_, i) => example(`t ${i}`, 'most', 'rare')), ...many, ...Array.from({ length: 40 }, (_, i) => example(`u ${i}`))];
    const split = await stratifiedSplit(stream(examples), { fraction: 0.1, seed: 4 });
    assert.equal(examples.filter((one) => one.labels.includes('rare') && split.isValidation(one)).length, 10);
    assert.equal(examples.filter((one) => one.labels.length === 0 && split.isValidation(one)).length, 4);
  });
});

describe('Folds', () => {
  it('are about equal, exhaustive, and independent of a hold-out with the same seed', () => {
    const train = many.filter((one) => !hashSplit({ fraction: 0.2, seed: 1 }).isValidation(one));
    const sizes = [0, 0, 0, 0, 0];
    for (const { text } of train) sizes[foldOf(text, 5, 1)]++;
    assert.equal(sizes.reduce((a, b) => a + b), train.length);
    for (const size of sizes) assert.ok(Math.abs(size / train.length - 0.2) < 0.04, sizes.join());
    assert.equal([0, 1, 2, 3, 4].filter((fold) => foldSplit(fold, 5, 1).isValidation(many[17])).length, 1);
  });

  it('must exist', () => {
    for (const [fold, folds] of [[0, 1], [5, 5], [-1, 5], [0.5, 5]]) assert.throws(() => foldSplit(fold, folds, 1), lexiscopeError(/expected at least 2 folds/));
  });
});
