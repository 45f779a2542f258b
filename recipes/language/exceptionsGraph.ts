import { GraphBuilder } from '../../src/onnx/graphBuilder.ts';
import type { Graph } from '../../src/onnx/model.ts';
import { dataTypes, float32Tensor } from '../../src/onnx/model.ts';
import { fingerprintRange, fingerprints, secondRange } from './exceptions.ts';

/** Tokens. */
const shortText = 4;

/**
 * Logits for the exceptions among a text's words, with the inputs and the output of a model of tokens with several ids (docs/model-format.md): `bonus` for
 * the exception's language, the mean over the tokens, and less in texts of more than `shortText` tokens, where the network needs no help.
 * @param table of `packExceptions`
 */
export function exceptionsGraph(table: Uint16Array, labels: number, bonus: number): Graph {
  const b = new GraphBuilder('exceptions', 'exceptions/');
  const ids = b.cast(b.input('ids', 'int32', ['batch', 'time', 'ids']), dataTypes.int64);
  const lengths = b.cast(b.input('lengths', 'int32', ['batch']), dataTypes.float32);
  const keys = b.reduceSum(b.mul(ids, ids), [2]); // [batch, time]
  const fingerprint = b.op('Mod', [b.op('Mod', [keys, b.integers(fingerprintRange)]), b.integers(fingerprints)]);
  const stored = b.initializer('exceptions/table', { type: 'uint16', shape: [table.length], data: new Uint8Array(table.buffer, table.byteOffset, table.byteLength) });
  const bonusOf = b.initializer('exceptions/bonus', float32Tensor(bonusRows(labels, bonus), [1 + labels, labels]));
  const bonuses = [keys, b.op('Mod', [keys, b.integers(secondRange)])].map((key) => {
    // -1 for an empty row, where 1 + language comes out as 0.
    const entries = b.sub(b.cast(b.op('Gather', [stored, b.op('Mod', [key, b.integers(table.length)])], { axis: 0 }), dataTypes.int64), b.integers(1));
    const nextLanguages = b.op('Div', [b.add(entries, b.integers(fingerprints)), b.integers(fingerprints)]);
    const same = b.op('Equal', [b.op('Mod', [entries, b.integers(fingerprints)]), fingerprint]);
    const found = b.mul(b.cast(same, dataTypes.int64), nextLanguages); // 0 for no exception
    return b.reduceSum(b.op('Gather', [bonusOf, found], { axis: 0 }), [1]); // [batch, labels]
  });
  const count = b.unsqueeze(b.op('Max', [lengths, b.scalar(1)]), 1);
  const fading = b.op('Min', [b.div(b.scalar(shortText), count), b.scalar(1)]);
  b.output('logits', b.mul(b.div(b.add(bonuses[0], bonuses[1]), count), fading), 'float32', ['batch', labels]);
  return b.build();
}

/** Row 0 is for no exception, row 1 + k for language k. */
function bonusRows(labels: number, bonus: number): Float32Array {
  const rows = new Float32Array((1 + labels) * labels);
  for (let k = 0; k < labels; k++) rows[(1 + k) * labels + k] = bonus;
  return rows;
}
