import type { Value } from '../../onnx/graphBuilder.ts';
import { dataTypes } from '../../onnx/model.ts';
import type { ParameterSpec } from '../parameters.ts';
import type { InferenceContext, TrainingContext, TrainingPass } from './context.ts';
import { firstMask, lastMask } from './masks.ts';

/** Ways from a sequence [time, batch, size] to one vector a text [batch, size]. */
export type PoolingKind = 'last' | 'mean' | 'max' | 'attention';

export interface PoolingLayer {
  readonly name: string;
  readonly kind: PoolingKind;
  readonly size: number;
  /** The second half of the features was read backwards: its last state is at the first token. */
  readonly bidirectional: boolean;
}

/** Attention has a hidden layer of the size of its input: score = v . tanh(h W + b) (Bahdanau et al. 2015; Yang et al. 2016). */
export function poolingParameters(layer: PoolingLayer): ParameterSpec[] {
  if (layer.kind !== 'attention') return [];
  return [
    { name: `${layer.name}/W`, shape: [layer.size, layer.size], initializer: 'glorot', decayed: true },
    { name: `${layer.name}/b`, shape: [layer.size], initializer: 'zeros', decayed: false },
    { name: `${layer.name}/v`, shape: [layer.size, 1], initializer: 'glorot', decayed: true },
  ];
}

export function inferPooling(context: InferenceContext, layer: PoolingLayer, x: Value): Value {
  return forwardPooling(context, layer, x, context.lengths).output;
}

export function trainPooling(context: TrainingContext, layer: PoolingLayer, x: Value): TrainingPass {
  const forward = forwardPooling(context, layer, x, context.lengths);
  const { b, mask } = context;
  const backward = (gradient: Value): Value => {
    const spread = b.unsqueeze(gradient, 0); // [1, batch, size]
    switch (layer.kind) {
      case 'last':
      case 'mean': return b.mul(spread, forward.weights);
      case 'max': {
        // Equal maxima share the gradient.
        const winners = b.cast(b.op('Equal', [forward.masked, b.unsqueeze(forward.output, 0)]), dataTypes.float32);
        return b.mul(spread, b.div(winners, b.reduceSum(winners, [0], true)));
      }
      case 'attention': {
        const { weights, projected } = forward; // a [T, B, 1], tanh(h W + b) [T, B, size]
        // d a = h . dy;  d score = a (d a - sum_t a d a), the softmax's Jacobian.
        const dWeights = b.reduceSum(b.mul(x, spread), [2], true);
        const dScores = b.mul(b.mul(weights, b.sub(dWeights, b.reduceSum(b.mul(weights, dWeights), [0], true))), mask);
        const v = context.parameter(`${layer.name}/v`);
        const dProjected = b.mul(b.mul(dScores, b.reshape(v, 1, 1, -1)), b.sub(b.scalar(1), b.mul(projected, projected)));
        const flat = b.reshape(dProjected, -1, layer.size);
        context.gradient(`${layer.name}/v`, b.op('Gemm', [b.reshape(projected, -1, layer.size), b.reshape(dScores, -1, 1)], { transA: 1 }));
        context.gradient(`${layer.name}/W`, b.op('Gemm', [b.reshape(x, -1, layer.size), flat], { transA: 1 }));
        context.gradient(`${layer.name}/b`, b.reduceSum(flat, [0]));
        const through = b.matMul(dProjected, b.transpose(context.parameter(`${layer.name}/W`), [1, 0]));
        return b.add(b.mul(weights, spread), through);
      }
    }
  };
  return { output: forward.output, backward };
}

interface ForwardPooling {
  output: Value;
  /** [time, batch, 1 or size]: each token's share in the output. */
  weights: Value;
  /** max: x with padding far below every value. */
  masked: Value;
  /** attention: tanh(h W + b). */
  projected: Value;
}

function forwardPooling({ b, mask, parameter }: Pick<InferenceContext, 'b' | 'mask' | 'parameter'>, layer: PoolingLayer, x: Value, lengths: Value): ForwardPooling {
  const result = (output: Value, weights: Value): ForwardPooling => ({ output, weights, masked: x, projected: x });
  switch (layer.kind) {
    case 'last': {
      const last = lastMask(b, x, lengths);
      const weights = layer.bidirectional ? lastOfBoth(b, last, firstMask(b, x, lengths), layer.size) : last;
      return result(b.reduceSum(b.mul(x, weights), [0]), weights);
    }
    case 'mean': {
      const weights = b.div(mask, b.unsqueeze(b.op('Max', [b.cast(lengths, dataTypes.float32), b.scalar(1)]), 0, 2));
      return result(b.reduceSum(b.mul(x, weights), [0]), weights);
    }
    case 'max': {
      const masked = b.add(x, b.mul(b.sub(mask, b.scalar(1)), b.scalar(1e4)));
      const output = b.op('ReduceMax', [masked], { axes: [0], keepdims: 0 });
      return { output, weights: mask, masked, projected: x };
    }
    case 'attention': {
      const projected = b.tanh(b.add(b.matMul(x, parameter(`${layer.name}/W`)), parameter(`${layer.name}/b`)));
      const scores = b.add(b.matMul(projected, parameter(`${layer.name}/v`)), b.mul(b.sub(mask, b.scalar(1)), b.scalar(1e4)));
      const weights = b.op('Softmax', [scores], { axis: 0 });
      return { output: b.reduceSum(b.mul(x, weights), [0]), weights, masked: x, projected };
    }
  }
}

/** [time, batch, size]: the last token for the first half of the features, the first token for the second. */
function lastOfBoth(b: InferenceContext['b'], last: Value, first: Value, size: number): Value {
  const ones = b.op('Expand', [b.scalar(1), b.integers(1, 1, size / 2)]);
  return b.concat([b.mul(last, ones), b.mul(first, ones)], 2);
}
