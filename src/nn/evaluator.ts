import { encodeGraph } from '../onnx/modelFile.ts';
import type { RuntimeTensor, Session } from '../onnx/runtime.ts';
import { createSession } from '../onnx/runtime.ts';
import type { Network } from './architecture.ts';
import { allParameters } from './architecture.ts';
import type { EncodedExample } from './examples.ts';
import { tokensOf } from './examples.ts';
import { buildInferenceGraph, parameterInputs } from './inferenceGraph.ts';
import type { Parameters } from './parameters.ts';

/** The inference graph with the parameters fed: evaluates a network in training by the graph that will be exported. */
export class Evaluator {
  readonly #network: Network;
  readonly #severalIds: boolean;
  readonly #session: Session;

  private constructor(network: Network, severalIds: boolean, session: Session) {
    this.#network = network;
    this.#severalIds = severalIds;
    this.#session = session;
  }

  static async create(network: Network, severalIds: boolean, threads: number): Promise<Evaluator> {
    const session = await createSession(encodeGraph(buildInferenceGraph(network, severalIds, parameterInputs)), { threads });
    return new Evaluator(network, severalIds, session);
  }

  /** Logits [batch, labels] (tagging: [batch, time, labels]). */
  async logits(parameters: Parameters, batch: readonly EncodedExample[]): Promise<RuntimeTensor> {
    const feeds: Record<string, RuntimeTensor> = idsOf(batch, this.#severalIds);
    for (const spec of allParameters(this.#network)) feeds[spec.name] = { data: parameters.get(spec.name)!, shape: spec.shape };
    return (await this.#session.run(feeds)).logits;
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }
}

/** The exported model's inputs for a batch: ids padded with 0, and lengths. */
export function idsOf(batch: readonly EncodedExample[], severalIds: boolean): { ids: RuntimeTensor; lengths: RuntimeTensor } {
  const time = Math.max(1, ...batch.map(tokensOf));
  let most = 1;
  if (severalIds) {
    for (const { idStarts } of batch) for (let t = 1; t < idStarts.length; t++) most = Math.max(most, idStarts[t] - idStarts[t - 1]);
  }
  const data = new Int32Array(batch.length * time * most);
  for (const [i, { ids, idStarts }] of batch.entries()) {
    for (let t = 0; t + 1 < idStarts.length; t++) data.set(ids.subarray(idStarts[t], idStarts[t + 1]), (i * time + t) * most);
  }
  const lengths = { data: Int32Array.from(batch, tokensOf), shape: [batch.length] };
  return { ids: { data, shape: severalIds ? [batch.length, time, most] : [batch.length, time] }, lengths };
}
