import type { Random } from '../base/random.ts';
import { createRandom } from '../base/random.ts';
import { LexiscopeError } from '../base/errors.ts';
import { encodeGraph } from '../onnx/modelFile.ts';
import type { RuntimeTensor, Session } from '../onnx/runtime.ts';
import { createSession } from '../onnx/runtime.ts';
import { adversarialVectors } from './adversarial.ts';
import type { Network } from './architecture.ts';
import { allParameters, embeddingTableName } from './architecture.ts';
import type { TrainingConfiguration } from './configuration.ts';
import type { BatchVectors, RowGradients } from './embedding.ts';
import { EmbeddingTable, oneHotVectors } from './embedding.ts';
import type { EncodedExample } from './examples.ts';
import { tokensOf } from './examples.ts';
import type { MaskSpec } from './layers/context.ts';
import type { NgramLogits } from './ngramPath.ts';
import { NgramTable, ngramTableName } from './ngramPath.ts';
import type { UpdateRule } from './optimisers/optimiser.ts';
import { clippingScale, squaredNorm, updateRule } from './optimisers/optimiser.ts';
import type { Parameters, ParameterSpec } from './parameters.ts';
import { createParameters } from './parameters.ts';
import { targetsOf } from './targets.ts';
import type { LossKind } from './trainingGraph.ts';
import { buildTrainingGraph, gradientName, trainingInputs, trainingOutputs } from './trainingGraph.ts';

/** All that changes while training; a checkpoint holds exactly this. */
export interface TrainerState {
  readonly parameters: Parameters;
  /** The optimiser's moments by parameter. */
  readonly moments: ReadonlyMap<string, readonly Float32Array[]>;
  /** Updates made. */
  step: number;
  /** State of the generator of dropout masks. */
  random: number;
}

export interface StepResult {
  readonly loss: number;
  readonly tokens: number;
  readonly gradientNorm: number;
}

/** Runs training steps: looks up token vectors, runs the graph, updates the parameters in place. */
export class Trainer {
  readonly network: Network;
  readonly state: TrainerState;
  readonly #configuration: TrainingConfiguration;
  readonly #lossKind: LossKind;
  readonly #session: Session;
  readonly #masks: readonly MaskSpec[];
  readonly #rule: UpdateRule;
  readonly #random: Random;
  readonly #table: EmbeddingTable | undefined;
  readonly #ngrams: NgramTable | undefined;

