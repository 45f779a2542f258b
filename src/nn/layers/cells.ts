import type { GraphBuilder, Value } from '../../onnx/graphBuilder.ts';

/** What a step leaves: the new states, and the derivative's factors that only the forward pass knows, for the way back. */
export interface CellStep {
  readonly hidden: Value;
  readonly states: readonly Value[];
  readonly factors: readonly Value[];
}

/** Weights of one direction, or their gradients: W [E, gates H], R [H, gates H], b [gates H]; the GRU has bR [gates H] too. */
export interface CellWeights {
  readonly weights: Value;
  readonly recurrent: Value;
  readonly bias: Value;
  readonly recurrentBias?: Value;
}

/** All weights of a direction as one matrix [E + H, blocks H] and one bias [blocks H], so that a step is one product: z = [x, h] M + b. */
export interface MergedWeights {
  readonly matrix: Value;
  readonly bias: Value;
}

/**
 * A recurrent cell, one step at a time, in the body of an ONNX Scan. Shapes inside: [directions, features, batch].
 *
 * The factors of the derivative are computed in the forward step, where the gates are in the processor's cache: done for
 * all steps at once before the backward scan, they had to come from memory again.
 */
export interface Cell {
  readonly name: 'rnn' | 'lstm' | 'gru';
  /** The standard ONNX operator that inference uses. */
  readonly operator: 'RNN' | 'LSTM' | 'GRU';
  /** Blocks of hidden size in a weight matrix, in ONNX's gate order. */
  readonly gates: number;
  /** Blocks of hidden size in a pre-activation z. */
  readonly blocks: number;
  /** States besides the hidden one. */
  readonly extraStates: number;
  /** Features of each factor, in units of the hidden size. */
  readonly factors: readonly number[];
  merge(b: GraphBuilder, weights: CellWeights, inputSize: number, size: number): MergedWeights;
  /** The gradients of the weights from those of what they were merged into. */
  unmerge(b: GraphBuilder, gradients: MergedWeights, inputSize: number, size: number): CellWeights;
  /** @param z [D, blocks H, B]: [x, h] M + b of this step, transposed */
  forward(s: GraphBuilder, z: Value, hidden: Value, states: readonly Value[], size: number): CellStep;
  /**
   * One step back.
   * @param gradient [D, H, B]: of this step's hidden state, all paths
   * @returns the gradient of z, the states' gradients for the step before, and what flows straight into the hidden state before
   */
  backward(s: GraphBuilder, gradient: Value, states: readonly Value[], factors: readonly Value[]): { z: Value; states: Value[]; direct?: Value };
}

const features = 1; // axis of the features inside a step

function oneMinus(s: GraphBuilder, value: Value): Value {
  return s.sub(s.scalar(1), value);
}

/** W above R: the pre-activation is x W + h R + b. */
const additive: Pick<Cell, 'merge' | 'unmerge'> = {
  merge: (b, { weights, recurrent, bias }) => ({ matrix: b.concat([weights, recurrent], 0), bias }),
  unmerge: (b, { matrix, bias }, inputSize, size) => {
    const [weights, recurrent] = b.ops('Split', [matrix, b.integers(inputSize, size)], 2, { axis: 0 });
    return { weights, recurrent, bias };
  },
};

/** h' = tanh(x W + h R + b): Elman 1990, the lecture's SimpleRNN. */
export const simpleRnnCell: Cell = {
  name: 'rnn', operator: 'RNN', gates: 1, blocks: 1, extraStates: 0, factors: [1], ...additive,
  forward: (s, z) => {
    const hidden = s.tanh(z);
    return { hidden, states: [], factors: [oneMinus(s, s.mul(hidden, hidden))] };
  },
  backward: (s, gradient, _states, [slope]) => ({ z: s.mul(gradient, slope), states: [] }),
};

/**
 * Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000; gates in ONNX's order i, o, f, c:
 * c' = f c + i g,  h' = o tanh(c').
 */
