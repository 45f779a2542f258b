import type { GraphBuilder, Value } from '../../onnx/graphBuilder.ts';

/** The sequences of a forward scan that a cell needs for its backward pass, each [time, directions, batch, ...]. */
export interface CellTrace {
  /** Hidden state before each step. */
  readonly previousHidden: Value;
  /** Other states before each step (the LSTM's cell). */
  readonly previousStates: readonly Value[];
  /** What `forward` asked to keep. */
  readonly kept: readonly Value[];
}

/**
 * A recurrent cell, one step at a time, in the body of an ONNX Scan. Shapes inside: [directions, batch, features].
 * The product of inputs and input weights is made for all steps at once outside; a step only adds the recurrent part.
 */
export interface Cell {
  readonly name: 'rnn' | 'lstm' | 'gru';
  /** The standard ONNX operator that inference uses. */
  readonly operator: 'RNN' | 'LSTM' | 'GRU';
  /** Blocks of hidden size in a pre-activation, in ONNX's gate order. */
  readonly gates: number;
  /** States besides the hidden one. */
  readonly extraStates: number;
  /** Features kept a step, in units of the hidden size. */
  readonly kept: readonly number[];
  /**
   * @param input [D, B, gates H]: x W + b of this step
   * @param recurrent [D, B, gates H]: h R (+ recurrent bias)
   */
  forward(s: GraphBuilder, input: Value, recurrent: Value, hidden: Value, states: readonly Value[], size: number): { hidden: Value; states: Value[]; kept: Value[] };
  /** Everything of the derivative that needs no recursion, for all steps at once; these become inputs of the backward scan. */
  coefficients(b: GraphBuilder, trace: CellTrace, size: number): { value: Value; blocks: number }[];
  /**
   * One step back.
   * @param gradient [D, B, H]: of this step's hidden state, all paths
   * @returns the pre-activation's gradient [D, B, gates H] for the input path, the one for the recurrent path where it differs,
   *   the states' gradients for the step before, and what flows straight into the hidden state before
   */
  backward(s: GraphBuilder, gradient: Value, states: readonly Value[], coefficients: readonly Value[]): { input: Value; recurrent?: Value; states: Value[]; direct?: Value };
}

const features = 2; // axis of the features inside a step
const featuresInTime = 3; // and in a sequence

/** h' = tanh(x W + h R + b): Elman 1990, the lecture's SimpleRNN. */
export const simpleRnnCell: Cell = {
  name: 'rnn', operator: 'RNN', gates: 1, extraStates: 0, kept: [1],
  forward: (s, input, recurrent) => {
    const hidden = s.tanh(s.add(input, recurrent));
    return { hidden, states: [], kept: [hidden] };
  },
  coefficients: (b, { kept: [hidden] }) => [{ value: b.sub(b.scalar(1), b.mul(hidden, hidden)), blocks: 1 }],
  backward: (s, gradient, _states, [slope]) => ({ input: s.mul(gradient, slope), states: [] }),
};

/**
 * Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000; gates in ONNX's order i, o, f, c:
 * c' = f c + i g,  h' = o tanh(c').
 */
export const lstmCell: Cell = {
  name: 'lstm', operator: 'LSTM', gates: 4, extraStates: 1, kept: [3, 1, 1],
  forward: (s, input, recurrent, _hidden, [cell], size) => {
    const [gates, candidate] = s.ops('Split', [s.add(input, recurrent), s.integers(3 * size, size)], 2, { axis: features });
    const iof = s.sigmoid(gates);
    const g = s.tanh(candidate);
    const [i, o, f] = s.split(iof, 3, features, size);
    const next = s.add(s.mul(f, cell), s.mul(i, g));
    const squashed = s.tanh(next);
    return { hidden: s.mul(o, squashed), states: [next], kept: [iof, g, squashed] };
  },
  coefficients: (b, { previousStates: [cell], kept: [iof, g, squashed] }, size) => {
    const one = b.scalar(1);
    const [i, o, f] = b.split(iof, 3, featuresInTime, size);
    const slope = (gate: Value): Value => b.mul(gate, b.sub(one, gate));
    const toInput = b.mul(g, slope(i));
    const toOutput = b.mul(squashed, slope(o));
    const toForget = b.mul(cell, slope(f));
    const toCandidate = b.mul(i, b.sub(one, b.mul(g, g)));
    const toCell = b.mul(o, b.sub(one, b.mul(squashed, squashed)));
    return [
      { value: b.concat([toInput, toOutput, toForget, toCandidate], featuresInTime), blocks: 4 },
      { value: toCell, blocks: 1 },
      { value: f, blocks: 1 },
    ];
  },
  backward: (s, gradient, [cellGradient], [toGates, toCell, f]) => {
    const cell = s.add(cellGradient, s.mul(gradient, toCell));
    // The output gate is fed by h, the other three by c.
    const input = s.mul(s.concat([cell, gradient, cell, cell], features), toGates);
    return { input, states: [s.mul(cell, f)] };
  },
};

/**
 * Cho et al. 2014 in the form of ONNX's linear_before_reset (cuDNN's, Keras' reset_after); gates z, r, n:
 * n = tanh(x Wn + r (h Rn + bRn)),  h' = (1 - z) n + z h.
 */
export const gruCell: Cell = {
  name: 'gru', operator: 'GRU', gates: 3, extraStates: 0, kept: [2, 1, 1],
  forward: (s, input, recurrent, hidden, _states, size) => {
    const [inputGates, inputCandidate] = s.ops('Split', [input, s.integers(2 * size, size)], 2, { axis: features });
    const [recurrentGates, recurrentCandidate] = s.ops('Split', [recurrent, s.integers(2 * size, size)], 2, { axis: features });
    const zr = s.sigmoid(s.add(inputGates, recurrentGates));
    const [z, r] = s.split(zr, 2, features, size);
    const n = s.tanh(s.add(inputCandidate, s.mul(r, recurrentCandidate)));
    const next = s.add(n, s.mul(z, s.sub(hidden, n)));
    return { hidden: next, states: [], kept: [zr, n, recurrentCandidate] };
  },
  coefficients: (b, { previousHidden, kept: [zr, n, recurrentCandidate] }, size) => {
    const one = b.scalar(1);
    const [z, r] = b.split(zr, 2, featuresInTime, size);
    const toUpdate = b.mul(b.sub(previousHidden, n), b.mul(z, b.sub(one, z)));
    const toCandidate = b.mul(b.sub(one, z), b.sub(one, b.mul(n, n)));
    const toReset = b.mul(b.mul(toCandidate, recurrentCandidate), b.mul(r, b.sub(one, r)));
    return [
      { value: b.concat([toUpdate, toReset, toCandidate], featuresInTime), blocks: 3 },
      { value: b.concat([toUpdate, toReset, b.mul(toCandidate, r)], featuresInTime), blocks: 3 },
      { value: z, blocks: 1 },
    ];
  },
  backward: (s, gradient, _states, [toInput, toRecurrent, z]) => {
    const repeated = s.concat([gradient, gradient, gradient], features);
    return { input: s.mul(repeated, toInput), recurrent: s.mul(repeated, toRecurrent), states: [], direct: s.mul(gradient, z) };
  },
};

export const cells: Readonly<Record<Cell['name'], Cell>> = { rnn: simpleRnnCell, lstm: lstmCell, gru: gruCell };
