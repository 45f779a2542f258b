import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { readVectors, type ReadOptions } from '../../../src/vectors/read.ts';
import { tableOf, writeVectors } from '../../../src/vectors/write.ts';
import { inFolder, withFile } from './files.ts';

/** The words and rows that are read from a file of this content. */
async function read(content: string | Uint8Array, options?: ReadOptions): Promise<{ format: string; rows: Record<string, number[]>; warnings: readonly string[] }> {
  return withFile('vectors.txt', content, async (file) => {
    const { space, format, warnings } = await readVectors(file, options);
    return { format, rows: Object.fromEntries(Array.from({ length: space.size }, (_, row) => [space.word(row), [...space.row(row)]])), warnings };
  });
}

/** The message of the error that reading ends with, without the folder. */
async function failure(content: string | Uint8Array, options?: ReadOptions): Promise<string> {
  return withFile('vectors.txt', content, async (file) => {
    try {
      await readVectors(file, options);
    } catch (error) {
      assert.ok(error instanceof LexiscopeError, String(error));
      return error.message.replace(path.dirname(file) + path.sep, '');
    }
    assert.fail('reading went well');
  });
}

function binary(header: string, rows: readonly (readonly [string, readonly number[]])[], separator = '\n'): Buffer {
  return Buffer.concat([Buffer.from(header), ...rows.flatMap(([word, values]) => [Buffer.from(`${word} `), Buffer.from(Float32Array.from(values).buffer), Buffer.from(separator)])]);
}

const two = { cat: [0.5, -1, 2], dog: [0.25, 1e-3, -3] };
const roundedTwo = { cat: [0.5, -1, 2], dog: [0.25, Math.fround(1e-3), -3] };

