import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import type { ModelMetadata } from '../onnx/metadata.ts';
import { logitCount } from '../onnx/metadata.ts';
import { readModelFile } from '../onnx/modelFile.ts';
import type { Session, SessionOptions } from '../onnx/runtime.ts';
import { createSession } from '../onnx/runtime.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Batch, BatchLimits } from './batches.ts';
import { BatchWriter, planBatches } from './batches.ts';
import type { Chunk } from './chunks.ts';
import { chunksOf } from './chunks.ts';
import { candidateIndices, decide, probabilities } from './decode.ts';
import type { GraphInputs } from './graphContract.ts';
import { checkGraph } from './graphContract.ts';
import type { Classification } from './result.ts';
import { notLanguage, unreadable } from './result.ts';
import { countScripts, labelsByScript } from './scripts.ts';

export interface ClassifyOptions {
  /** The only labels that may be answered; probabilities are renormalised over them. */
  readonly candidates?: readonly string[];
  readonly signal?: AbortSignal;
  /** How many scores a result lists; all, if left out. */
  readonly topScores?: number;
  /** Called after each batch with the number of texts answered so far. */
  readonly onProgress?: (done: number) => void;
}

/** A model in use. Calls may overlap: their batches run one after the other. */
export interface Classifier {
  readonly file: string;
  readonly metadata: ModelMetadata;
  /**
   * Classifies texts of any length and number; the results are in the order of the texts.
   * @throws LexiscopeError `bad-input` for an unknown candidate, `cancelled` at the next batch after `signal` is aborted
   */
  classify(texts: readonly string[], options?: ClassifyOptions): Promise<Classification[]>;
  dispose(): Promise<void>;
}

/** So many chunks, or tokens in them, are sorted by length and run before the next ones are tokenized. */
const window = { chunks: 2048, tokens: 1 << 18 };

/**
 * Loads a model file and checks it against the contract (docs/model-format.md).
 * @throws LexiscopeError `not-found`; `bad-input` naming the file, the key, input or output, and what was expected
 */
export async function loadClassifier(file: string, options: SessionOptions & { readonly limits?: BatchLimits } = {}): Promise<Classifier> {
  const { bytes, metadata } = await readModelFile(file);
  if (metadata.task === 'tagging') throw new LexiscopeError('unsupported', `${file}: this model tags tokens; it does not classify texts`);
  let session: Session;
  try {
    session = await createSession(bytes, options);
  } catch (error) {
    if (error instanceof LexiscopeError) throw new LexiscopeError(error.code, `${file}: ${error.message}`, { cause: error });
    throw error;
  }
  const inputs = checkGraph(session, metadata, file);
  return new SessionClassifier(file, metadata, session, inputs, options.limits ?? defaultLimits);
}

/** Measured on one core with the shipped language model: larger batches leave the processor's caches, smaller ones pay for their calls. */
const defaultLimits: BatchLimits = { maximumRows: 256, maximumTokens: 8192, maximumElements: 1 << 16 };

/** What is known of a text before the model is asked. */
interface Plan {
  readonly allowed: readonly number[];
  /** The text's script excludes all candidates, so no answer among them can be trusted. */
  readonly foreign: boolean;
  /** One label is left, so the model need not be asked. */
  readonly settled: boolean;
}

/** A text whose chunks are on their way through the model. */
class TextInProgress {
  readonly index: number;
  readonly plan: Plan;
  /** The sum over chunks of weight x logits, [logitCount]. */
  readonly sums: Float64Array;
  tokens = 0;
  chunksLeft = 0;
  /** All chunks are known. */
  complete = false;

  constructor(index: number, plan: Plan, logits: number) {
    this.index = index;
    this.plan = plan;
    this.sums = new Float64Array(logits);
  }
}

/** Chunks that wait until there are enough of them to be sorted into batches with little padding; bounds what is in memory. */
class ChunkWindow {
  #chunks: Chunk<TextInProgress>[] = [];
  #tokens = 0;

  /** @returns true when it is time to run them */
  push(chunk: Chunk<TextInProgress>): boolean {
    this.#chunks.push(chunk);
    this.#tokens += chunk.to - chunk.from;
    return this.#chunks.length >= window.chunks || this.#tokens >= window.tokens;
  }

  take(): Chunk<TextInProgress>[] {
    const taken = this.#chunks;
    this.#chunks = [];
    this.#tokens = 0;
    return taken;
  }
}

