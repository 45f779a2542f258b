import type { Value } from '../../onnx/graphBuilder.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { dataTypes } from '../../onnx/model.ts';
import type { ParameterSpec } from '../parameters.ts';
import type { Cell } from './cells.ts';
import { cells } from './cells.ts';
import type { InferenceContext, TrainingContext, TrainingPass } from './context.ts';

/** A recurrent layer: [time, batch, inputSize] -> [time, batch, directions x hiddenSize]. */
export interface RecurrentLayer {
  readonly name: string;
  readonly cell: Cell['name'];
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bidirectional: boolean;
  /** Dropped recurrent weights (DropConnect: Merity et al. 2017), one mask a batch. */
  readonly recurrentDropout: number;
}

function directionsOf(layer: RecurrentLayer): string[] {
  return layer.bidirectional ? ['forward', 'backward'] : ['forward'];
}

function names(layer: RecurrentLayer, direction: string): { weights: string; recurrent: string; bias: string; recurrentBias: string } {
  const prefix = `${layer.name}/${direction}`;
  return { weights: `${prefix}/W`, recurrent: `${prefix}/R`, bias: `${prefix}/b`, recurrentBias: `${prefix}/bR` };
}

/** W [inputSize, gates H], R [H, gates H], b [gates H]; the GRU has a recurrent bias too, since its reset gate scales it. */
export function recurrentParameters(layer: RecurrentLayer): ParameterSpec[] {
  const width = cells[layer.cell].gates * layer.hiddenSize;
  return directionsOf(layer).flatMap((direction) => {
    const { weights, recurrent, bias, recurrentBias } = names(layer, direction);
    const specs: ParameterSpec[] = [
      { name: weights, shape: [layer.inputSize, width], initializer: 'glorot', decayed: true },
      { name: recurrent, shape: [layer.hiddenSize, width], initializer: 'orthogonal', decayed: true },
      { name: bias, shape: [width], initializer: layer.cell === 'lstm' ? 'forget-bias' : 'zeros', decayed: false },
    ];
    if (layer.cell === 'gru') specs.push({ name: recurrentBias, shape: [width], initializer: 'zeros', decayed: false });
    return specs;
  });
}

/** Turns each text around, padding left at the end: its own inverse. */
function reversed(b: GraphBuilder, sequence: Value, lengths: Value): Value {
  return b.op('ReverseSequence', [sequence, lengths], { time_axis: 0, batch_axis: 1 });
}

/** Puts one sequence a direction side by side: [time, directions, batch, features]. */
function stack(b: GraphBuilder, sequences: readonly Value[]): Value {
  return b.concat(sequences.map((sequence) => b.unsqueeze(sequence, 1)), 1);
}

function unstack(b: GraphBuilder, sequences: Value, directions: number): Value[] {
  if (directions === 1) return [b.squeeze(sequences, 1)];
  return b.split(sequences, directions, 1, 1).map((sequence) => b.squeeze(sequence, 1));
}

/**
 * Forward and backward through time (Werbos 1990) as two ONNX Scans. Each text's backward direction runs on the
 * reversed text, so padding is always at the end, where it can change nothing before it: no masks inside the scans.
 * A step multiplies [x, h, 1] with all weights and biases at once: what is read and written in memory, not arithmetic, is what costs.
 * Inside the scans a text is a column: matrix products copy their right operand into another order first, which is then the small one, and
 * gates are split and joined as whole blocks of memory.
 */
