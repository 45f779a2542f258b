import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../../../src/base/random.ts';
import { createEmbeddingBagKernel, createPlainEmbeddingBagKernel } from '../../../src/kernels/embeddingBag.ts';
import { SharedArena } from '../../../src/kernels/sharedArena.ts';

/** A random table of 20 rows and 9 tokens with 0 to 4 ids each. */
function situation(dimensions: number): { arena: SharedArena; run: (plain: boolean) => { vectors: Float32Array; rows: Int32Array; table: Float32Array } } {
  const random = createRandom(dimensions);
  const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const arena = new SharedArena();
  const [tableRows, tokens] = [20, 9];
  const starts = new Int32Array(tokens + 1);
  for (let k = 0; k < tokens; k++) starts[k + 1] = starts[k] + (k % 5);
  const initial = numbers(tableRows * dimensions);
  const table = arena.store(initial, 'test');
  const [first, second] = [0, 1].map(() => arena.allocate(4 * initial.length, 'test'));
  const ids = arena.store(Int32Array.from({ length: starts[tokens] }, () => random.below(tableRows)), 'test');
  const [startsAt, slots] = [arena.store(starts, 'test'), arena.store(Int32Array.from({ length: tokens }, (_, k) => (k * 4) % tokens), 'test')];
  const gradient = arena.store(numbers(tokens * dimensions), 'test');
  const slotOfRow = arena.allocate(4 * tableRows, 'test');
  const out = arena.allocate(4 * tokens * dimensions, 'test');
  const mark = arena.mark();
  const run = (plain: boolean): { vectors: Float32Array; rows: Int32Array; table: Float32Array } => {
    arena.release(mark);
    arena.floats(table, initial.length).set(initial);
    for (const moment of [first, second]) arena.floats(moment, initial.length).fill(0);
    const kernel = plain ? createPlainEmbeddingBagKernel(arena.memory) : createEmbeddingBagKernel(arena.memory);
    kernel.meanRows(table, dimensions, ids, startsAt, slots, tokens, out);
    const rows = arena.allocate(4 * starts[tokens], 'test');
    const values = arena.allocate(4 * starts[tokens] * dimensions, 'test');
    const count = kernel.scatterRows(gradient, dimensions, ids, startsAt, slots, tokens, slotOfRow, rows, values);
    for (const step of [1, 2]) kernel.adamRows(table, first, second, dimensions, rows, values, count, 0.01 / (1 - 0.9 ** step), 1 / Math.sqrt(1 - 0.999 ** step), 0.5);
    return { vectors: arena.floats(out, tokens * dimensions).slice(), rows: arena.ints(rows, count).slice(), table: arena.floats(table, initial.length).slice() };
  };
  return { arena, run };
}

function assertNear(found: Float32Array, expected: Float32Array): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5, `element ${i}: ${value} and ${expected[i]}`));
}

describe('the embedding kernel', () => {
  for (const dimensions of [1, 4, 7, 40]) {
    it(`looks up, scatters and updates rows of ${dimensions} numbers as its plain twin does`, () => {
      const { run } = situation(dimensions);
      const plain = run(true);
      const kernel = run(false);
      assertNear(kernel.vectors, plain.vectors);
      assert.deepEqual(kernel.rows, plain.rows);
      assertNear(kernel.table, plain.table);
    });
  }

  it('never changes the padding row', () => {
    const { run, arena } = situation(4);
    const before = arena.floats(64, 4).slice();
    assert.deepEqual(run(false).table.slice(0, 4), before);
  });
});