describe('readVectors', () => {
  it('reads word2vec text, with blanks at line ends and without a last line feed', async () => {
    assert.deepEqual(await read('2 3\ncat 0.5 -1 2 \ndog 0.25 1e-3 -3'), { format: 'word2vec-text', rows: roundedTwo, warnings: [] });
  });

  it('reads GloVe text, which has no header', async () => {
    assert.deepEqual(await read('cat 0.5 -1 2\ndog .25 0.001 -3.0\n'), { format: 'glove-text', rows: roundedTwo, warnings: [] });
  });

  it('reads tabs, carriage returns and blank lines at the end', async () => {
    assert.deepEqual((await read('2\t3\r\ncat\t0.5\t-1\t2\r\ndog\t0.25\t1e-3\t-3\r\n\r\n\n')).rows, roundedTwo);
  });

  it('reads word2vec binary with and without line feeds between rows', async () => {
    for (const separator of ['\n', '']) {
      assert.deepEqual(await read(binary('2 3\n', Object.entries(two), separator)), { format: 'word2vec-binary', rows: roundedTwo, warnings: [] });
    }
  });

  it('reads any of them gzipped', async () => {
    assert.deepEqual((await read(gzipSync('cat 0.5 -1 2\ndog .25 0.001 -3.0\n'))).rows, roundedTwo);
    assert.deepEqual((await read(gzipSync(binary('2 3\n', Object.entries(two))))).rows, roundedTwo);
  });

  it('reads words with blanks, as some GloVe files have', async () => {
    assert.deepEqual((await read('the 1 2\n. . . 3 4\nat me@home 5 6\n')).rows, { the: [1, 2], '. . .': [3, 4], 'at me@home': [5, 6] });
  });

  it('reads words that look like numbers', async () => {
    assert.deepEqual((await read('the 1 2\n1984 3 4\n')).rows, { 1984: [3, 4], the: [1, 2] });
  });

  it('reads words in every script', async () => {
    assert.deepEqual(Object.keys((await read('2 2\nÅngström 1 2\n猫 3 4\n')).rows), ['Ångström', '猫']);
  });

  it('reads only the first rows when asked to, and does not mind what follows', async () => {
    assert.deepEqual((await read('3 2\na 1 2\nb 3 4\nc broken', { limit: 2 })).rows, { a: [1, 2], b: [3, 4] });
  });

  it('keeps the first vector of a word that comes twice, and says so', async () => {
    const { rows, warnings } = await read('a 1 2\nb 3 4\na 5 6\n');
    assert.deepEqual(rows, { a: [1, 2], b: [3, 4] });
    assert.match(warnings[0], /vectors\.txt:3: "a" stands there before, as row 1; the first vector is kept$/);
    assert.equal(await failure('a 1 2\nb 3 4\na 5 6\n', { duplicates: 'error' }), 'vectors.txt:3: "a" stands there before, as row 1');
  });

  it('names the line, what was expected and what was found', async () => {
    assert.equal(await failure('2 3\ncat 1 2 3\ndog 1 2\n'), 'vectors.txt:3: expected 3 values after "dog", found 2');
    assert.equal(await failure('cat 1 2 3\ndog 1 2 3 4\n'), 'vectors.txt:2: expected 3 values after "dog", found 4');
    assert.equal(await failure('cat 1 2 3\ndog 1 x 3\n'), 'vectors.txt:2: value 2 of 3 after "dog" is "x", which is no finite number');
    assert.equal(await failure('cat 1 2 3\ndog 1 nan 3\n'), 'vectors.txt:2: value 2 of 3 after "dog" is "nan", which is no finite number');
    assert.equal(await failure('cat 1 2 3\ndog 1 1e39 3\n'), 'vectors.txt:2: value 2 of 3 after "dog" is "1e39", which is no finite number');
    assert.equal(await failure('cat 1 2 3\n\ndog 1 2 3\n'), 'vectors.txt:2: expected a word and 3 values, found a blank line');
    assert.equal(await failure('cat 1 2 3\n 1 2 3\n'), 'vectors.txt:2: no word before the values');
    assert.equal(await failure('3 3\ncat 1.00000 2.00000 3\ndog 1 2 3\n'), 'vectors.txt: line 1 announces 3 rows, but the file ends after 2');
    assert.equal(await failure('1 3\ncat 1 2 3\ndog 1 2 3\n'), 'vectors.txt:3: line 1 announces 1 rows, but another one follows');
    assert.match(await failure('only words here\n'), /^vectors\.txt:1: expected a word and its values, or a header/);
    assert.match(await failure(''), /^vectors\.txt:1: expected a word and its values/);
  });

  it('refuses headers that the file cannot live up to, without making room for them', async () => {
    const before = process.memoryUsage().rss;
    assert.equal(await failure('1000000000000 100\ncat 1 2 3\n'), 'vectors.txt:1: 1000000000000 rows of 100 values announced, but the file cannot hold more than 0 of them');
    assert.equal(await failure('2 1000000000000\ncat 1 2 3\n'), 'vectors.txt:1: 1000000000000 dimensions announced; 1 to 65536 are supported');
    assert.equal(await failure('2 0\ncat\n'), 'vectors.txt:1: 0 dimensions announced; 1 to 65536 are supported');
    assert.match(await failure(binary('1000000000000 3\n', Object.entries(two))), /^vectors\.txt:1: 1000000000000 rows of 3 values announced/);
    assert.match(await failure(gzipSync('1000000000000 100\ncat 1 2 3\n')), /^vectors\.txt:1: 1000000000000 rows of 100 values announced/);
    assert.ok(process.memoryUsage().rss - before < 200e6);
  });

  it('tells where a binary file was cut off', async () => {
    const whole = binary('2 3\n', Object.entries(two));
    assert.match(await failure(whole.subarray(0, 24)), /^vectors\.txt:1: 2 rows of 3 values announced/);
    const padded = Buffer.concat([whole.subarray(0, 4), Buffer.from('a-long-word-that-fills-the-file-with-bytes'), whole.subarray(4, 30)]);
    assert.match(await failure(padded), /^vectors\.txt: row 2 of 2, byte \d+: .*cut off$/);
  });

  it('tells that a gzip file was cut off', async () => {
    const whole = gzipSync(Array.from({ length: 2000 }, (_, i) => `word${i} ${Math.sin(i)} ${Math.cos(i)}\n`).join(''));
    assert.match(await failure(whole.subarray(0, whole.length / 2)), /^vectors\.txt: cannot be read to the end: unexpected end of file/);
  });

  it('says which file is missing', async () => {
    await assert.rejects(readVectors('/nowhere/vectors.vec'), { code: 'not-found', message: /^\/nowhere\/vectors\.vec: cannot be opened/ });
  });

  it('stops when it is cancelled', async () => {
    await withFile('vectors.txt', 'a 1 2\n', (file) => assert.rejects(readVectors(file, { signal: AbortSignal.abort() }), { code: 'cancelled' }));
  });

  it('reports progress up to the whole file', async () => {
    const parts: number[] = [];
    await read('a 1 2\nb 3 4\n', { onProgress: (part) => parts.push(part) });
    assert.equal(parts.at(-1), 1);
  });

  it('reads rows that lie across the borders of its chunks', async () => {
    const lines = Array.from({ length: 24_000 }, (_, i) => `word${i} ${Math.sin(i).toFixed(9)} ${Math.cos(i).toFixed(9)} ${i} ${i / 7}`);
    const text = `24000 4\n${lines.join('\n')}\n`;
    for (const content of [text, gzipSync(text, { level: 0 })]) {
      await withFile('big.vec', content, async (file) => {
        const { space } = await readVectors(file);
        for (let row = 0; row < 24_000; row += 7) {
          assert.equal(space.word(row), `word${row}`);
          assert.deepEqual([...space.row(row)], [Math.sin(row).toFixed(9), Math.cos(row).toFixed(9), row, row / 7].map((value) => Math.fround(Number(value))));
        }
      });
    }
  });

  it('never fails but by a LexiscopeError, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.stringMatching(/^[0-9a-c .\n-]{0,60}$/).map((text) => Buffer.from(text))), (bytes) =>
        withFile('any.bin', bytes, async (file) => {
          try {
            await readVectors(file);
          } catch (error) {
            assert.ok(error instanceof LexiscopeError, String(error));
          }
        })),
      { numRuns: 60 },
    );
  });
});

