import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SharedArena } from '../../../src/kernels/sharedArena.ts';

describe('the memory that threads share', () => {
  it('is zero when it is given out again, and given out in order', () => {
    const arena = new SharedArena();
    const mark = arena.mark();
    const first = arena.store(Float32Array.of(1, 2, 3), 'Numbers');
    arena.release(mark);
    assert.equal(arena.allocate(12, 'Numbers'), first);
    assert.deepEqual([...arena.floats(first, 3)], [0, 0, 0]);
  });

  it('gives a piece that was handed back to those that fit into it', () => {
    const arena = new SharedArena();
    const piece = arena.allocate(4096, 'A piece');
    arena.floats(piece, 1024).fill(7);
    const later = arena.allocate(64, 'A later one');
    arena.recycle(piece, 4096);
    assert.ok(arena.allocate(8192, 'A larger one') > later);
    const parts = [arena.allocate(1000, 'A part'), arena.allocate(3072, 'The rest'), arena.allocate(64, 'One more')];
    assert.deepEqual(parts.slice(0, 2), [piece, piece + 1024]);
    assert.ok(parts[2] > later);
    assert.ok(arena.floats(piece, 1024).every((value) => value === 0));
  });

  it('forgets a piece that was handed back when all around it is freed', () => {
    const arena = new SharedArena();
    const mark = arena.mark();
    const piece = arena.allocate(4096, 'A piece');
    arena.recycle(piece, 4096);
    arena.release(mark);
    const addresses = [arena.allocate(4096, 'One'), arena.allocate(4096, 'Another')];
    assert.deepEqual(addresses, [piece, piece + 4096]);
  });
});