export function trainRecurrent(context: TrainingContext, layer: RecurrentLayer, x: Value): TrainingPass {
  const { b, lengths } = context;
  const cell = cells[layer.cell];
  const directions = directionsOf(layer);
  const [D, E, H] = [directions.length, layer.inputSize, layer.hiddenSize];
  const width = cell.blocks * H;
  const columns = (sequence: Value): Value => b.transpose(sequence, [0, 1, 3, 2]); // texts and features change places
  const inputs = columns(stack(b, directions.map((direction) => (direction === 'forward' ? x : reversed(b, x, lengths))))); // [T, D, E, B]

  const parameters = directions.map((direction) => names(layer, direction));
  const dropMask = context.dropoutMask(`${layer.name}/recurrent`, layer.recurrentDropout, [D, H, cell.gates * H]);
  const dropMasks = dropMask ? unstackFirst(b, dropMask, D) : undefined;
  const merged = parameters.map((p, d) => {
    const recurrent = context.parameter(p.recurrent);
    return cell.merge(b, {
      weights: context.parameter(p.weights), recurrent: dropMasks ? b.mul(recurrent, dropMasks[d]) : recurrent, bias: context.parameter(p.bias),
      ...(layer.cell === 'gru' ? { recurrentBias: context.parameter(p.recurrentBias) } : {}),
    }, E, H);
  });
  const matrix = b.concat(merged.map((m) => b.unsqueeze(b.concat([m.matrix, b.unsqueeze(m.bias, 0)], 0), 0)), 0); // [D, E + H + 1, width]
  const transposed = b.transpose(matrix, [0, 2, 1]);

  const batch = b.op('Gather', [b.op('Shape', [x]), b.integers(1)], { axis: 0 });
  const zeroState = b.op('ConstantOfShape', [b.concat([b.integers(D, H), batch], 0)]);
  const ones = b.add(b.op('ConstantOfShape', [b.concat([b.integers(D, 1), batch], 0)]), b.scalar(1)); // what the bias is multiplied with
  const states = 1 + cell.extraStates;
  const step = (size: number): (number | string)[] => [D, size, 'batch'];

  const s = new GraphBuilder(`${layer.name} forward`, b.bodyPrefix(`${layer.name}/step`));
  const p = s.bodyPrefix('io');
  const hidden = s.input(`${p}h`, 'float32', step(H));
  const extra = Array.from({ length: cell.extraStates }, (_, k) => s.input(`${p}s${k}`, 'float32', step(H)));
  const joined = s.concat([s.input(`${p}x`, 'float32', step(E)), hidden, ones], 1);
  const next = cell.forward(s, s.matMul(transposed, joined), hidden, extra, H);
  s.result(next.hidden, 'float32', step(H));
  for (const state of next.states) s.result(state, 'float32', step(H));
  s.result(next.hidden, 'float32', step(H));
  s.result(joined, 'float32', step(E + H + 1));
  next.factors.forEach((value, k) => s.result(value, 'float32', step(cell.factors[k] * H)));
  const [hiddens, joineds, ...factors] = b.ops('Scan', [...new Array<Value>(states).fill(zeroState), inputs], states + 2 + cell.factors.length, {
    body: { graph: s.build() }, num_scan_inputs: 1,
  }).slice(states); // each [time, directions, ...]
  const output = b.concat(unstack(b, columns(hiddens), D).map((y, d) => (d === 0 ? y : reversed(b, y, lengths))), 2);

  const backward = (gradient: Value): Value => {
    const halves = D === 1 ? [gradient] : b.split(gradient, D, 2, H);
    const gradients = columns(stack(b, halves.map((half, d) => (d === 0 ? half : reversed(b, half, lengths)))));
    const [ofInputs, ofHidden] = b.ops('Split', [matrix, b.integers(E, H, 1)], 3, { axis: 1 });

    const r = new GraphBuilder(`${layer.name} backward`, b.bodyPrefix(`${layer.name}/back`));
    const q = r.bodyPrefix('io');
    const hiddenGradient = r.input(`${q}dh`, 'float32', step(H));
    const stateGradients = Array.from({ length: cell.extraStates }, (_, k) => r.input(`${q}ds${k}`, 'float32', step(H)));
    const outputGradient = r.input(`${q}dy`, 'float32', step(H));
    const saved = cell.factors.map((blocks, k) => r.input(`${q}k${k}`, 'float32', step(blocks * H)));
    const back = cell.backward(r, r.add(outputGradient, hiddenGradient), stateGradients, saved);
    const through = r.matMul(ofHidden, back.z);
    r.result(back.direct ? r.add(through, back.direct) : through, 'float32', step(H));
    for (const state of back.states) r.result(state, 'float32', step(H));
    r.result(back.z, 'float32', step(width));
    const dz = b.ops('Scan', [...new Array<Value>(states).fill(zeroState), gradients, ...factors], states + 1, {
      body: { graph: r.build() },
      num_scan_inputs: 1 + factors.length,
      scan_input_directions: new Array<number>(1 + factors.length).fill(1),
      scan_output_directions: [1],
    })[states];

    // The gradients of weights and inputs: one product each over all steps and texts.
    const rows = (sequence: Value): Value => b.transpose(sequence, [1, 2, 0, 3]); // [D, features, T, B]
    const flat = (sequence: Value, size: number): Value[] => unstackFirst(b, b.reshape(rows(sequence), D, size, -1), D);
    const joinedOf = flat(joineds, E + H + 1);
    const zOf = flat(dz, width);
    const inputWeights = unstackFirst(b, ofInputs, D);
    return zOf.map((z, d) => {
      const product = b.op('Gemm', [joinedOf[d], z], { transB: 1 });
      const [ofMatrix, ofBias] = b.ops('Split', [product, b.integers(E + H, 1)], 2, { axis: 0 });
      const own = cell.unmerge(b, { matrix: ofMatrix, bias: b.squeeze(ofBias, 0) }, E, H);
      context.gradient(parameters[d].weights, own.weights);
      context.gradient(parameters[d].recurrent, dropMasks ? b.mul(own.recurrent, dropMasks[d]) : own.recurrent);
      context.gradient(parameters[d].bias, own.bias);
      if (own.recurrentBias) context.gradient(parameters[d].recurrentBias, own.recurrentBias);
      const dx = b.transpose(b.op('Reshape', [b.matMul(inputWeights[d], z), b.concat([b.integers(E, -1), batch], 0)]), [1, 2, 0]);
      return d === 0 ? dx : reversed(b, dx, lengths);
    }).reduce((sum, part) => b.add(sum, part));
  };
  return { output, backward };
}

