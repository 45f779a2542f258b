import type { GraphBuilder, Value } from '../../onnx/graphBuilder.ts';

/** What a step leaves: the new states, and the derivative's factors that only the forward pass knows, for the way back. */
export interface CellStep {
  readonly hidden: Value;
  readonly states: readonly Value[];
  readonly factors: readonly Value[];
}

/**
 * A recurrent cell, one step at a time, in the body of an ONNX Scan. Shapes inside: [directions, batch, features].
 * The product of inputs and input weights is made for all steps at once outside; a step only adds the recurrent part.
 *
 * The factors of the derivative are computed in the forward step, where the gates are in the processor's cache: done for
 * all steps at once before the backward scan they took a third of the whole training step.
 */
export interface Cell {
  readonly name: 'rnn' | 'lstm' | 'gru';
  /** The standard ONNX operator that inference uses. */
  readonly operator: 'RNN' | 'LSTM' | 'GRU';
  /** Blocks of hidden size in a pre-activation, in ONNX's gate order. */
  readonly gates: number;
  /** States besides the hidden one. */
  readonly extraStates: number;
  /** Features of each factor, in units of the hidden size. */
  readonly factors: readonly number[];
  /**
   * @param input [D, B, gates H]: x W + b of this step
   * @param recurrent [D, B, gates H]: h R (+ recurrent bias)
   */
  forward(s: GraphBuilder, input: Value, recurrent: Value, hidden: Value, states: readonly Value[], size: number): CellStep;
  /**
   * One step back.
   * @param gradient [D, B, H]: of this step's hidden state, all paths
   * @returns the pre-activation's gradient [D, B, gates H] for the input path, the one for the recurrent path where it differs,
   *   the states' gradients for the step before, and what flows straight into the hidden state before
   */
  backward(s: GraphBuilder, gradient: Value, states: readonly Value[], factors: readonly Value[]): { input: Value; recurrent?: Value; states: Value[]; direct?: Value };
}

const features = 2; // axis of the features inside a step

function oneMinus(s: GraphBuilder, value: Value): Value {
  return s.sub(s.scalar(1), value);
}

/** h' = tanh(x W + h R + b): Elman 1990, the lecture's SimpleRNN. */
export const simpleRnnCell: Cell = {
  name: 'rnn', operator: 'RNN', gates: 1, extraStates: 0, factors: [1],
  forward: (s, input, recurrent) => {
    const hidden = s.tanh(s.add(input, recurrent));
    return { hidden, states: [], factors: [oneMinus(s, s.mul(hidden, hidden))] };
  },
  backward: (s, gradient, _states, [slope]) => ({ input: s.mul(gradient, slope), states: [] }),
};

/**
 * Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000; gates in ONNX's order i, o, f, c:
 * c' = f c + i g,  h' = o tanh(c').
 */
export const lstmCell: Cell = {
  name: 'lstm', operator: 'LSTM', gates: 4, extraStates: 1, factors: [4, 1, 1],
  forward: (s, input, recurrent, _hidden, [cell], size) => {
    const [gates, candidate] = s.ops('Split', [s.add(input, recurrent), s.integers(3 * size, size)], 2, { axis: features });
    const iof = s.sigmoid(gates);
    const g = s.tanh(candidate);
    const [i, o, f] = s.split(iof, 3, features, size);
    const next = s.add(s.mul(f, cell), s.mul(i, g));
    const squashed = s.tanh(next);
    // d c'/d i = g, d h'/d o = tanh(c'), d c'/d f = c, each times the sigmoid's slope; d c'/d g = i times tanh's slope.
    const toGates = s.mul(s.concat([g, squashed, cell], features), s.mul(iof, oneMinus(s, iof)));
    const toCandidate = s.mul(i, oneMinus(s, s.mul(g, g)));
    const toCell = s.mul(o, oneMinus(s, s.mul(squashed, squashed)));
    return { hidden: s.mul(o, squashed), states: [next], factors: [s.concat([toGates, toCandidate], features), toCell, f] };
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
  name: 'gru', operator: 'GRU', gates: 3, extraStates: 0, factors: [3, 3, 1],
  forward: (s, input, recurrent, hidden, _states, size) => {
    const [inputGates, inputCandidate] = s.ops('Split', [input, s.integers(2 * size, size)], 2, { axis: features });
    const [recurrentGates, recurrentCandidate] = s.ops('Split', [recurrent, s.integers(2 * size, size)], 2, { axis: features });
    const [z, r] = s.split(s.sigmoid(s.add(inputGates, recurrentGates)), 2, features, size);
    const n = s.tanh(s.add(inputCandidate, s.mul(r, recurrentCandidate)));
    const change = s.sub(hidden, n);
    const next = s.add(n, s.mul(z, change));
    const toUpdate = s.mul(change, s.mul(z, oneMinus(s, z)));
    const toCandidate = s.mul(oneMinus(s, z), oneMinus(s, s.mul(n, n)));
    const toReset = s.mul(s.mul(toCandidate, recurrentCandidate), s.mul(r, oneMinus(s, r)));
    const gates = s.concat([toUpdate, toReset], features);
    return { hidden: next, states: [], factors: [s.concat([gates, toCandidate], features), s.concat([gates, s.mul(toCandidate, r)], features), z] };
  },
  backward: (s, gradient, _states, [toInput, toRecurrent, z]) => {
    const repeated = s.concat([gradient, gradient, gradient], features);
    return { input: s.mul(repeated, toInput), recurrent: s.mul(repeated, toRecurrent), states: [], direct: s.mul(gradient, z) };
  },
};

export const cells: Readonly<Record<Cell['name'], Cell>> = { rnn: simpleRnnCell, lstm: lstmCell, gru: gruCell };