export const lstmCell: Cell = {
  name: 'lstm', operator: 'LSTM', gates: 4, blocks: 4, extraStates: 1, factors: [4, 1, 1], ...additive,
  forward: (s, z, _hidden, [cell], size) => {
    const [gates, candidate] = s.ops('Split', [z, s.integers(3 * size, size)], 2, { axis: features });
    const iof = s.sigmoid(gates);
    const g = s.tanh(candidate);
    const [i, o, f] = s.split(iof, 3, features, size);
    const [kept, added] = [s.mul(f, cell), s.mul(i, g)];
    const next = s.add(kept, added);
    const squashed = s.tanh(next);
    // d c'/d i = g, d h'/d o = tanh(c'), d c'/d f = c, each times the sigmoid's slope; d c'/d g = i times tanh's slope.
    const hidden = s.mul(o, squashed);
    const parts = s.concat([added, hidden, kept], features);
    const toGates = s.sub(parts, s.mul(parts, iof));
    const toCandidate = s.sub(i, s.mul(added, g));
    const toCell = s.sub(o, s.mul(hidden, squashed));
    return { hidden, states: [next], factors: [s.concat([toGates, toCandidate], features), toCell, f] };
  },
  backward: (s, gradient, [cellGradient], [toBlocks, toCell, f]) => {
    const cell = s.add(cellGradient, s.mul(gradient, toCell));
    // The output gate is fed by h, the other three by c.
    const z = s.mul(s.concat([cell, gradient, cell, cell], features), toBlocks);
    return { z, states: [s.mul(cell, f)] };
  },
};

/**
 * Cho et al. 2014 in the form of ONNX's linear_before_reset (cuDNN's, Keras' reset_after); gates z, r, n:
 * n = tanh(x Wn + r (h Rn + bRn)),  h' = (1 - z) n + z h.
 * The reset gate scales the recurrent part of the candidate alone, so a pre-activation has four blocks: z, r, x Wn and h Rn.
 */
export const gruCell: Cell = {
  name: 'gru', operator: 'GRU', gates: 3, blocks: 4, extraStates: 0, factors: [4, 1],
  merge: (b, { weights, recurrent, bias, recurrentBias }, inputSize, size) => {
    const zeros = (rows: number): Value => b.op('ConstantOfShape', [b.integers(rows, size)]);
    const [gates, candidate] = b.ops('Split', [recurrent, b.integers(2 * size, size)], 2, { axis: 1 });
    const matrix = b.concat([b.concat([weights, zeros(inputSize)], 1), b.concat([gates, zeros(size), candidate], 1)], 0);
    const [gateBias, candidateBias] = b.ops('Split', [bias, b.integers(2 * size, size)], 2, { axis: 0 });
    const [gateBias2, candidateBias2] = b.ops('Split', [recurrentBias, b.integers(2 * size, size)], 2, { axis: 0 });
    return { matrix, bias: b.concat([b.add(gateBias, gateBias2), candidateBias, candidateBias2], 0) };
  },
  unmerge: (b, { matrix, bias }, inputSize, size) => {
    const [inputRows, hiddenRows] = b.ops('Split', [matrix, b.integers(inputSize, size)], 2, { axis: 0 });
    const [gates, , candidate] = b.ops('Split', [hiddenRows, b.integers(2 * size, size, size)], 3, { axis: 1 });
    const [gateBias, candidateBias, candidateBias2] = b.ops('Split', [bias, b.integers(2 * size, size, size)], 3, { axis: 0 });
    return {
      weights: b.slice(inputRows, 1, 0, 3 * size), recurrent: b.concat([gates, candidate], 1),
      bias: b.concat([gateBias, candidateBias], 0), recurrentBias: b.concat([gateBias, candidateBias2], 0),
    };
  },
  forward: (s, z, hidden, _states, size) => {
    const [gates, inputCandidate, recurrentCandidate] = s.ops('Split', [z, s.integers(2 * size, size, size)], 3, { axis: features });
    const [update, reset] = s.split(s.sigmoid(gates), 2, features, size);
    const n = s.tanh(s.add(inputCandidate, s.mul(reset, recurrentCandidate)));
    const change = s.sub(hidden, n);
    const next = s.add(n, s.mul(update, change));
    const toUpdate = s.mul(change, s.mul(update, oneMinus(s, update)));
    const toCandidate = s.mul(oneMinus(s, update), oneMinus(s, s.mul(n, n)));
    const toReset = s.mul(s.mul(toCandidate, recurrentCandidate), s.mul(reset, oneMinus(s, reset)));
    return { hidden: next, states: [], factors: [s.concat([toUpdate, toReset, toCandidate, s.mul(toCandidate, reset)], features), update] };
  },
  backward: (s, gradient, _states, [toBlocks, update]) => (
    { z: s.mul(s.concat([gradient, gradient, gradient, gradient], features), toBlocks), states: [], direct: s.mul(gradient, update) }
  ),
};

export const cells: Readonly<Record<Cell['name'], Cell>> = { rnn: simpleRnnCell, lstm: lstmCell, gru: gruCell };