  private constructor(network: Network, configuration: TrainingConfiguration, lossKind: LossKind, session: Session, masks: readonly MaskSpec[], state: TrainerState) {
    this.network = network;
    this.#table = network.table ? new EmbeddingTable(state.parameters.get(embeddingTableName)!, network.embeddingSize, state.moments.get(embeddingTableName)!) : undefined;
    const { ngrams } = network.architecture;
    this.#ngrams = ngrams && new NgramTable(ngrams, network.sizes.logits, state.parameters.get(ngramTableName)!, state.moments.get(ngramTableName)!);
    this.state = withTables(state, [[embeddingTableName, this.#table], [ngramTableName, this.#ngrams?.table]]);
    this.#configuration = configuration;
    this.#lossKind = lossKind;
    this.#session = session;
    this.#masks = masks;
    this.#rule = updateRule(configuration.optimiser);
    this.#random = createRandom(state.random);
  }

  /**
   * @param restored a checkpoint's state; left out, fresh parameters are drawn from the configuration's seed
   */
  static async create(network: Network, configuration: TrainingConfiguration, lossKind: LossKind, restored?: TrainerState): Promise<Trainer> {
    const { graph, masks } = buildTrainingGraph(network, lossKind);
    const session = await createSession(encodeGraph(graph), { threads: configuration.threads });
    return new Trainer(network, configuration, lossKind, session, masks, restored ?? freshState(network, configuration));
  }

  /**
   * One update.
   * @param rate learning rate
   * @param embeddingFrozen leaves the embedding table as it is
   * @throws LexiscopeError `failed` when the loss is no longer a number
   */
  async step(batch: readonly EncodedExample[], rate: number, embeddingFrozen = false): Promise<StepResult> {
    const thinned = this.#thinned(batch);
    const vectors = this.#table?.lookUp(thinned, this.#timeOf(batch));
    const ngrams = this.#ngrams?.lookUp(thinned);
    const feeds = this.#feeds(batch, vectors, ngrams);
    const results = await this.#session.run(feeds);
    const loss = results[trainingOutputs.loss].data[0] as number;
    if (!Number.isFinite(loss)) {
      throw new LexiscopeError('failed', `the loss became ${loss} at step ${this.state.step + 1}`, { hint: 'A lower learning rate or gradient clipping usually helps.' });
    }
    const { network, state } = this;
    if (vectors && this.#configuration.adversarial > 0) await this.#learnFromAdversarial(feeds, vectors, batch.length, results);
    const gradients = network.parameters.map((spec) => results[gradientName(spec.name)].data as Float32Array);
    let norm = gradients.reduce((sum, gradient) => sum + squaredNorm(gradient), 0);
    const rows = vectors && !embeddingFrozen ? this.#table?.rowGradients(vectors, results[trainingOutputs.tokensGradient].data as Float32Array) : undefined;
    const ngramRows = ngrams && this.#ngrams?.rowGradients(ngrams, results[trainingOutputs.logitsGradient]);
    for (const some of [rows, ngramRows]) if (some) norm += some.squaredNorm;
    const scale = clippingScale(norm, this.#configuration.clipping);
    state.step++;
    network.parameters.forEach((spec, i) => this.#update(spec, gradients[i], rate, scale));
    if (rows) this.#table?.update(rows, this.#rule, state.step, rate * this.#configuration.embeddingRate, scale);
    if (ngramRows) this.#ngrams?.update(ngramRows, this.#rule, state.step, rate * this.#configuration.embeddingRate, scale);
    state.random = this.#random.state();
    return { loss, tokens: batch.reduce((sum, example) => sum + tokensOf(example), 0), gradientNorm: Math.sqrt(norm) };
  }

  /** Loss, logits and the gradient of every parameter for a batch, without an update: what gradient checks look at. */
  async gradients(batch: readonly EncodedExample[]): Promise<{ loss: number; logits: RuntimeTensor; gradients: Map<string, Float32Array> }> {
    const vectors = this.#table?.lookUp(batch, this.#timeOf(batch));
    const ngrams = this.#ngrams?.lookUp(batch);
    const results = await this.#session.run(this.#feeds(batch, vectors, ngrams));
    const gradients = new Map(this.network.parameters.map((spec) => [spec.name, results[gradientName(spec.name)].data as Float32Array]));
    if (vectors && this.#table) {
      const rows = this.#table.rowGradients(vectors, results[trainingOutputs.tokensGradient].data as Float32Array);
      gradients.set(embeddingTableName, denseGradient(rows, this.network.embeddingSize, this.#table.values.length));
    }
    if (ngrams && this.#ngrams) {
      const rows = this.#ngrams.rowGradients(ngrams, results[trainingOutputs.logitsGradient]);
      gradients.set(ngramTableName, denseGradient(rows, this.network.sizes.logits, this.#ngrams.table.values.length));
    }
    return { loss: results[trainingOutputs.loss].data[0] as number, logits: results[trainingOutputs.logits], gradients };
  }

  #timeOf(batch: readonly EncodedExample[]): number {
    return this.network.architecture.pooling === 'flatten' ? this.network.sizes.maximumTokens : Math.max(...batch.map(tokensOf));
  }

  #feeds(batch: readonly EncodedExample[], vectors: BatchVectors | undefined, ngrams: NgramLogits | undefined): Record<string, RuntimeTensor> {
    const { network, state } = this;
    const time = this.#timeOf(batch);
    const { targets, weights } = targetsOf(batch, network.sizes.logits, this.#lossKind, network.architecture.pooling === 'none' ? time : undefined, this.#configuration.labelSmoothing);
    const feeds: Record<string, RuntimeTensor> = {
      [trainingInputs.tokens]: { data: vectors?.vectors ?? oneHotVectors(network.sizes.vocabularySize, batch, time), shape: [time, batch.length, network.embeddingSize] },
      [trainingInputs.lengths]: { data: Int32Array.from(batch, (example) => Math.min(time, tokensOf(example))), shape: [batch.length] },
      [trainingInputs.targets]: targets,
      [trainingInputs.weights]: weights,
    };
    if (network.architecture.pooling !== 'none') feeds[trainingInputs.offsets] = { data: offsetsOf(batch, network.sizes.logits, ngrams?.logits), shape: [batch.length, network.sizes.logits] };
    for (const spec of network.parameters) feeds[spec.name] = { data: state.parameters.get(spec.name)!, shape: spec.shape };
    for (const mask of this.#masks) feeds[mask.name] = this.#drawMask(mask, batch.length);
    return feeds;
  }

  /** The step once more, with the same dropout, on vectors where its loss is higher. @param results its gradients become the means of both */
  async #learnFromAdversarial(feeds: Readonly<Record<string, RuntimeTensor>>, { vectors }: BatchVectors, batchSize: number, results: Record<string, RuntimeTensor>): Promise<void> {
    const { network } = this;
    const moved = adversarialVectors(vectors, results[trainingOutputs.tokensGradient].data as Float32Array, batchSize, network.embeddingSize, this.#configuration.adversarial);
    const others = await this.#session.run({ ...feeds, [trainingInputs.tokens]: { ...feeds[trainingInputs.tokens], data: moved } });
    const names = [...network.parameters.map(({ name }) => gradientName(name)), trainingOutputs.tokensGradient, ...(network.ngramTable ? [trainingOutputs.logitsGradient] : [])];
    for (const name of names) {
      const mine = results[name].data as Float32Array;
      const other = others[name].data as Float32Array;
      for (let i = 0; i < mine.length; i++) mine[i] = (mine[i] + other[i]) / 2;
    }
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }

  #update(spec: ParameterSpec, gradient: Float32Array, rate: number, scale: number): void {
    const values = this.state.parameters.get(spec.name)!;
    const decay = spec.decayed ? this.#configuration.optimiser.weightDecay : 0;
    this.#rule.update(values, 0, values.length, gradient, 0, this.state.moments.get(spec.name)!, this.state.step, rate, scale, decay);
  }

  /** Token dropout: dropped tokens get the padding id, whose row is zero and never changes. */
  #thinned(batch: readonly EncodedExample[]): readonly EncodedExample[] {
    const rate = this.#configuration.tokenDropout;
    if (rate === 0) return batch;
    return batch.map((example) => {
      const ids = example.ids.slice();
      for (let t = 0; t < tokensOf(example); t++) {
        if (this.#random.next() < rate) ids.fill(0, example.idStarts[t], example.idStarts[t + 1]);
      }
      return { ...example, ids };
    });
  }

  #drawMask(mask: MaskSpec, batchSize: number): RuntimeTensor {
    const shape = mask.shape.map((size) => (size === 'batch' ? batchSize : size));
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const kept = 1 / (1 - mask.rate);
    for (let i = 0; i < data.length; i++) data[i] = this.#random.next() < mask.rate ? 0 : kept;
    return { data, shape };
  }
}

/** What is added to the logits, [batch, labels]. @param sums the n-grams' part, added into */
function offsetsOf(batch: readonly EncodedExample[], labels: number, sums: Float32Array = new Float32Array(batch.length * labels)): Float32Array {
  for (const [i, { offsets }] of batch.entries()) {
    for (let k = 0; offsets && k < labels; k++) sums[i * labels + k] += offsets[k];
  }
  return sums;
}

/** [rows, size] with the touched rows in their places. */
function denseGradient({ rows, values }: RowGradients, size: number, length: number): Float32Array {
  const dense = new Float32Array(length);
  rows.forEach((row, k) => dense.set(values.subarray(k * size, (k + 1) * size), row * size));
  return dense;
}

/** The state with the tables where the kernels work on them. */
function withTables(state: TrainerState, tables: readonly (readonly [string, EmbeddingTable | undefined])[]): TrainerState {
  const parameters = new Map(state.parameters);
  const moments = new Map(state.moments);
  for (const [name, table] of tables) {
    if (!table) continue;
    parameters.set(name, table.values);
    moments.set(name, table.moments);
  }
  return { parameters, moments, step: state.step, random: state.random };
}

function freshState(network: Network, configuration: TrainingConfiguration): TrainerState {
  const random = createRandom(configuration.seed);
  const specs = allParameters(network);
  const parameters = createParameters(specs, random);
  const { slots } = updateRule(configuration.optimiser);
  const moments = new Map(specs.map((spec) => [spec.name, Array.from({ length: slots }, () => new Float32Array(parameters.get(spec.name)!.length))]));
  return { parameters, moments, step: 0, random: random.state() };
}
