import type { GraphBuilder, Value } from '../../onnx/graphBuilder.ts';

/** A loss in the training graph: the mean over the batch, and its gradient for the logits. */
export interface LossPass {
  /** float32 scalar. */
  readonly loss: Value;
  readonly gradient: Value;
}

/**
 * Cross-entropy with softmax: L = -sum_i w_i sum_k t_ik log p_ik / sum_i w_i.
 * @param logits [..., labels]
 * @param targets [..., labels]: distributions over the labels (one-hot, smoothed as in Szegedy et al. 2016, or a teacher's)
 * @param weights [..., 1]: of each text, or of each token (0 on padding)
 */
export function softmaxCrossEntropy(b: GraphBuilder, logits: Value, targets: Value, weights: Value): LossPass {
  const total = b.op('ReduceSum', [weights], { keepdims: 0 });
  const logProbabilities = b.op('LogSoftmax', [logits], { axis: -1 });
  const each = b.reduceSum(b.mul(targets, logProbabilities), [-1], true);
  const loss = b.op('Neg', [b.div(b.op('ReduceSum', [b.mul(each, weights)], { keepdims: 0 }), total)]);
  const gradient = b.mul(b.sub(b.op('Exp', [logProbabilities]), targets), b.div(weights, total));
  return { loss, gradient };
}

/**
 * Cross-entropy with a sigmoid a label, summed over labels: for binary and multi-label targets.
 * L = sum_i w_i sum_k [softplus(z_ik) - t_ik z_ik] / sum_i w_i.
 */
export function sigmoidCrossEntropy(b: GraphBuilder, logits: Value, targets: Value, weights: Value): LossPass {
  const total = b.op('ReduceSum', [weights], { keepdims: 0 });
  // softplus(z) = max(z, 0) + log(1 + exp(-|z|)) does not overflow.
  const softplus = b.add(b.op('Relu', [logits]), b.op('Softplus', [b.op('Neg', [b.op('Abs', [logits])])]));
  const each = b.reduceSum(b.sub(softplus, b.mul(targets, logits)), [-1], true);
  const loss = b.div(b.op('ReduceSum', [b.mul(each, weights)], { keepdims: 0 }), total);
  const gradient = b.mul(b.sub(b.sigmoid(logits), targets), b.div(weights, total));
  return { loss, gradient };
}
