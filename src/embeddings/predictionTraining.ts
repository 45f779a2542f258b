import { throwIfAborted } from '../base/errors.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import type { RunPosition } from './checkpoint.ts';
import type { EncodedCorpus } from './corpus.ts';
import { kernelCall } from './kernelPool.ts';
import type { KernelPool } from './kernelPool.ts';
import type { PredictionModel, ThreadPlace } from './predictionModel.ts';
import { ProbeSet } from './probe.ts';

export interface PredictionSchedule {
  readonly epochs: number;
  /** Learning rate at the start; it falls linearly to `minimumRate`. */
  readonly rate: number;
  readonly minimumRate: number;
  /**
   * With several threads: every thread trains a copy of the model on its share, and the changes are added up in a fixed order after every round.
   * The same seed and number of threads give the same vectors, at the price of the copies' memory and of adding up.
   */
  readonly deterministic: boolean;
}

/** What is known after every batch. */
export interface TrainingProgress {
  readonly epoch: number;
  /** Words of the corpus seen so far, over all epochs. */
  readonly words: number;
  readonly totalWords: number;
  readonly rate: number;
  /** Mean loss of the regressions of this epoch so far, in float64 over all threads. */
  readonly loss: number;
}

export interface EpochResult {
  readonly epoch: number;
  /** Mean loss over the epoch. */
  readonly loss: number;
  /** Mean loss on the fixed probe set after the epoch. */
  readonly probeLoss: number;
}

export interface PredictionCallbacks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** After every epoch, with the position that a resumed run goes on from. */
  readonly onEpoch?: ((result: EpochResult, position: RunPosition) => void | Promise<void>) | undefined;
  /** When the run was stopped within an epoch and no thread works on the model any more. */
  readonly onStopped?: ((position: RunPosition) => void | Promise<void>) | undefined;
}

/** Ids that a thread takes at a time: some tens of milliseconds of work. */
const batchIds = 16_384;
/** Ids that a thread takes between two merges: rare enough that merging costs little, often enough that the copies stay close. */
const roundIds = 65_536;

interface Share {
  readonly place: ThreadPlace;
  /** Ids start ... end of the corpus. */
  readonly start: number;
  readonly end: number;
  position: number;
}

/**
 * Stochastic gradient descent over the corpus, every thread on its share of it.
 * @param resumeAt where a resumed run goes on
 * @throws LexiscopeError `cancelled`; the model then holds what was trained
 */
export async function trainPrediction(
  arena: SharedArena, pool: KernelPool, corpus: EncodedCorpus, model: PredictionModel, schedule: PredictionSchedule, callbacks: PredictionCallbacks = {}, resumeAt?: RunPosition,
): Promise<EpochResult[]> {
  const run = new PredictionRun(arena, pool, corpus, model, schedule, callbacks);
  const results: EpochResult[] = [];
  for (let epoch = resumeAt?.epoch ?? 0; epoch < schedule.epochs; epoch++) {
    const result = await run.epoch(epoch, epoch === resumeAt?.epoch ? resumeAt : undefined);
    results.push(result);
    await callbacks.onEpoch?.(result, run.position(epoch + 1));
  }
  return results;
}

class PredictionRun {
  readonly #pool: KernelPool;
  readonly #corpus: EncodedCorpus;
  readonly #model: PredictionModel;
  readonly #schedule: PredictionSchedule;
  readonly #callbacks: PredictionCallbacks;
  readonly #arena: SharedArena;
  readonly #probe: ProbeSet;
  readonly #shares: readonly Share[];
  readonly #copies: boolean;
  readonly #batch: number;
  /** Ids (boundaries included) done in this epoch. */
  #done = 0;
  #loss = { sum: 0, count: 0 };

