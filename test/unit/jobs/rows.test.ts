import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { readRows, rewindRows } from '../../../src/jobs/rows.ts';

const rowSchema = v.object({ step: v.number(), text: v.string() });
const row = fc.record({ step: fc.integer(), text: fc.string({ unit: 'binary', maxLength: 20 }) }, { noNullPrototype: true });
const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Each test has its own file: a property that is stopped in time, as in fuzzing, still writes its last case. */
describe('the rows of a run', () => {
  let folder: string;
  before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-')); });
  after(() => rm(folder, { recursive: true }));

  it('are those that were written whole, wherever a kill cut the file', async () => {
    const file = path.join(folder, 'cut.jsonl');
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 6 }), fc.nat(), async (rows, cut) => {
      const bytes = Buffer.from(rows.map(lineOf).join(''));
      const kept = bytes.subarray(0, bytes.length === 0 ? 0 : cut % (bytes.length + 1));
      await writeFile(file, kept);
      // A line of which only the line's end is missing is whole.
      const whole = rows.filter((_, i) => Buffer.byteLength(rows.slice(0, i + 1).map(lineOf).join('')) - 1 <= kept.length);
      assert.deepEqual(readRows(file, rowSchema), whole);
    }), { numRuns: 150 });
  });

  it('leave no half row behind when a resumed run takes the last ones back', async () => {
    const file = path.join(folder, 'resumed.jsonl');
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 6 }), fc.string(), fc.integer(), row, async (rows, half, step, next) => {
      await writeFile(file, `${rows.map(lineOf).join('')}{"step":${half.replaceAll('\n', '')}`);
      const kept = rewindRows(file, rowSchema, (found) => found.step <= step);
      assert.deepEqual(kept, rows.filter((found) => found.step <= step));
      await appendFile(file, lineOf(next));
      assert.equal(await readFile(file, 'utf8'), [...kept, next].map(lineOf).join(''));
    }), { numRuns: 100 });
  });

  it('are none where no file is, and skip lines that are something else', async () => {
    const file = path.join(folder, 'odd.jsonl');
    assert.deepEqual(readRows(path.join(folder, 'none.jsonl'), rowSchema), []);
    await writeFile(file, '{"step":1,"text":"a"}\nnull\n{"step":"x"}\n\n[]\n{"step":2,"text":"b"}\n');
    assert.deepEqual(readRows(file, rowSchema).map(({ step }) => step), [1, 2]);
  });
});
