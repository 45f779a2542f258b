import { createRandom } from '../base/random.ts';
import { bagScratchBytes } from '../kernels/bagOfRows.ts';
import { seedState } from '../kernels/random.ts';
import { paddedLength } from '../kernels/sharedArena.ts';
import type { SharedArena } from '../kernels/sharedArena.ts';
import { skipGramScratchBytes } from '../kernels/skipGram.ts';
import type { SubwordSettings } from '../vectors/subwords.ts';
import type { Vocabulary } from './corpus.ts';
import { huffmanPaths } from './huffman.ts';
import type { HuffmanPaths } from './huffman.ts';
import { kernelCall } from './kernelPool.ts';
import type { KernelCall } from './kernelPool.ts';
import { keepLimits, noiseTable } from './noise.ts';
import { subwordLists } from './subwordLists.ts';
import type { SubwordLists } from './subwordLists.ts';

/** Settings of the families that predict words: word2vec's and fastText's. */
export interface PredictionSettings {
  readonly architecture: 'skipgram' | 'cbow';
  readonly dimensions: number;
  /** The largest window; the window of every centre word is drawn from 1 ... window. */
  readonly window: number;
  /** Negative samples; 0: hierarchical softmax. */
  readonly negative: number;
  /** Exponent of the counts that negative samples are drawn by. */
  readonly noiseExponent: number;
  /** Threshold of subsampling; 0: none. */
  readonly sample: number;
  /** Character n-grams; undefined: whole words only. */
  readonly subwords?: SubwordSettings | undefined;
  readonly seed: number;
}

/** Where a thread works: a copy of the model or the model itself, and its own tables. */
export interface ThreadPlace {
  readonly input: number;
  readonly output: number;
  readonly ids: number;
  readonly kept: number;
  readonly random: number;
  readonly scratch: number;
  readonly loss: number;
}

/** The parameters of a prediction model in the arena, and the kernel calls that train it. */
export class PredictionModel {
  readonly settings: PredictionSettings;
  readonly words: number;
  readonly lists: SubwordLists | undefined;
  readonly paths: HuffmanPaths | undefined;
  /** Floats a row. */
  readonly stride: number;
  readonly inputRows: number;
  readonly outputRows: number;
  readonly input: number;
  readonly output: number;
  readonly #arena: SharedArena;
  readonly #tables: { keep: number; thresholds: number; aliases: number; pathStarts: number; pathNodes: number; pathLabels: number; listStarts: number; listRows: number };

