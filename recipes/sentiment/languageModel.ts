import { existsSync } from 'node:fs';
import type { Random } from '../../src/base/random.ts';
import { createRandom, shuffle } from '../../src/base/random.ts';
import { embeddingTableName } from '../../src/nn/architecture.ts';
import { batches } from '../../src/nn/batches.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/nn/checkpoint.ts';
import { EmbeddingTable } from '../../src/nn/embedding.ts';
import type { EncodedExample, ExampleSource } from '../../src/nn/examples.ts';
import { tokensOf } from '../../src/nn/examples.ts';
import { clippingScale, squaredNorm, updateRule } from '../../src/nn/optimisers/optimiser.ts';
import { learningRate } from '../../src/nn/optimisers/schedule.ts';
import type { ParameterSpec, Parameters } from '../../src/nn/parameters.ts';
import { createParameters } from '../../src/nn/parameters.ts';
import { gradientName } from '../../src/nn/trainingGraph.ts';
import { encodeGraph } from '../../src/onnx/modelFile.ts';
import type { RuntimeTensor, Session } from '../../src/onnx/runtime.ts';
import { createSession } from '../../src/onnx/runtime.ts';
import { languageModelGraph, languageModelInputs, languageModelOutputs, languageModelParameters } from './languageModelGraph.ts';
import type { SentimentNetwork } from './network.ts';
import { unlabelled } from './texts.ts';
import { indexAt } from '../wide/weightedDraw.ts';