const words = fc.uniqueArray(fc.stringMatching(/^[a-zé猫_.,'-]{1,8}$/u), { minLength: 1, maxLength: 12 });
const tables = fc.tuple(words, fc.integer({ min: 1, max: 9 })).chain(([names, dimensions]) =>
  fc.float32Array({ minLength: names.length * dimensions, maxLength: names.length * dimensions, noNaN: true, noDefaultInfinity: true }).map((matrix) => ({ names, dimensions, matrix })));

describe('writeVectors', () => {
  for (const [name, format] of [['a.vec', 'word2vec-text'], ['a.bin', 'word2vec-binary'], ['glove.txt', 'glove-text'], ['a.lxv', 'lexiscope'], ['a.vec.gz', 'word2vec-text']] as const) {
    it(`writes ${format} (${name}) that reads back bit for bit`, async () => {
      await fc.assert(
        fc.asyncProperty(tables, ({ names, dimensions, matrix }) =>
          inFolder(async (folder) => {
            const file = path.join(folder, name);
            await writeVectors(file, tableOf(names, matrix, dimensions), format);
            const { space, format: detected } = await readVectors(file);
            assert.equal(detected, format);
            assert.deepEqual([...space.words], names);
            // -0 is written as 0 in text.
            for (let row = 0; row < names.length; row++) assert.deepEqual(Array.from(space.row(row), (value) => value + 0), Array.from(matrix.subarray(row * dimensions, (row + 1) * dimensions), (value) => value + 0));
          })),
        { numRuns: 12 },
      );
    });
  }

  it('writes int8 files whose values are within half a step of the row', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'small.lxv');
      const matrix = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i * 7) * (1 + (i % 3)));
      await writeVectors(file, tableOf(['a', 'b', 'c'], matrix, 100), 'lexiscope', { storage: 'int8' });
      const { space } = await readVectors(file);
      for (let row = 0; row < 3; row++) {
        const original = matrix.subarray(row * 100, (row + 1) * 100);
        const step = Math.max(...original.map(Math.abs)) / 127;
        space.row(row).forEach((value, i) => assert.ok(Math.abs(value - original[i]) <= step * 0.5001));
      }
    });
  });

  it('refuses words that the format cannot hold, and leaves no file behind', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'a.vec');
      await assert.rejects(writeVectors(file, tableOf(['new york'], Float32Array.of(1), 1), 'word2vec-text'), { code: 'bad-input', message: /^row 1: "new york" cannot be written/ });
      await assert.rejects(readVectors(file), { code: 'not-found' });
      await writeVectors(path.join(folder, 'a.lxv'), tableOf(['new york'], Float32Array.of(1), 1), 'lexiscope');
      assert.equal((await readVectors(path.join(folder, 'a.lxv'))).space.word(0), 'new york');
    });
  });

  it('tells what is wrong with a damaged file of our own', async () => {
    await inFolder(async (folder) => {
      const { readFile, writeFile } = await import('node:fs/promises');
      const file = path.join(folder, 'a.lxv');
      await writeVectors(file, tableOf(['a', 'b'], Float32Array.of(1, 2, 3, 4), 2), 'lexiscope');
      const whole = await readFile(file);
      await writeFile(file, whole.subarray(0, whole.length - 1));
      await assert.rejects(readVectors(file), { message: /announces \d+ bytes, the file has \d+/ });
      for (let at = 16; at < whole.length; at += 37) {
        const damaged = Buffer.from(whole);
        damaged[at] ^= 0x10;
        await writeFile(file, damaged);
        await assert.rejects(readVectors(file), LexiscopeError, `byte ${at}`);
      }
      const newer = Buffer.from(whole);
      newer.writeUInt32LE(99, 8);
      await writeFile(file, newer);
      await assert.rejects(readVectors(file), { message: /version 99 of the vector space format; this Lexiscope reads version 1/ });
    });
  });
});