  constructor(arena: SharedArena, pool: KernelPool, corpus: EncodedCorpus, model: PredictionModel, schedule: PredictionSchedule, callbacks: PredictionCallbacks) {
    this.#arena = arena;
    this.#pool = pool;
    this.#corpus = corpus;
    this.#model = model;
    this.#schedule = schedule;
    this.#callbacks = callbacks;
    this.#probe = new ProbeSet(model, corpus);
    this.#copies = schedule.deterministic && pool.size > 1;
    // Small corpora get small batches, so that the learning rate falls in at least some hundred steps.
    const { length } = corpus.ids;
    this.#batch = Math.max(256, Math.min(this.#copies ? roundIds : batchIds, Math.ceil((length * schedule.epochs) / 400 / pool.size)));
    const each = Math.ceil(length / pool.size);
    this.#shares = Array.from({ length: pool.size }, (_, thread) => ({
      place: model.threadPlace(thread, this.#batch, this.#copies ? this.#copyOfModel() : undefined),
      start: Math.min(length, thread * each), end: Math.min(length, (thread + 1) * each), position: 0,
    }));
  }

  async epoch(epoch: number, resumeAt?: RunPosition): Promise<EpochResult> {
    this.#loss = { ...(resumeAt?.loss ?? { sum: 0, count: 0 }) };
    this.#shares.forEach((share, thread) => {
      const saved = resumeAt?.shares[thread];
      share.position = Math.max(share.start, Math.min(share.end, saved?.position ?? share.start));
      if (saved) this.#arena.ints(share.place.random, 2).set(saved.random);
    });
    this.#done = this.#shares.reduce((sum, share) => sum + share.position - share.start, 0);
    const outcomes = this.#copies ? [await this.#inRounds(epoch).catch(asError)] : await Promise.all(this.#shares.map((share, thread) => this.#freely(epoch, share, thread).catch(asError)));
    const failure = outcomes.find((outcome) => outcome instanceof Error);
    if (failure) {
      await this.#callbacks.onStopped?.(this.position(epoch));
      throw failure;
    }
    return { epoch, loss: this.#loss.sum / this.#loss.count, probeLoss: this.#probe.loss() };
  }

  /** What `epoch` needs to go on from here; at the end of an epoch, give the next one. */
  position(epoch: number): RunPosition {
    const finished = this.#shares.every((share) => share.position === share.end);
    return {
      epoch,
      shares: this.#shares.map(({ place, position, start }) => {
        const [a, b] = this.#arena.ints(place.random, 2);
        return { position: finished ? start : position, random: [a, b] };
      }),
      ...(!finished && { loss: { ...this.#loss } }),
    };
  }

  /** Hogwild: every thread at its own pace on the one model. */
  async #freely(epoch: number, share: Share, thread: number): Promise<void> {
    while (share.position < share.end) {
      const rate = this.#rate(epoch);
      await this.#trainBatch(share, thread, rate);
      this.#report(epoch, rate);
    }
  }

  async #inRounds(epoch: number): Promise<void> {
    while (this.#shares.some((share) => share.position < share.end)) {
      throwIfAborted(this.#callbacks.signal, 'Training');
      const rate = this.#rate(epoch);
      await Promise.all(this.#shares.map((share, thread) => this.#trainBatch(share, thread, rate)));
      await this.#mergeCopies();
      this.#report(epoch, rate);
    }
  }

  #rate(epoch: number): number {
    const { rate, minimumRate, epochs } = this.#schedule;
    const part = (epoch + this.#done / this.#corpus.ids.length) / epochs;
    return Math.max(minimumRate, rate - (rate - minimumRate) * part);
  }

  async #trainBatch(share: Share, thread: number, rate: number): Promise<void> {
    if (!this.#copies) throwIfAborted(this.#callbacks.signal, 'Training');
    const count = Math.min(this.#batch, share.end - share.position);
    if (count === 0) return;
    this.#corpus.ids.read(share.position, this.#arena.ints(share.place.ids, count));
    await this.#pool.run(thread, [this.#model.trainingCall(share.place, count, rate)]);
    share.position += count;
    this.#done += count;
    const { sum, count: regressions } = this.#model.takeLoss(share.place);
    this.#loss.sum += sum;
    this.#loss.count += regressions;
  }

  #report(epoch: number, rate: number): void {
    const { knownCount } = this.#corpus;
    const part = this.#done / this.#corpus.ids.length;
    this.#callbacks.onProgress?.({
      epoch, words: Math.round((epoch + part) * knownCount), totalWords: this.#schedule.epochs * knownCount, rate, loss: this.#loss.sum / this.#loss.count,
    });
  }

  #copyOfModel(): { input: number; output: number } {
    const { inputRows, outputRows, stride } = this.#model;
    const copy = (from: number, length: number): number => this.#arena.store(this.#arena.floats(from, length), 'A copy of the model');
    return { input: copy(this.#model.input, inputRows * stride), output: copy(this.#model.output, outputRows * stride) };
  }

  /** model += sum over threads of (copy - model), rows shared out over the threads; then every copy is the model. */
  async #mergeCopies(): Promise<void> {
    const { input, output, inputRows, outputRows, stride } = this.#model;
    const copies = this.#shares.map((share) => share.place);
    await Promise.all(copies.map((_, thread) => this.#pool.run(thread, [
      ...this.#mergeCalls(thread, input, copies.map((copy) => copy.input), inputRows, stride * 4),
      ...this.#mergeCalls(thread, output, copies.map((copy) => copy.output), outputRows, stride * 4),
    ])));
  }

  #mergeCalls(thread: number, model: number, copies: readonly number[], rows: number, rowBytes: number): ReturnType<typeof kernelCall>[] {
    const each = Math.ceil(rows / copies.length);
    const first = Math.min(rows, thread * each);
    const bytes = Math.min(each, rows - first) * rowBytes;
    const offset = first * rowBytes;
    const [base, ...others] = copies;
    // The first copy becomes model + all changes; then the model and the other copies become the same.
    return [
      ...others.map((copy) => kernelCall('dense', 'addDifference', base + offset, copy + offset, model + offset, bytes)),
      ...[model, ...others].map((target) => kernelCall('dense', 'copy', target + offset, base + offset, bytes)),
    ];
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