class SessionClassifier implements Classifier {
  readonly file: string;
  readonly metadata: ModelMetadata;
  readonly #session: Session;
  readonly #inputs: GraphInputs;
  readonly #limits: BatchLimits;
  readonly #tokenizer: Tokenizer;
  readonly #writer: BatchWriter;
  readonly #labelNames: readonly string[];
  readonly #labelsOfScript: ReadonlyMap<string, readonly number[]>;
  /** The last batch of all callers: the next one waits for it, since they share buffers. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string, metadata: ModelMetadata, session: Session, inputs: GraphInputs, limits: BatchLimits) {
    this.file = file;
    this.metadata = metadata;
    this.#session = session;
    this.#inputs = inputs;
    this.#limits = limits;
    this.#tokenizer = createTokenizer(metadata.tokenizer);
    this.#writer = new BatchWriter(inputs);
    this.#labelNames = metadata.labels.map((label) => label.name);
    this.#labelsOfScript = labelsByScript(this.#labelNames);
  }

  async classify(texts: readonly string[], options: ClassifyOptions = {}): Promise<Classification[]> {
    const { signal, onProgress, topScores } = options;
    const candidates = candidateIndices(options.candidates, this.metadata);
    const results = new Array<Classification>(texts.length);
    let done = 0;
    const finish = (index: number, result: Classification): void => {
      results[index] = result;
      done++;
    };
    const waiting = new ChunkWindow();
    const flush = async (): Promise<void> => {
      const { severalIds, lengthsType } = this.#inputs;
      for (const batch of planBatches(waiting.take(), this.#limits, severalIds, lengthsType === undefined)) {
        throwIfAborted(signal, 'Classifying');
        for (const text of pool(batch, await this.#run(batch))) finish(text.index, this.#answer(text, topScores));
        onProgress?.(done);
      }
    };
    for (let index = 0; index < texts.length; index++) {
      throwIfAborted(signal, 'Classifying');
      const plan = this.#plan(texts[index], candidates);
      if ('verdict' in plan) {
        finish(index, plan);
        continue;
      }
      const text = new TextInProgress(index, plan, logitCount(this.metadata));
      for (const chunk of chunksOf(texts[index], text, this.#tokenizer, this.metadata.input)) {
        text.tokens += chunk.weight;
        if (plan.settled) continue;
        text.chunksLeft++;
        if (waiting.push(chunk)) await flush();
      }
      text.complete = true;
      if (text.tokens === 0) finish(index, unreadable('not-enough-text'));
      else if (text.chunksLeft === 0) finish(index, this.#answer(text, topScores));
    }
    await flush();
    throwIfAborted(signal, 'Classifying');
    onProgress?.(done);
    return results;
  }

  async dispose(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#session.dispose();
  }

  /** What is known before the model is asked: the answer for a text without letters, else the labels that its script allows. */
  #plan(text: string, candidates: readonly number[]): Plan | Classification {
    if (this.metadata.task !== 'language') return { allowed: candidates, foreign: false, settled: false };
    const { letters, majority } = countScripts(text);
    if (letters === 0) return this.#withoutLetters(text, candidates);
    const ofScript = majority === undefined ? undefined : this.#labelsOfScript.get(majority);
    if (!ofScript) return { allowed: candidates, foreign: false, settled: false };
    const allowed = candidates.filter((label) => ofScript.includes(label));
    if (allowed.length === 0) return { allowed: candidates, foreign: true, settled: false };
    return { allowed, foreign: false, settled: allowed.length === 1 };
  }

  #withoutLetters(text: string, candidates: readonly number[]): Classification {
    if (text.trim() === '') return unreadable('not-enough-text');
    const index = this.#labelNames.indexOf(notLanguage);
    return unreadable('not-language', index >= 0 && candidates.includes(index) ? notLanguage : null);
  }

  /** @returns logits [rows, logitCount] */
  #run(batch: Batch<TextInProgress>): Promise<Float32Array> {
    const run = this.#last.catch(() => undefined).then(async () => {
      const { logits } = await this.#session.run(this.#writer.write(batch));
      if (!(logits.data instanceof Float32Array) || logits.data.length !== batch.chunks.length * logitCount(this.metadata)) {
        throw new LexiscopeError('bad-input', `${this.file}: output logits: expected shape [${batch.chunks.length}, ${logitCount(this.metadata)}], found [${logits.shape.join(', ')}]`);
      }
      return logits.data;
    });
    this.#last = run;
    return run;
  }

  #answer({ sums, plan, tokens }: TextInProgress, topScores: number | undefined): Classification {
    const { allowed, settled, foreign } = plan;
    const logits = sums.map((sum) => sum / tokens);
    const result = decide(settled ? Float64Array.of(1) : probabilities(logits, allowed, this.metadata), allowed, this.metadata, tokens, topScores);
    return foreign && result.verdict === 'certain' ? { ...result, verdict: 'uncertain' } : result;
  }
}

/**
 * Adds a batch's logits to its texts and gives those that are finished.
 *
 * The logits of a long text are the mean of its chunks' ones, weighted by tokens. Up to a constant that normalising takes away this is the
 * mean of the chunks' log-probabilities, their geometric mean: unlike the sum, which would take chunks of one text for independent
 * evidence, it does not get surer with length alone; unlike the mean of probabilities, one chunk that is sure outweighs several that waver.
 * @param logits [rows, logitCount]
 */
function* pool({ chunks }: Batch<TextInProgress>, logits: Float32Array): Generator<TextInProgress> {
  for (let row = 0; row < chunks.length; row++) {
    const { text, weight } = chunks[row];
    const { sums } = text;
    for (let i = 0, at = row * sums.length; i < sums.length; i++, at++) sums[i] += weight * logits[at];
    if (--text.chunksLeft === 0 && text.complete) yield text;
  }
}