  constructor(arena: SharedArena, vocabulary: Vocabulary, settings: PredictionSettings) {
    this.#arena = arena;
    this.settings = settings;
    this.words = vocabulary.words.length;
    this.lists = settings.subwords && subwordLists(vocabulary.words, settings.subwords);
    this.paths = settings.negative === 0 ? huffmanPaths(vocabulary.counts) : undefined;
    this.stride = paddedLength(settings.dimensions);
    this.inputRows = this.words + (this.lists?.buckets.length ?? 0);
    this.outputRows = this.words;
    this.input = arena.allocate(this.inputRows * this.stride * 4, 'The model');
    this.output = arena.allocate(this.outputRows * this.stride * 4, 'The model');
    const noise = noiseTable(vocabulary.counts, settings.noiseExponent);
    const { paths, lists } = this;
    this.#tables = {
      keep: arena.store(keepLimits(vocabulary.counts, settings.sample), 'The vocabulary'),
      thresholds: arena.store(noise.thresholds, 'The noise distribution'),
      aliases: arena.store(noise.aliases, 'The noise distribution'),
      pathStarts: paths ? arena.store(paths.starts, 'The Huffman tree') : 0,
      pathNodes: paths ? arena.store(paths.nodes, 'The Huffman tree') : 0,
      pathLabels: paths ? arena.store(paths.labels, 'The Huffman tree') : 0,
      listStarts: lists ? arena.store(lists.starts, 'The n-grams') : 0,
      listRows: lists ? arena.store(lists.rows, 'The n-grams') : 0,
    };
  }

  /** Input rows uniform in +-1 / dimensions, as in gensim and fastText (word2vec.c: half of that, which learns more slowly at first); output rows zero. */
  initialize(): void {
    const { dimensions, seed } = this.settings;
    const random = createRandom(seed);
    const width = 2 / dimensions;
    const rows = this.#arena.floats(this.input, this.inputRows * this.stride);
    for (let r = 0; r < this.inputRows; r++) for (let i = 0; i < dimensions; i++) rows[r * this.stride + i] = (random.next() - 0.5) * width;
    this.#arena.floats(this.output, this.outputRows * this.stride).fill(0);
  }

  /** Memory for one thread that takes up to `batch` ids at a time. */
  threadPlace(thread: number, batch: number, copy?: { input: number; output: number }): ThreadPlace {
    const { window } = this.settings;
    const stride = this.stride * 4;
    const targets = this.#maximumTargets;
    const scratch = this.#usesBag ? bagScratchBytes(targets, stride) : skipGramScratchBytes(window, targets, stride);
    const allocate = (bytes: number): number => this.#arena.allocate(bytes, 'A thread');
    return {
      input: copy?.input ?? this.input, output: copy?.output ?? this.output,
      ids: allocate(batch * 4), kept: allocate(batch * 4), scratch: allocate(scratch), loss: allocate(16),
      random: this.#arena.store(seedState(this.settings.seed, thread), 'A thread'),
    };
  }

  /** Trains on the first `length` ids of the thread's buffer. */
  trainingCall(place: ThreadPlace, length: number, rate: number): KernelCall {
    const { window, negative, dimensions, architecture } = this.settings;
    const t = this.#tables;
    const rowBytes = Math.ceil(dimensions / 8) * 32;
    if (this.#usesBag) {
      return kernelCall('bagOfRows', 'train', architecture === 'cbow' ? 1 : 0, t.listStarts, t.listRows, place.ids, length, t.keep, place.kept, place.input, place.output,
        this.stride * 4, rowBytes, window, negative, t.thresholds, t.aliases, this.words, t.pathStarts, t.pathNodes, t.pathLabels, rate, place.random,
        place.scratch, this.#maximumTargets, place.loss);
    }
    return kernelCall('skipGram', 'train', place.ids, length, t.keep, place.kept, place.input, place.output, this.stride * 4, rowBytes, window, negative,
      t.thresholds, t.aliases, this.words, t.pathStarts, t.pathNodes, t.pathLabels, rate, place.random, place.scratch, this.#maximumTargets, place.loss);
  }

  /** Sum of losses and number of regressions since the last call; sets both to zero. */
  takeLoss(place: ThreadPlace): { sum: number; count: number } {
    const loss = this.#arena.doubles(place.loss, 2);
    const [sum, count] = loss;
    loss.fill(0);
    return { sum, count };
  }

  /** The input rows of a word. */
  rowsOf(word: number): Int32Array {
    return this.lists ? this.lists.rows.subarray(this.lists.starts[word], this.lists.starts[word + 1]) : Int32Array.of(word);
  }

  inputMatrix(): Float32Array {
    return this.#arena.floats(this.input, this.inputRows * this.stride);
  }

  outputMatrix(): Float32Array {
    return this.#arena.floats(this.output, this.outputRows * this.stride);
  }

  /** The vector of a word, [dimensions]: its row, or the mean of its rows with subwords. */
  copyVector(word: number, out: Float32Array): void {
    const matrix = this.inputMatrix();
    const rows = this.rowsOf(word);
    out.fill(0);
    for (const row of rows) for (let i = 0; i < out.length; i++) out[i] += matrix[row * this.stride + i] / rows.length;
  }

  get #usesBag(): boolean {
    return this.settings.architecture === 'cbow' || this.lists !== undefined;
  }

  get #maximumTargets(): number {
    return this.paths?.longest ?? this.settings.negative + 1;
  }
}
