import type { Value } from '../../onnx/graphBuilder.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { ParameterSpec } from '../parameters.ts';
import type { LossPass } from './softmax.ts';

/**
 * A linear-chain conditional random field over the tags of a text (Lafferty et al. 2001; Lample et al. 2016):
 * score(y) = sum_t e_t[y_t] + sum_t A[y_(t-1), y_t].
 */
export const transitionsName = 'crf/transitions';

/** A [labels, labels], from row to column. */
export function crfParameters(labels: number): ParameterSpec[] {
  return [{ name: transitionsName, shape: [labels, labels], initializer: 'zeros', decayed: false }];
}

/** [rows, labels] -> log sum_j exp(x_j + A_jk) over all j, as [rows, labels]. */
function logSumThrough(s: GraphBuilder, state: Value, transitions: Value, transposed: boolean): Value {
  // [rows, from, 1] + [1, from, to], or [rows, 1, to] + [1, from, to] for the way back.
  const sums = s.add(s.unsqueeze(state, transposed ? 1 : 2), s.unsqueeze(transitions, 0));
  return s.op('ReduceLogSumExp', [sums], { axes: [transposed ? 2 : 1], keepdims: 0 });
}

/**
 * Forward and backward recursions (Rabiner 1989), in logarithms.
 * @param emissions [time, batch, labels]
 * @param mask [time, batch, 1]
 * @returns alpha and beta [time, batch, labels] and log Z [batch, 1]; log p(y_t = k) = alpha + beta - log Z
 */
function forwardBackward(b: GraphBuilder, emissions: Value, mask: Value, transitions: Value): { alpha: Value; beta: Value; logZ: Value } {
  const first = b.squeeze(b.slice(emissions, 0, 0, 1), 0);
  const zeros = b.sub(first, first);
  const step = ['batch', 'labels'];

  const recursion = (name: string, initial: Value, sequences: readonly Value[], backwards: boolean, update: (s: GraphBuilder, state: Value, inputs: readonly Value[]) => Value): Value => {
    const s = new GraphBuilder(name, b.bodyPrefix(`crf/${name}`));
    const p = s.bodyPrefix('io');
    const state = s.input(`${p}state`, 'float32', step);
    const inputs = sequences.map((_, k) => s.input(`${p}in${k}`, 'float32'));
    // Padding leaves the state as it is.
    const m = inputs[inputs.length - 1];
    const updated = s.add(state, s.mul(m, s.sub(update(s, state, inputs), state)));
    s.output(`${p}next`, updated, 'float32', step);
    s.output(`${p}all`, updated, 'float32', step);
    const direction = backwards ? 1 : 0;
    return b.ops('Scan', [initial, ...sequences], 2, {
      body: { graph: s.build() }, num_scan_inputs: sequences.length,
      scan_input_directions: new Array<number>(sequences.length).fill(direction), scan_output_directions: [direction],
    })[1];
  };

  // Each step looks at the token after it; after the last comes padding, so that a text of one token has a step too.
  const next = (sequence: Value): Value => {
    const last = b.op('Slice', [sequence, b.integers(-1), b.integers(Number.MAX_SAFE_INTEGER), b.integers(0)]);
    return b.concat([afterFirst(b, sequence), b.sub(last, last)], 0);
  };
  const alphaNext = recursion('alpha', first, [next(emissions), next(mask)], false, (s, state, [e]) => s.add(logSumThrough(s, state, transitions, false), e));
  const alpha = b.concat([b.unsqueeze(first, 0), b.slice(alphaNext, 0, 0, -1)], 0);
  // beta_t = log sum_k exp(A_jk + e_(t+1),k + beta_(t+1),k), and 0 at the last token.
  const beta = recursion('beta', zeros, [next(emissions), next(mask)], true, (s, state, [e]) => logSumThrough(s, s.add(state, e), transitions, true));
  const logZ = b.op('ReduceLogSumExp', [b.squeeze(b.op('Slice', [alpha, b.integers(-1), b.integers(Number.MAX_SAFE_INTEGER), b.integers(0)]), 0)], { axes: [1], keepdims: 1 });
  return { alpha, beta, logZ };
}

function afterFirst(b: GraphBuilder, sequence: Value): Value {
  return b.op('Slice', [sequence, b.integers(1), b.integers(Number.MAX_SAFE_INTEGER), b.integers(0)]);
}

/** log p(y_t = k | text) [time, batch, labels]: the exported tagger's logits, so that the best tag of each token needs no decoder. */
export function crfMarginals(b: GraphBuilder, emissions: Value, mask: Value, transitions: Value): Value {
  const { alpha, beta, logZ } = forwardBackward(b, emissions, mask, transitions);
  return b.sub(b.add(alpha, beta), b.unsqueeze(logZ, 0));
}

/**
 * L = sum over texts of (log Z - score(gold)) / tokens.
 * d L / d e_t = p(y_t) - gold;  d L / d A_jk = sum_t p(y_(t-1) = j, y_t = k) - count of j k.
 * @param gold [time, batch, labels] one-hot, zero on padding
 */
export function crfLoss(b: GraphBuilder, emissions: Value, gold: Value, mask: Value, transitions: Value): LossPass & { readonly transitionsGradient: Value } {
  const { alpha, beta, logZ } = forwardBackward(b, emissions, mask, transitions);
  const tokens = b.op('ReduceSum', [mask], { keepdims: 0 });
  const rest = (sequence: Value): Value => afterFirst(b, sequence);
  const butLast = (sequence: Value): Value => b.slice(sequence, 0, 0, -1);
  const sum = (value: Value): Value => b.op('ReduceSum', [value], { keepdims: 0 });

  // [time - 1, batch, from, to]
  const goldPairs = b.mul(b.unsqueeze(butLast(gold), 3), b.unsqueeze(rest(gold), 2));
  const pathScore = b.add(sum(b.mul(gold, emissions)), sum(b.mul(goldPairs, transitions)));
  const loss = b.div(b.sub(sum(logZ), pathScore), tokens);

  const marginals = b.mul(b.op('Exp', [b.sub(b.add(alpha, beta), b.unsqueeze(logZ, 0))]), mask);
  const pairScores = b.add(
    b.add(b.unsqueeze(butLast(alpha), 3), b.unsqueeze(b.unsqueeze(transitions, 0), 0)),
    b.unsqueeze(b.sub(b.add(rest(emissions), rest(beta)), b.unsqueeze(logZ, 0)), 2),
  );
  const pairs = b.mul(b.op('Exp', [pairScores]), b.unsqueeze(rest(mask), 3));
  return {
    loss,
    gradient: b.div(b.sub(marginals, gold), tokens),
    transitionsGradient: b.div(b.reduceSum(b.sub(pairs, goldPairs), [0, 1]), tokens),
  };
}
