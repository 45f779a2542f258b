import type { GraphBuilder, Value } from '../../onnx/graphBuilder.ts';

/** A dropout mask that the caller draws anew for every batch and feeds under `name`: 0 or 1 / (1 - rate). */
export interface MaskSpec {
  readonly name: string;
  readonly rate: number;
  /** 'batch' stands for the number of texts in the batch. */
  readonly shape: readonly (number | 'batch')[];
}

/**
 * What a layer needs while it writes itself into a training graph. Sequences are time-major: [time, batch, features].
 */
export interface TrainingContext {
  readonly b: GraphBuilder;
  /** int64 [batch]: tokens of each text. */
  readonly lengths: Value;
  /** float32 [time, batch, 1]: 1 on tokens, 0 on padding. */
  readonly mask: Value;
  parameter(name: string): Value;
  /** Declares the gradient of the loss for a parameter. */
  gradient(parameter: string, value: Value): void;
  /** A dropout mask to be fed, or undefined where the rate is 0. */
  dropoutMask(name: string, rate: number, shape: readonly (number | 'batch')[]): Value | undefined;
}

/** The same while a layer writes itself into an inference graph, with standard operators only. */
export interface InferenceContext {
  readonly b: GraphBuilder;
  /** int64 [batch]. */
  readonly lengths: Value;
  readonly mask: Value;
  parameter(name: string): Value;
}

/** A layer's forward pass in the graph, and what writes its backward pass. */
export interface TrainingPass {
  readonly output: Value;
  /** Takes the loss's gradient for the output, declares the parameters' gradients, gives the gradient for the input. */
  backward(gradient: Value): Value;
}
