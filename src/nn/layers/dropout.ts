import type { Value } from '../../onnx/graphBuilder.ts';
import type { TrainingContext, TrainingPass } from './context.ts';

/**
 * Inverted dropout with one mask a text, the same at every step (variational dropout: Gal and Ghahramani 2016).
 * @param sequence x is [time, batch, size]; else [batch, size]
 */
export function trainDropout(context: TrainingContext, name: string, rate: number, size: number, x: Value, sequence: boolean): TrainingPass {
  const mask = context.dropoutMask(name, rate, sequence ? [1, 'batch', size] : ['batch', size]);
  if (!mask) return { output: x, backward: (gradient) => gradient };
  return { output: context.b.mul(x, mask), backward: (gradient) => context.b.mul(gradient, mask) };
}
