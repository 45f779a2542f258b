import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../../src/base/random.ts';
import { createNetwork, embeddingTableName } from '../../../src/nn/architecture.ts';
import { exportGraph } from '../../../src/nn/exportModel.ts';
import { packFourBits, sumFourBitRows } from '../../../src/nn/fourBit.ts';
import { createParameters } from '../../../src/nn/parameters.ts';
import { GraphBuilder } from '../../../src/onnx/graphBuilder.ts';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';
import { createSession } from '../../../src/onnx/runtime.ts';

/** Runs the graph that sums rows; ids [batch, time] or [batch, time, ids]. */
async function sums(values: Float32Array, columns: number, ids: readonly number[], shape: readonly number[]): Promise<Float32Array> {
  const b = new GraphBuilder('sum rows');
  const input = b.input('ids', 'int32', shape);
  const sumRows = sumFourBitRows({ name: 'table', shape: [values.length / columns, columns], initializer: 'embedding', decayed: false }, values);
  b.output('sums', sumRows(b, input, shape.length === 3), 'float32');
  const session = await createSession(encodeGraph(b.build()));
  try {
    return (await session.run({ ids: { data: Int32Array.from(ids), shape: [...shape] } })).sums.data as Float32Array;
  } finally {
    await session.dispose();
  }
}

/** Each row by itself. */
function unpacked(values: Float32Array, columns: number): Promise<Float32Array> {
  const rows = values.length / columns;
  return sums(values, columns, Array.from({ length: rows }, (_, i) => i), [1, rows]);
}

describe('a matrix in four bits', () => {
  it('comes back within half a step of each row, however the rows differ in size', async () => {
    const [rows, columns] = [50, 8];
    const random = createRandom(3);
    const values = Float32Array.from({ length: rows * columns }, (_, i) => random.normal() * 10 ** ((i / columns) % 4 | 0) / 100);
    const back = await unpacked(values, columns);
    for (let i = 0; i < rows; i++) {
      const row = values.subarray(i * columns, (i + 1) * columns);
      const step = Math.max(...row.map(Math.abs)) / 7;
      for (let j = 0; j < columns; j++) assert.ok(Math.abs(back[i * columns + j] - row[j]) <= 0.502 * step, `row ${i}, column ${j}: ${back[i * columns + j]} for ${row[j]}`);
    }
  });

  it('keeps zero, the largest value of either sign, and rows of zeros exactly', async () => {
    assert.deepEqual([...await unpacked(Float32Array.of(0, 7, -7, 3, 0, 0, 0, 0), 4)], [0, 7, -7, 3, 0, 0, 0, 0]);
  });

  it('sums the rows of a token, and row 0, the padding, adds nothing', async () => {
    const columns = 6;
    const random = createRandom(5);
    const values = Float32Array.from({ length: 20 * columns }, (_, i) => (i < columns ? 0 : random.normal()));
    const rows = await unpacked(values, columns);
    const ids = [3, 7, 19, 4, 0, 0, 5, 5, 0, 0, 0, 0];
    const result = await sums(values, columns, ids, [2, 2, 3]);
    for (let token = 0; token < 4; token++) {
      for (let j = 0; j < columns; j++) {
        const expected = ids.slice(3 * token, 3 * token + 3).reduce((sum, id) => sum + rows[id * columns + j], 0);
        assert.ok(Math.abs(result[token * columns + j] - expected) < 1e-5, `token ${token}, column ${j}`);
      }
    }
  });

  it('takes half a byte a value and two bytes a row', () => {
    const { packed, scales } = packFourBits(new Float32Array(60), 6, 10);
    assert.equal(packed.byteLength + scales.byteLength, 30 + 12);
  });

  it('is how an int4 model keeps its embedding table, and only that', () => {
    const architecture = { embedding: { kind: 'table', dimensions: 4 }, pooling: ['mean'], dense: [], crf: false, dropout: { embedding: 0, between: 0, recurrent: 0, output: 0 } } as const;
    const network = createNetwork({ ...architecture, pooling: ['mean'], dense: [] }, { vocabularySize: 9, logits: 3, maximumTokens: 5 });
    const parameters = createParameters([network.table!, ...network.parameters], createRandom(1));
    const types = new Map([...exportGraph(network, true, parameters, 'int4').initializers].map(([name, { type }]) => [name, type]));
    assert.equal(types.get(`${embeddingTableName}/int4`), 'uint8');
    assert.equal(types.get('output/W/int8'), 'int8');
    assert.equal(types.get('output/b'), 'float32');
  });
});
