import { createNetwork } from '../../src/nn/architecture.ts';
import type { Network } from '../../src/nn/architecture.ts';
import { ngramTableName } from '../../src/nn/ngramPath.ts';
import type { NgramPath } from '../../src/nn/ngramPath.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { TrainingPlan } from './recurrent.ts';
import { recurrentNetwork } from './recurrent.ts';
import type { Planes } from './supportVectors.ts';

export interface TrainedNetwork {
  readonly network: Network;
  readonly parameters: Parameters;
}

/** The recurrent network with the planes as its n-gram path, their logits added: the planes must have been trained on `bagsOf` the same path. */
export function withNgrams(planes: Planes, recurrent: Parameters, plan: TrainingPlan, path: NgramPath): TrainedNetwork {
  const { architecture, sizes } = recurrentNetwork(plan);
  const parameters = new Map(recurrent).set(ngramTableName, planes.weights);
  parameters.set('output/b', recurrent.get('output/b')!.map((bias, k) => bias + planes.biases[k]));
  return { network: createNetwork({ ...architecture, ngrams: path }, sizes), parameters };
}