export interface LanguageModelOptions {
  readonly epochs: number;
  readonly rate: number;
  /** Words that each batch's words are told from. */
  readonly negatives: number;
  readonly seed: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** @param loss its mean over the epoch's steps */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** Texts are read in pieces of so many tokens. */
const pieceLength = 80;
const shortestPiece = 4;
/** Ids below are padding and the unknown word. */
const firstWord = 2;
/** What is drawn: count^0.75; how much a frequent word counts as what is to be told: sqrt(1e-4 / its share). Both from Mikolov et al. 2013. */
const negativePower = 0.75;
const sample = 1e-4;
const clipping = 1;
const optimiser = { kind: 'adam', weightDecay: 0.01, momentum: 0 } as const;

/**
 * Trains word vectors and LSTM of a sentiment network to tell the words before and after (languageModelGraph.ts): what it begins with when it then learns sentiment
 * (Dai and Le 2015; Howard and Ruder 2018). Kept in `file` after each epoch, and not trained again.
 * @returns the parameters that both have, by their names
 */
export async function trainLanguageModel(file: string, { network, initialTable }: SentimentNetwork, texts: readonly Int32Array[], options: LanguageModelOptions): Promise<Parameters> {
  const [layer] = network.recurrent;
  const rows = network.sizes.vocabularySize;
  const specs = languageModelParameters(layer);
  const kept = existsSync(file) ? await readCheckpoint(file) : undefined;
  const parameters = kept?.state.parameters ?? createParameters(specs, createRandom(options.seed));
  const moments = kept?.state.moments ?? new Map(specs.map(({ name }) => [name, [0, 1].map(() => new Float32Array(parameters.get(name)!.length))]));
  const table = new EmbeddingTable(parameters.get(embeddingTableName) ?? initialTable, network.embeddingSize, moments.get(embeddingTableName) ?? [0, 1].map(() => new Float32Array(initialTable.length)));
  const result = (): Parameters => new Map([...parameters, [embeddingTableName, table.values]]);
  let epoch = kept ? (kept.progress as { epochs: number }).epochs : 0;
  if (epoch >= options.epochs) return result();

  const frequencies = shareOfWords(texts, rows);
  const draw = drawer(frequencies);
  const weightOf = Float32Array.from(frequencies, (share, id) => (id < firstWord || share === 0 ? 0 : Math.min(1, Math.sqrt(sample / share))));
  const source = pieces(texts, options.seed);
  const session = await createSession(encodeGraph(languageModelGraph(layer)), { threads: options.threads });
  const rule = updateRule(optimiser);
  const random = createRandom(options.seed + 1000 * epoch);
  let step = kept?.state.step ?? 0;
  let reported = performance.now();
  for (; epoch < options.epochs; epoch++) {
    let [lossSum, steps, tokens, seen] = [0, 0, 0, 0];
    const started = performance.now();
    for await (const batch of batches(source, epoch, { batchSize: 128, maximumTokensPerBatch: 6400, window: 8192, seed: options.seed })) {
      options.signal.throwIfAborted();
      seen += batch.length;
      const rate = learningRate({ kind: 'cosine', rate: options.rate, warmup: 0.02, patience: 0 }, (epoch + seen / source.size) / options.epochs, 0);
      const { loss, gradients, rowGradients } = await stepOn(session, table, { specs, parameters }, batch, { draw: () => draw(random), weightOf, negatives: options.negatives });
      const norm = [...gradients.values()].reduce((sum, gradient) => sum + squaredNorm(gradient), rowGradients.squaredNorm);
      const scale = clippingScale(norm, clipping);
      step++;
      for (const { name, decayed } of specs) {
        const values = parameters.get(name)!;
        rule.update(values, 0, values.length, gradients.get(name)!, 0, moments.get(name)!, step, rate, scale, decayed ? optimiser.weightDecay : 0);
      }
      table.update(rowGradients, rule, step, rate, scale);
      lossSum += loss;
      steps++;
      tokens += batch.reduce((sum, example) => sum + tokensOf(example), 0);
      if (performance.now() - reported > 30000) {
        reported = performance.now();
        console.log(`language model: epoch ${epoch + 1} ${((100 * seen) / source.size).toFixed(1)} % loss ${(lossSum / steps).toFixed(4)} ${Math.round((1000 * tokens) / (performance.now() - started))} tokens/s`);
      }
    }
    console.log(`language model: epoch ${epoch + 1} loss ${(lossSum / steps).toFixed(4)} ${((performance.now() - started) / 1000).toFixed(0)} s`);
    options.onEpoch?.(epoch, lossSum / steps);
    await writeCheckpoint(file, { state: { parameters: result(), moments: new Map([...moments, [embeddingTableName, table.moments]]), step, random: 0 }, averaged: undefined, progress: { epochs: epoch + 1 } });
  }
  await session.dispose();
  return result();
}

interface Step {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly rowGradients: ReturnType<EmbeddingTable['rowGradients']>;
}

interface Words {
  /** An id as a wrong answer. */
  readonly draw: () => number;
  /** [ids]: how much a word counts as what is to be told. */
  readonly weightOf: Float32Array;
  readonly negatives: number;
}

async function stepOn(
  session: Session, table: EmbeddingTable, { specs, parameters }: { specs: readonly ParameterSpec[]; parameters: Parameters }, batch: readonly EncodedExample[], { draw, weightOf, negatives }: Words,
): Promise<Step> {
  const time = Math.max(...batch.map(tokensOf));
  const columns = Math.ceil(negatives / time);
  const drawn = Int32Array.from({ length: time * columns }, draw);
  // The drawn words stand beside the texts, `time` of them a column, so that one look-up serves both; in the graph they are read row by row.
  const asTexts = Array.from({ length: columns }, (_, k) => unlabelled(Int32Array.from({ length: time }, (__, t) => drawn[t * columns + k])));
  const vectors = table.lookUp([...batch, ...asTexts], time);
  const ids = new Int32Array(time * batch.length);
  const weights = new Float32Array(time * batch.length);
  for (const [i, example] of batch.entries()) {
    example.ids.forEach((id, t) => {
      ids[t * batch.length + i] = id;
      weights[t * batch.length + i] = weightOf[id];
    });
  }
  const feeds: Record<string, RuntimeTensor> = {
    [languageModelInputs.vectors]: { data: vectors.vectors, shape: [time, batch.length + columns, vectors.vectors.length / (time * (batch.length + columns))] },
    [languageModelInputs.lengths]: { data: Int32Array.from(batch, tokensOf), shape: [batch.length] },
    [languageModelInputs.ids]: { data: ids, shape: [time, batch.length, 1] },
    [languageModelInputs.negatives]: { data: drawn, shape: [drawn.length] },
    [languageModelInputs.weights]: { data: weights, shape: [time, batch.length, 1] },
  };
  for (const { name, shape } of specs) feeds[name] = { data: parameters.get(name)!, shape };
  const results = await session.run(feeds);
  return {
    loss: results[languageModelOutputs.loss].data[0] as number,
    gradients: new Map(specs.map(({ name }) => [name, results[gradientName(name)].data as Float32Array])),
    rowGradients: table.rowGradients(vectors, results[languageModelOutputs.vectorsGradient].data as Float32Array),
  };
}

/** The texts in pieces, in a new order each epoch and cut at other places. */
function pieces(texts: readonly Int32Array[], seed: number): ExampleSource {
  return {
    size: texts.reduce((sum, { length }) => sum + Math.ceil(length / pieceLength), 0),
    *examples(epoch): Iterable<EncodedExample> {
      const random = createRandom(seed + 7919 * epoch);
      for (const text of shuffle([...texts], random)) {
        const first = text.length > pieceLength ? Math.floor(pieceLength * random.next()) : 0;
        for (let start = first - pieceLength; start < text.length; start += pieceLength) {
          const piece = text.subarray(Math.max(0, start), Math.max(0, start + pieceLength));
          if (piece.length >= shortestPiece) yield unlabelled(piece);
        }
      }
    },
  };
}

function shareOfWords(texts: readonly Int32Array[], rows: number): Float64Array {
  const shares = new Float64Array(rows);
  let total = 0;
  for (const text of texts) {
    for (const id of text) shares[id]++;
    total += text.length;
  }
  return shares.map((count) => count / total);
}

/** Draws ids of words by a power of their share. */
function drawer(shares: Float64Array): (random: Random) => number {
  const cumulative = new Float64Array(shares.length);
  shares.forEach((share, id) => (cumulative[id] = (id > 0 ? cumulative[id - 1] : 0) + (id < firstWord ? 0 : share ** negativePower)));
  return (random) => indexAt(cumulative, random.next() * cumulative[cumulative.length - 1]);
}