function unstackFirst(b: GraphBuilder, stacked: Value, count: number): Value[] {
  return count === 1 ? [b.squeeze(stacked, 0)] : b.split(stacked, count, 0, 1).map((part) => b.squeeze(part, 0));
}

/** The same layer by ONNX's own RNN, LSTM or GRU operator. */
export function inferRecurrent(context: InferenceContext, layer: RecurrentLayer, x: Value): Value {
  const { b } = context;
  const cell = cells[layer.cell];
  const parameters = directionsOf(layer).map((direction) => names(layer, direction));
  const transposed = (name: string): Value => b.unsqueeze(b.transpose(context.parameter(name), [1, 0]), 0);
  const zeros = b.op('ConstantOfShape', [b.integers(cell.gates * layer.hiddenSize)]);
  const weights = b.concat(parameters.map((p) => transposed(p.weights)), 0);
  const recurrent = b.concat(parameters.map((p) => transposed(p.recurrent)), 0);
  const biases = b.concat(
    parameters.map((p) => b.unsqueeze(b.concat([context.parameter(p.bias), layer.cell === 'gru' ? context.parameter(p.recurrentBias) : zeros], 0), 0)),
    0,
  );
  const lengths = b.cast(context.lengths, dataTypes.int32);
  const attributes = { hidden_size: layer.hiddenSize, direction: layer.bidirectional ? 'bidirectional' : 'forward' };
  const y = b.op(cell.operator, [x, weights, recurrent, biases, lengths], layer.cell === 'gru' ? { ...attributes, linear_before_reset: 1 } : attributes);
  // [time, directions, batch, hidden] -> [time, batch, directions x hidden]
  return b.reshape(b.transpose(y, [0, 2, 1, 3]), 0, 0, directionsOf(layer).length * layer.hiddenSize);
}
