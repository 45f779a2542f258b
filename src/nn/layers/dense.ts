import type { Value } from '../../onnx/graphBuilder.ts';
import type { ParameterSpec } from '../parameters.ts';
import type { InferenceContext, TrainingContext, TrainingPass } from './context.ts';

/** y = activation(x W + b) on the last axis: [..., inputSize] -> [..., units]. */
export interface DenseLayer {
  readonly name: string;
  readonly inputSize: number;
  readonly units: number;
  readonly activation: 'none' | 'relu' | 'tanh';
}

export function denseParameters(layer: DenseLayer): ParameterSpec[] {
  return [
    { name: `${layer.name}/W`, shape: [layer.inputSize, layer.units], initializer: 'glorot', decayed: true },
    { name: `${layer.name}/b`, shape: [layer.units], initializer: 'zeros', decayed: false },
  ];
}

export function inferDense(context: InferenceContext | TrainingContext, layer: DenseLayer, x: Value): Value {
  const { b } = context;
  const linear = b.add(b.matMul(x, context.parameter(`${layer.name}/W`)), context.parameter(`${layer.name}/b`));
  if (layer.activation === 'relu') return b.op('Relu', [linear]);
  return layer.activation === 'tanh' ? b.tanh(linear) : linear;
}

export function trainDense(context: TrainingContext, layer: DenseLayer, x: Value): TrainingPass {
  const { b } = context;
  const output = inferDense(context, layer, x);
  const backward = (gradient: Value): Value => {
    const dz = activationGradient(context, layer, output, gradient);
    const flat = b.reshape(dz, -1, layer.units);
    context.gradient(`${layer.name}/W`, b.op('Gemm', [b.reshape(x, -1, layer.inputSize), flat], { transA: 1 }));
    context.gradient(`${layer.name}/b`, b.reduceSum(flat, [0]));
    return b.matMul(dz, b.transpose(context.parameter(`${layer.name}/W`), [1, 0]));
  };
  return { output, backward };
}

/** relu' = 1 where the output is positive, tanh' = 1 - y^2. */
function activationGradient({ b }: TrainingContext, layer: DenseLayer, output: Value, gradient: Value): Value {
  if (layer.activation === 'none') return gradient;
  const slope = layer.activation === 'relu' ? b.op('Sign', [output]) : b.sub(b.scalar(1), b.mul(output, output));
  return b.mul(gradient, slope);
}
