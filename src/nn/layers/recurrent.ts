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
 */
export function trainRecurrent(context: TrainingContext, layer: RecurrentLayer, x: Value): TrainingPass {
  const { b, lengths } = context;
  const cell = cells[layer.cell];
  const directions = directionsOf(layer);
  const D = directions.length;
  const H = layer.hiddenSize;
  const width = cell.gates * H;
  const inputs = directions.map((direction) => (direction === 'forward' ? x : reversed(b, x, lengths)));

  const parameters = directions.map((direction) => names(layer, direction));
  const weights = parameters.map((p) => context.parameter(p.weights));
  const dropMask = context.dropoutMask(`${layer.name}/recurrent`, layer.recurrentDropout, [D, H, width]);
  const plainRecurrent = b.concat(parameters.map((p) => b.unsqueeze(context.parameter(p.recurrent), 0)), 0); // [D, H, width]
  const recurrent = dropMask ? b.mul(plainRecurrent, dropMask) : plainRecurrent;
  const recurrentBias = layer.cell === 'gru' ? b.concat(parameters.map((p) => b.unsqueeze(context.parameter(p.recurrentBias), 0, 1)), 0) : undefined;

  // x W + b for all steps in one product.
  const projected = stack(b, inputs.map((input, d) => b.add(b.matMul(input, weights[d]), context.parameter(parameters[d].bias))));

  const batch = b.op('Gather', [b.op('Shape', [x]), b.integers(1)], { axis: 0 });
  const zeroState = b.op('ConstantOfShape', [b.concat([b.integers(D), batch, b.integers(H)], 0)]);
  const states = 1 + cell.extraStates;
  const step = (size: number): (number | string)[] => [D, 'batch', size];

  const s = new GraphBuilder(`${layer.name} forward`, b.bodyPrefix(`${layer.name}/step`));
  const p = s.bodyPrefix('io');
  const hidden = s.input(`${p}h`, 'float32', step(H));
  const extra = Array.from({ length: cell.extraStates }, (_, k) => s.input(`${p}s${k}`, 'float32', step(H)));
  const input = s.input(`${p}x`, 'float32', step(width));
  const product = s.matMul(hidden, recurrent);
  const next = cell.forward(s, input, recurrentBias ? s.add(product, recurrentBias) : product, hidden, extra, H);
  s.result(next.hidden, 'float32', step(H));
  for (const state of next.states) s.result(state, 'float32', step(H));
  s.result(next.hidden, 'float32', step(H));
  next.factors.forEach((value, k) => s.result(value, 'float32', step(cell.factors[k] * H)));
  const [hiddens, ...factors] = b.ops('Scan', [...new Array<Value>(states).fill(zeroState), projected], states + 1 + cell.factors.length, {
    body: { graph: s.build() }, num_scan_inputs: 1,
  }).slice(states); // each [time, directions, batch, ...]
  const outputs = unstack(b, hiddens, D);
  const output = b.concat(outputs.map((y, d) => (d === 0 ? y : reversed(b, y, lengths))), 2);

  const backward = (gradient: Value): Value => {
    const previousHidden = b.concat([b.unsqueeze(zeroState, 0), b.slice(hiddens, 0, 0, -1)], 0);
    const halves = D === 1 ? [gradient] : b.split(gradient, D, 2, H);
    const gradients = stack(b, halves.map((half, d) => (d === 0 ? half : reversed(b, half, lengths))));
    const recurrentTransposed = b.transpose(recurrent, [0, 2, 1]);

    const r = new GraphBuilder(`${layer.name} backward`, b.bodyPrefix(`${layer.name}/back`));
    const q = r.bodyPrefix('io');
    const hiddenGradient = r.input(`${q}dh`, 'float32', step(H));
    const stateGradients = Array.from({ length: cell.extraStates }, (_, k) => r.input(`${q}ds${k}`, 'float32', step(H)));
    const outputGradient = r.input(`${q}dy`, 'float32', step(H));
    const saved = cell.factors.map((blocks, k) => r.input(`${q}k${k}`, 'float32', step(blocks * H)));
    const back = cell.backward(r, r.add(outputGradient, hiddenGradient), stateGradients, saved);
    const through = r.matMul(back.recurrent ?? back.input, recurrentTransposed);
    r.result(back.direct ? r.add(through, back.direct) : through, 'float32', step(H));
    for (const state of back.states) r.result(state, 'float32', step(H));
    r.result(back.input, 'float32', step(width));
    if (back.recurrent) r.result(back.recurrent, 'float32', step(width));
    const outputsBack = back.recurrent ? 2 : 1;
    const sequencesBack = b.ops('Scan', [...new Array<Value>(states).fill(zeroState), gradients, ...factors], states + outputsBack, {
      body: { graph: r.build() },
      num_scan_inputs: 1 + factors.length,
      scan_input_directions: new Array<number>(1 + factors.length).fill(1),
      scan_output_directions: new Array<number>(outputsBack).fill(1),
    }).slice(states);

    // The weights' gradients: one product over all steps and texts.
    const flat = (sequence: Value, size: number): Value => b.reshape(sequence, -1, size);
    const dInputs = unstack(b, sequencesBack[0], D);
    const dRecurrents = back.recurrent ? unstack(b, sequencesBack[1], D) : dInputs;
    const hiddensBefore = unstack(b, previousHidden, D);
    const recurrentGradients = hiddensBefore.map((h, d) => b.op('Gemm', [flat(h, H), flat(dRecurrents[d], width)], { transA: 1 }));
    const masks = dropMask ? unstackFirst(b, dropMask, D) : [];
    const inputGradients = directions.map((_, d) => {
      const dz = flat(dInputs[d], width);
      context.gradient(parameters[d].weights, b.op('Gemm', [flat(inputs[d], layer.inputSize), dz], { transA: 1 }));
      context.gradient(parameters[d].recurrent, dropMask ? b.mul(recurrentGradients[d], masks[d]) : recurrentGradients[d]);
      context.gradient(parameters[d].bias, b.reduceSum(dz, [0]));
      if (recurrentBias) context.gradient(parameters[d].recurrentBias, b.reduceSum(flat(dRecurrents[d], width), [0]));
      const dx = b.matMul(dInputs[d], b.transpose(weights[d], [1, 0]));
      return d === 0 ? dx : reversed(b, dx, lengths);
    });
    return inputGradients.reduce((sum, dx) => b.add(sum, dx));
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
