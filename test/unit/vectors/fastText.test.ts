import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readVectors } from '../../../src/vectors/read.ts';
import { forEachNgram, ngramHash } from '../../../src/vectors/subwords.ts';
import { mostSimilar, similarity } from '../../../src/vectors/words.ts';
import { writeVectors } from '../../../src/vectors/write.ts';
import { inFolder, withFile } from './files.ts';

interface Model {
  readonly dimensions: number;
  readonly words: readonly string[];
  readonly buckets: number;
  readonly minimum: number;
  readonly maximum: number;
  /** [words + buckets, dimensions] */
  readonly input: readonly number[];
  readonly quantized?: boolean;
  readonly version?: number;
}

/** A fastText model as the C++ tool lays it out (FastText::saveModel, Dictionary::save, DenseMatrix::save). */
function modelFile({ dimensions, words, buckets, minimum, maximum, input, quantized = false, version = 12 }: Model): Buffer {
  const int32 = (...values: number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
  const int64 = (...values: number[]): Buffer => Buffer.from(BigInt64Array.from(values, BigInt).buffer);
  return Buffer.concat([
    int32(793712314, version), int32(dimensions, 5, 5, 1, 5, 1, 2, 1, buckets, minimum, maximum, 100), Buffer.from(Float64Array.of(1e-4).buffer),
    int32(words.length, words.length, 0), int64(100, -1),
    ...words.flatMap((word, i) => [Buffer.from(`${word}\0`), int64(50 - i), Buffer.of(0)]),
    Buffer.of(quantized ? 1 : 0), int64(words.length + buckets, dimensions), Buffer.from(Float32Array.from(input).buffer),
    Buffer.of(0), int64(words.length, dimensions), Buffer.alloc(words.length * dimensions * 4),
  ]);
}

const buckets = 11;
const model: Model = { dimensions: 2, words: ['</s>', 'cat', 'cats'], buckets, minimum: 3, maximum: 4, input: Array.from({ length: (3 + buckets) * 2 }, (_, i) => Math.sin(i + 1)) };

/** The row of a bucket in `model`. */
function bucketRow(bucket: number): number[] {
  return model.input.slice((3 + bucket) * 2, (4 + bucket) * 2);
}

function ngramsOf(word: string, minimum: number, maximum: number): string[] {
  const marked = [...`<${word}>`];
  return marked.flatMap((_, i) => Array.from({ length: maximum - minimum + 1 }, (__, k) => minimum + k).filter((n) => i + n <= marked.length).map((n) => marked.slice(i, i + n).join('')));
}

describe('fastText n-grams', () => {
  it('are hashed as the C++ tool does, signed bytes and all', () => {
    // FNV-1a reference values for ASCII; above it the sign extension makes fastText's own variant.
    assert.equal(ngramHash(Buffer.from('a'), 0, 1), 0xe40c292c);
    assert.equal(ngramHash(Buffer.from('foobar'), 0, 6), 0xbf9cf968);
    assert.equal(ngramHash(Buffer.from('é'), 0, 2), Number(BigInt.asUintN(32, ((((0x811c9dc5n ^ 0xffffffc3n) * 0x01000193n) & 0xffffffffn) ^ 0xffffffa9n) * 0x01000193n)));
  });

  it('count code points, from each position the shortest first', () => {
    for (const word of ['cat', 'Ångström', '猫', 'a']) {
      const found: number[] = [];
      forEachNgram(word, { minimumLength: 3, maximumLength: 4, buckets: 1000 }, (bucket) => found.push(bucket));
      assert.deepEqual(found, ngramsOf(word, 3, 4).map((ngram) => ngramHash(Buffer.from(ngram), 0, Buffer.byteLength(ngram)) % 1000), word);
    }
  });

  it('leave out lone boundary marks', () => {
    const found: number[] = [];
    forEachNgram('ab', { minimumLength: 1, maximumLength: 1, buckets: 2 ** 32 }, (bucket) => found.push(bucket));
    assert.deepEqual(found, ['a', 'b'].map((ngram) => ngramHash(Buffer.from(ngram), 0, 1)));
  });
});

describe('a fastText model', () => {
  it('gives words the mean of their row and their n-grams', async () => {
    await withFile('model.bin', modelFile(model), async (file) => {
      const { space, format } = await readVectors(file);
      assert.equal(format, 'fasttext-binary');
      assert.deepEqual([...space.words], ['</s>', 'cat', 'cats']);
      assert.deepEqual([...space.counts!], [50, 49, 48]);
      const parts = [model.input.slice(2, 4), ...ngramsOf('cat', 3, 4).map((ngram) => bucketRow(ngramHash(Buffer.from(ngram), 0, ngram.length) % buckets))];
      space.row(1).forEach((value, i) => assert.ok(Math.abs(value - parts.reduce((sum, part) => sum + part[i], 0) / parts.length) < 1e-6));
      assert.deepEqual([...space.row(0)], model.input.slice(0, 2).map(Math.fround));
    });
  });

  it('gives unseen words the mean of their n-grams, also after a detour through our own format', async () => {
    await inFolder(async (folder) => {
      await withFile('model.bin', modelFile(model), async (file) => {
        const { space } = await readVectors(file);
        const copy = path.join(folder, 'copy.lxv');
        await writeVectors(copy, space, 'lexiscope');
        const parts = ngramsOf('scat', 3, 4).map((ngram) => bucketRow(ngramHash(Buffer.from(ngram), 0, ngram.length) % buckets));
        for (const read of [space, (await readVectors(copy)).space]) {
          read.vectorOf('scat')!.forEach((value, i) => assert.ok(Math.abs(value - parts.reduce((sum, part) => sum + part[i], 0) / parts.length) < 1e-6));
          assert.ok(Math.abs(similarity(read, 'scat', 'scat') - 1) < 1e-6);
          assert.equal(mostSimilar(read, { positive: ['scat'] }).length, 3);
        }
      });
    });
  });

  it('that is quantised, of another version or cut off is refused with the reason', async () => {
    const refused = (bytes: Buffer, message: RegExp): Promise<void> => withFile('model.bin', bytes, (file) => assert.rejects(readVectors(file), { message }));
    await refused(modelFile({ ...model, quantized: true }), /a quantised fastText model \(\.ftz\); only full models can be read/);
    await refused(modelFile({ ...model, version: 13 }), /version 13 of the fastText format; 11 and 12 can be read/);
    const whole = modelFile(model);
    for (const length of [30, 90, 110, 140, 200]) await refused(whole.subarray(0, length), /cut off|too short/);
    const hostile = Buffer.from(whole);
    hostile.writeInt32LE(0x7fffffff, 8 + 12 * 4 + 8);
    hostile.writeInt32LE(0x7fffffff, 8 + 12 * 4 + 12);
    await refused(hostile, /2147483647 words of 2 dimensions announced, but the file is too short to hold them/);
  });

  it('without n-grams is a plain space', async () => {
    await withFile('model.bin', modelFile({ ...model, maximum: 0 }), async (file) => {
      const { space } = await readVectors(file);
      assert.equal(space.subwords, undefined);
      assert.deepEqual([...space.row(1)], model.input.slice(2, 4).map(Math.fround));
    });
  });
});
