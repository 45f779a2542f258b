import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { ExampleStore } from '../../../src/jobs/exampleStore.ts';
import type { EncodedExample } from '../../../src/nn/examples.ts';

describe('a store of examples', () => {
  let folder: string;
  let count = 0;
  before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-')); });
  after(() => rm(folder, { recursive: true }));

  const example = (tokens: number[][], labels: number[]): Pick<EncodedExample, 'ids' | 'idStarts' | 'labels'> => {
    const idStarts = [0];
    for (const ids of tokens) idStarts.push(idStarts.at(-1)! + ids.length);
    return { ids: Int32Array.from(tokens.flat()), idStarts: Int32Array.from(idStarts), labels: Int32Array.from(labels) };
  };
  const plain = ({ ids, idStarts, labels }: Pick<EncodedExample, 'ids' | 'idStarts' | 'labels'>): number[][] => [[...ids], [...idStarts], [...labels]];

  it('gives back what was added, part by part and in order', async () => {
    const any = fc.tuple(fc.array(fc.array(fc.nat(1e6), { minLength: 1, maxLength: 3 }), { maxLength: 5 }), fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 3 }), fc.boolean());
    await fc.assert(fc.asyncProperty(fc.array(any, { maxLength: 20 }), async (rows) => {
      const store = new ExampleStore(path.join(folder, `${count++}`));
      const examples = rows.map(([tokens, labels, validation]) => ({ ...example(tokens, labels), part: validation ? 'validation' as const : 'training' as const }));
      for (const { part, ...row } of examples) store.add(part, row);
      store.flush();
      for (const part of ['training', 'validation'] as const) {
        assert.deepEqual([...store.inOrder(part)].map(plain), examples.filter((row) => row.part === part).map(plain));
      }
      await store.dispose();
    }), { numRuns: 30 });
  });

  it('holds examples larger than its buffer, and more than fit in it', async () => {
    const file = path.join(folder, 'large');
    const store = new ExampleStore(file);
    const sizes = [3, 400_000, 5, ...new Array<number>(3000).fill(200)];
    sizes.forEach((size, i) => store.add('training', { ids: new Int32Array(size).fill(i), idStarts: Int32Array.from({ length: size + 1 }, (_, t) => t), labels: Int32Array.of(i) }));
    store.flush();
    let i = 0;
    for (const { ids, labels } of store.inOrder('training')) {
      assert.deepEqual([ids.length, labels[0]], [sizes[i], i]);
      assert.ok(ids[0] === i && ids.at(-1) === i);
      i++;
    }
    assert.equal(i, sizes.length);
    await store.dispose();
    assert.ok(!existsSync(file));
  });

  it('shuffles each epoch differently, the same way each time, and weighs by label', async () => {
    const store = new ExampleStore(path.join(folder, 'order'));
    for (let i = 0; i < 50; i++) store.add('training', example([[i]], [i % 2]));
    store.flush();
    const order = (epoch: number, seed = 1): number[] => [...store.trainingSource(seed).examples(epoch) as Iterable<EncodedExample>].map(({ ids }) => ids[0]);
    assert.deepEqual(order(0), order(0));
    assert.notDeepEqual(order(0), order(1));
    assert.notDeepEqual(order(0), order(0, 2));
    assert.deepEqual(order(3).sort((a, b) => a - b), Array.from({ length: 50 }, (_, i) => i));
    const weighted = [...store.trainingSource(1, Float64Array.of(0.5, 2)).examples(0) as Iterable<EncodedExample>];
    for (const { labels, weight } of weighted) assert.equal(weight, labels[0] === 0 ? 0.5 : 2);
    await store.dispose();
  });
});
