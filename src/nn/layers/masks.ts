import type { GraphBuilder, Value } from '../../onnx/graphBuilder.ts';
import { dataTypes } from '../../onnx/model.ts';

/** [time, 1]: 0, 1, 2, ... for a sequence [time, batch, ...]. */
function positions(b: GraphBuilder, sequence: Value): Value {
  const time = b.op('Gather', [b.op('Shape', [sequence]), b.integers(0)], { axis: 0 });
  const range = b.op('Range', [scalarInteger(b, 0), b.squeeze(time, 0), scalarInteger(b, 1)]);
  return b.unsqueeze(range, 1);
}

function scalarInteger(b: GraphBuilder, value: number): Value {
  return b.squeeze(b.integers(value), 0);
}

/** float32 [time, batch, 1]: 1 where the position is below the text's length. `lengths` is int64 [batch]. */
export function paddingMask(b: GraphBuilder, sequence: Value, lengths: Value): Value {
  const inside = b.op('Less', [positions(b, sequence), b.unsqueeze(lengths, 0)]);
  return b.unsqueeze(b.cast(inside, dataTypes.float32), 2);
}

/** float32 [time, batch, 1]: 1 at each text's last token. */
export function lastMask(b: GraphBuilder, sequence: Value, lengths: Value): Value {
  const last = b.op('Equal', [positions(b, sequence), b.unsqueeze(b.sub(lengths, b.integers(1)), 0)]);
  return b.unsqueeze(b.cast(last, dataTypes.float32), 2);
}

/** float32 [time, batch, 1]: 1 at each text's first token. */
export function firstMask(b: GraphBuilder, sequence: Value, lengths: Value): Value {
  const first = b.op('Equal', [positions(b, sequence), b.unsqueeze(b.sub(lengths, lengths), 0)]);
  return b.unsqueeze(b.cast(first, dataTypes.float32), 2);
}
