import type { Value } from '../onnx/graphBuilder.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';
import type { Graph } from '../onnx/model.ts';
import { dataTypes } from '../onnx/model.ts';
import type { Network } from './architecture.ts';
import type { MaskSpec, TrainingContext, TrainingPass } from './layers/context.ts';
import { trainDense } from './layers/dense.ts';
import { trainDropout } from './layers/dropout.ts';
import { paddingMask } from './layers/masks.ts';
import { trainPooling } from './layers/pooling.ts';
import { trainRecurrent } from './layers/recurrent.ts';
import { crfLoss, transitionsName } from './losses/crf.ts';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from './losses/softmax.ts';

export type LossKind = 'softmax' | 'sigmoid' | 'crf';

/** One training step as a graph: forward, loss, backward. */
export interface TrainingGraph {
  readonly graph: Graph;
  /** To be drawn and fed for every batch. */
  readonly masks: readonly MaskSpec[];
}

/** Names of the graph's inputs besides parameters and masks, and of its outputs besides gradients. */
export const trainingInputs = { tokens: 'x', lengths: 'lengths', targets: 'targets', weights: 'weights', offsets: 'offsets' } as const;
export const trainingOutputs = { loss: 'loss', logits: 'logits', tokensGradient: 'x/gradient', logitsGradient: 'logits/gradient' } as const;

export function gradientName(parameter: string): string {
  return `${parameter}/gradient`;
}

/**
 * Builds the step (DESIGN section 4). Inputs: token vectors x [time, batch, embedding], lengths int32 [batch],
 * targets [batch, logits] and weights [batch, 1] (tagging: [time, batch, logits] and [time, batch, 1]), offsets of the logits
 * [batch, logits] (not for tagging), every parameter but the tables, and the dropout masks. Outputs: loss [], logits with the
 * offsets, a gradient for each parameter, and those of the token vectors and of the logits, which the caller adds into the
 * rows of the embedding table and of the n-gram table.
 */
export function buildTrainingGraph(network: Network, lossKind: LossKind): TrainingGraph {
  const b = new GraphBuilder('training step');
  const masks: MaskSpec[] = [];
  const parameters = new Map(network.parameters.map((spec) => [spec.name, b.input(spec.name, 'float32', spec.shape)]));
  const gradients = new Map<string, Value>();

  const x = b.input(trainingInputs.tokens, 'float32', ['time', 'batch', network.embeddingSize]);
  const lengths = b.cast(b.input(trainingInputs.lengths, 'int32', ['batch']), dataTypes.int64);
  const tagging = network.architecture.pooling === 'none';
  const leading = tagging ? ['time', 'batch'] : ['batch'];
  const targets = b.input(trainingInputs.targets, 'float32', [...leading, network.sizes.logits]);
  const weights = b.input(trainingInputs.weights, 'float32', [...leading, 1]);
  const context: TrainingContext = {
    b, lengths, mask: paddingMask(b, x, lengths),
    parameter: (name) => parameters.get(name)!,
    gradient: (name, value) => gradients.set(name, value),
    dropoutMask: (name, rate, shape) => {
      if (rate === 0) return undefined;
      masks.push({ name: `mask/${name}`, rate, shape });
      return b.input(`mask/${name}`, 'float32', shape);
    },
  };

  const passes = stackLayers(context, network, x);
  const ownLogits = passes[passes.length - 1].output;
  const logits = tagging ? ownLogits : b.add(ownLogits, b.input(trainingInputs.offsets, 'float32', ['batch', network.sizes.logits]));
  const { loss, gradient } = lossOf(context, lossKind, logits, targets, weights);
  const tokensGradient = passes.reduceRight((flowing, pass) => pass.backward(flowing), gradient);

  b.output(trainingOutputs.loss, loss, 'float32', []);
  b.output(trainingOutputs.logits, logits, 'float32', [...leading, network.sizes.logits]);
  if (network.table) b.output(trainingOutputs.tokensGradient, tokensGradient, 'float32', ['time', 'batch', network.embeddingSize]);
  if (network.ngramTable) b.output(trainingOutputs.logitsGradient, gradient, 'float32', ['batch', network.sizes.logits]);
  for (const spec of network.parameters) b.output(gradientName(spec.name), gradients.get(spec.name)!, 'float32', spec.shape);
  return { graph: b.build(), masks };
}

function lossOf(context: TrainingContext, kind: LossKind, logits: Value, targets: Value, weights: Value): { loss: Value; gradient: Value } {
  const { b } = context;
  if (kind === 'softmax') return softmaxCrossEntropy(b, logits, targets, weights);
  if (kind === 'sigmoid') return sigmoidCrossEntropy(b, logits, targets, weights);
  const crf = crfLoss(b, logits, targets, context.mask, context.parameter(transitionsName));
  context.gradient(transitionsName, crf.transitionsGradient);
  return crf;
}

function stackLayers(context: TrainingContext, network: Network, x: Value): TrainingPass[] {
  const { dropout, pooling } = network.architecture;
  const passes: TrainingPass[] = [];
  let flowing = x;
  const push = (pass: TrainingPass): void => {
    passes.push(pass);
    flowing = pass.output;
  };
  push(trainDropout(context, 'embedding', dropout.embedding, network.embeddingSize, flowing, true));
  for (const [i, layer] of network.recurrent.entries()) {
    if (i > 0) push(trainDropout(context, `between${i}`, dropout.between, layer.inputSize, flowing, true));
    push(trainRecurrent(context, layer, flowing));
  }
  if (pooling === 'flatten') push(trainFlatten(context, network, flowing));
  else if (network.pooling.length > 0) push(trainParallelPooling(context, network, flowing));
  for (const layer of network.dense) push(trainDense(context, layer, flowing));
  push(trainDropout(context, 'output', dropout.output, network.output.inputSize, flowing, pooling === 'none'));
  push(trainDense(context, network.output, flowing));
  return passes;
}

/** All poolings of the same sequence side by side. */
function trainParallelPooling(context: TrainingContext, network: Network, x: Value): TrainingPass {
  const { b } = context;
  const passes = network.pooling.map((layer) => trainPooling(context, layer, x));
  return {
    output: b.concat(passes.map((pass) => pass.output), 1),
    backward: (gradient) => {
      const parts = passes.length === 1 ? [gradient] : b.split(gradient, passes.length, 1, network.pooling[0].size);
      return passes.map((pass, i) => pass.backward(parts[i])).reduce((sum, part) => b.add(sum, part));
    },
  };
}

/** [maximumTokens, batch, size] -> [batch, maximumTokens x size]; padding is zero vectors and stays so. */
function trainFlatten({ b, mask }: TrainingContext, network: Network, x: Value): TrainingPass {
  const size = network.recurrent.at(-1)?.hiddenSize ?? network.embeddingSize;
  const time = network.sizes.maximumTokens;
  return {
    output: b.reshape(b.transpose(b.mul(x, mask), [1, 0, 2]), -1, time * size),
    backward: (gradient) => b.mul(b.transpose(b.reshape(gradient, -1, time, size), [1, 0, 2]), mask),
  };
}
