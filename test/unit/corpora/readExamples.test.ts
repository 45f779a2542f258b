import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { fileError } from '../../../src/corpora/bytes.ts';
import { readExamples } from '../../../src/corpora/readExamples.ts';
import type { ExampleOptions } from '../../../src/corpora/readExamples.ts';
import { collect, lexiscopeError, withFiles } from './helpers.ts';

const jsonl = '{"text":"süß","labels":["a"]}\n{"text":"b","labels":["x","y"]}\n';

async function read(paths: string | string[], options: ExampleOptions = {}): Promise<[string, ...string[]][]> {
  return (await collect(readExamples(paths, options))).map((example) => [example.text, ...example.labels]);
}

describe('Reading examples', () => {
  it('unpacks gzip by content, whatever the name', async () => {
    await withFiles({ 'a.jsonl': gzipSync(jsonl), 'b.jsonl.gz': jsonl, 'c.jsonl.gz': Buffer.concat([gzipSync(jsonl), gzipSync(jsonl)]) }, async (at) => {
      assert.deepEqual(await read(at('a.jsonl')), [['süß', 'a'], ['b', 'x', 'y']]);
      assert.deepEqual(await read(at('b.jsonl.gz')), [['süß', 'a'], ['b', 'x', 'y']]);
      assert.equal((await read(at('c.jsonl.gz'))).length, 4);
    });
  });

  it('says so when gzip data is cut off or damaged', async () => {
    const packed = gzipSync(jsonl.repeat(5000));
    const damaged = Buffer.from(packed);
    damaged[packed.length - 6] ^= 1; // the check sum
    await withFiles({ 'cut.jsonl.gz': packed.subarray(0, packed.length - 30), 'damaged.jsonl.gz': damaged, 'short.csv.gz': packed.subarray(0, 5) }, async (at) => {
      await assert.rejects(read(at('cut.jsonl.gz')), lexiscopeError(/cut\.jsonl\.gz: the gzip data is cut off/));
      await assert.rejects(read(at('damaged.jsonl.gz')), lexiscopeError(/damaged\.jsonl\.gz: the gzip data is damaged/));
      await assert.rejects(read(at('short.csv.gz')), lexiscopeError(/short\.csv\.gz: the gzip data is cut off/));
    });
  });

  it('stops a gzip bomb at the row limit', async () => {
    await withFiles({ 'bomb.csv.gz': gzipSync(Buffer.alloc(20_000_000, 'a')), 'bomb.jsonl': gzipSync(Buffer.alloc(20_000_000, '"')) }, async (at) => {
      await assert.rejects(read(at('bomb.csv.gz'), { maximumRowLength: 1_000_000, text: 'text' }), lexiscopeError(/:1: (the row that starts here is longer than 1000000|there is no column)/));
      await assert.rejects(read(at('bomb.jsonl'), { maximumRowLength: 1_000_000 }), lexiscopeError(/:1: the row that starts here is longer than 1000000/));
    });
  });

  it('names file, line and offset of a byte that is not UTF-8', async () => {
    const text = `text,label\r\n${'x,y\r\n'.repeat(50_000)}`;
    await withFiles({ 'a.csv': Buffer.concat([Buffer.from(text), Buffer.from('caf\xe9,z\r\n', 'latin1')]) }, async (at) => {
      await assert.rejects(read(at('a.csv'), { encoding: 'utf-8' }), lexiscopeError(new RegExp(`a\\.csv:50002: byte ${text.length + 3} \\(0xe9\\) is not valid UTF-8`)));
      assert.deepEqual((await read(at('a.csv'))).at(-1), ['café', 'z']);
    });
  });

  it('reads UTF-16, as spreadsheets save it', async () => {
    await withFiles({ 'a.csv': Buffer.from('\ufefftext\tlabel\r\n"zwei\r\nZeilen ß"\tx\r\n', 'utf16le') }, async (at) => {
      assert.deepEqual(await read(at('a.csv')), [['zwei\r\nZeilen ß', 'x']]);
    });
  });

  it('gives file and line with every example, over several files of several formats', async () => {
    await withFiles({ 'a.jsonl': jsonl, 'b.csv': 'text,label\n"x\ny",p\nz,q\n', 'c.txt': '__label__u __label__v some text\n' }, async (at) => {
      const examples = await collect(readExamples([at('a.jsonl'), at('b.csv'), at('c.txt')]));
      assert.deepEqual(examples.map(({ file, line, text, labels }) => `${file === at('a.jsonl') ? 'a' : file === at('b.csv') ? 'b' : 'c'}${line} ${text} ${labels.join()}`),
        ['a1 süß a', 'a2 b x,y', 'b2 x\ny p', 'b4 z q', 'c1 some text u,v']);
    });
  });

  it('refuses what cannot be read, with a clear message', async () => {
    await withFiles({ 'a.xz': Buffer.from('fd377a585a000004', 'hex'), 'b.zip': 'PK\u0003\u0004rest', 'c.json': '[\n{"text":"a","label":"b"}]' }, async (at) => {
      await assert.rejects(read(at('none.csv')), lexiscopeError(/none\.csv: there is no such file/, 'not-found'));
      await assert.rejects(read(at('a.xz')), lexiscopeError(/a\.xz: this is an xz file/, 'unsupported'));
      await assert.rejects(read(at('b.zip')), lexiscopeError(/b\.zip: this is a zip file/, 'unsupported'));
      await assert.rejects(read(at('c.json')), lexiscopeError(/c\.json: this looks like a JSON array/, 'unsupported'));
      await mkdir(at('folder.csv'));
      await assert.rejects(read(at('folder.csv'), { format: 'csv' }), lexiscopeError(/folder\.csv: this is a folder/));
    });
  });

  it('says so when the system lets nobody read the file', () => {
    // Made by hand: a test that runs as root may read everything.
    assert.match(fileError({ code: 'EACCES' }, 'a.csv').message, /^a\.csv: no permission to read this file$/);
    assert.match(fileError(new Error('EIO: i/o error, read'), 'a.csv').message, /^a\.csv: could not be read \(EIO/);
  });

  it('notices a file that becomes shorter while it is read', async () => {
    await withFiles({ 'a.jsonl': jsonl.repeat(20_000) }, async (at) => {
      await assert.rejects(async () => {
        for await (const { line } of readExamples(at('a.jsonl'))) if (line === 5) await truncate(at('a.jsonl'), 1000);
      }, lexiscopeError(/a\.jsonl: the file became shorter while it was read/, 'failed'));
    });
  });

  it('reports bytes read and ends with all of them', async () => {
    await withFiles({ 'a.jsonl': jsonl.repeat(5000), 'b.jsonl': gzipSync(jsonl.repeat(5000)) }, async (at) => {
      const calls: [number, number][] = [];
      await read([at('a.jsonl'), at('b.jsonl')], { onProgress: (done, total) => calls.push([done, total]) });
      const total = Buffer.byteLength(jsonl) * 5000 + gzipSync(jsonl.repeat(5000)).length;
      assert.ok(calls.length > 5);
      assert.ok(calls.every(([done, all], i) => all === total && (i === 0 || done >= calls[i - 1][0])));
      assert.equal(calls.at(-1)?.[0], total);
    });
  });

  it('stops between two rows when it is cancelled', async () => {
    await withFiles({ 'a.jsonl': jsonl.repeat(5000) }, async (at) => {
      const controller = new AbortController();
      let rows = 0;
      await assert.rejects(async () => {
        for await (const _ of readExamples(at('a.jsonl'), { signal: controller.signal })) if (++rows === 3) controller.abort();
      }, lexiscopeError(/reading .*a\.jsonl was cancelled/, 'cancelled'));
      assert.equal(rows, 3);
    });
  });

  it('gives examples or a LexiscopeError on any bytes in any format', async () => {
    await withFiles({}, async (at) => {
      const format = fc.constantFrom('jsonl', 'csv', 'fasttext', 'label-tab-text', 'lines', 'reuters', 'rcv1', undefined);
      await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), format, fc.boolean(), async (bytes, chosen, packed) => {
        await writeFile(at('x'), packed ? gzipSync(bytes) : bytes);
        try {
          await read(at('x'), chosen ? { format: chosen } : {});
        } catch (error) {
          assert.ok(error instanceof LexiscopeError, String(error));
        }
      }), { numRuns: 300 });
    });
  });
});
