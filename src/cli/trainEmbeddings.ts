import { LexiscopeError } from '../base/errors.ts';
import { EmbeddingCheckpoint } from '../embeddings/checkpoint.ts';
import { algorithms, defaultSettings, embeddingSettings } from '../embeddings/settings.ts';
import type { EmbeddingSettings } from '../embeddings/settings.ts';
import { trainEmbeddings as train } from '../embeddings/train.ts';
import type { EmbeddingProgress, TrainedEmbeddings } from '../embeddings/train.ts';
import { formatOfName } from '../vectors/formats.ts';
import { writeVectors } from '../vectors/write.ts';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { decimalNumber, oneOf, parseOptions, wholeNumber } from './options.ts';
import { ProgressBar, formatDuration } from './progressBar.ts';

export const trainEmbeddingsUsage = `usage: lexiscope train embeddings --corpus FILE|FOLDER|GLOB... --out FILE.vec|.bin [options]
       lexiscope train embeddings --resume FOLDER

Trains word vectors. Ctrl-C ends the training and writes what is trained so far.

  --algorithm NAME     ${algorithms.join(', ')} (default skipgram)
  --dimensions N       length of the vectors (100)
  --window N           words on each side (5)
  --epochs N           passes over the corpus (5; glove 15)
  --min-count N        rarer words are left out (5)
  --max-vocabulary N   only the most frequent so many words (0: all)
  --negative N         negative samples; 0: hierarchical softmax (5)
  --sample T           threshold of subsampling frequent words (1e-3; ppmi-svd 1e-4; glove 0: none)
  --rate R             learning rate at the start (0.025; cbow, glove and fastText 0.05)
  --threads N          (1)
  --seed N             the same seed gives the same vectors with one thread, (1)
  --deterministic      and with this with several threads, too
  --tokens KIND        letters: runs of letters; whitespace: the text is tokenized already (letters)
  --keep-case          do not fold capitals
  --boundaries KIND    where windows end: sentence, line, paragraph, document (line)
  --phrases N          rounds of joining phrases as new_york (0)    --phrase-threshold T (100)
  --min-n N, --max-n N, --buckets N    fastText's n-grams (3, 6, 2000000)
  --sides SIDES, --weighting KIND      ppmi-svd, glove: both, left, right (both); flat, dynamic, harmonic (flat; glove harmonic)
  --shift K, --smoothing S, --value-exponent P, --power-iterations N    ppmi-svd (1, 0.75, 0, 2)
  --signed             ppmi-svd: mutual information as it is; negative values of pairs that were seen are kept
  --x-max X, --alpha A                 glove (10, 0.75)
  --checkpoint FOLDER  keeps the state after every epoch; --resume FOLDER goes on from there
  --json               one JSON value on standard output

The extension of --out says the format: .vec and .txt word2vec text, .bin word2vec binary (for fastText algorithms fastText's own .bin, which gives
vectors to unseen words), .lxv Lexiscope's.
`;

const optionSpecs = {
  corpus: { type: 'string', multiple: true }, out: { type: 'string' }, algorithm: { type: 'string' }, dimensions: { type: 'string' }, window: { type: 'string' },
  epochs: { type: 'string' }, 'min-count': { type: 'string' }, 'max-vocabulary': { type: 'string' }, negative: { type: 'string' }, sample: { type: 'string' },
  rate: { type: 'string' }, threads: { type: 'string' }, seed: { type: 'string' }, deterministic: { type: 'boolean' }, tokens: { type: 'string' },
  'keep-case': { type: 'boolean' }, boundaries: { type: 'string' }, phrases: { type: 'string' }, 'phrase-threshold': { type: 'string' },
  'min-n': { type: 'string' }, 'max-n': { type: 'string' }, buckets: { type: 'string' }, sides: { type: 'string' }, weighting: { type: 'string' },
  shift: { type: 'string' }, smoothing: { type: 'string' }, 'value-exponent': { type: 'string' }, 'power-iterations': { type: 'string' },
  'x-max': { type: 'string' }, alpha: { type: 'string' }, checkpoint: { type: 'string' }, resume: { type: 'string' }, signed: { type: 'boolean' }, json: { type: 'boolean' },
} as const;

type OptionName = keyof typeof optionSpecs;
type Values = ReturnType<typeof parseOptions<typeof optionSpecs>>['values'];

/** Options that are numbers -> the setting that they stand for, and the smallest value of whole ones. */
const wholeSettings: Partial<Record<OptionName, readonly [setting: string, minimum: number]>> = {
  dimensions: ['dimensions', 1], window: ['window', 1], epochs: ['epochs', 1], 'min-count': ['minimumCount', 1], 'max-vocabulary': ['maximumVocabulary', 0],
  negative: ['negative', 0], threads: ['threads', 1], seed: ['seed', 0], phrases: ['phraseRounds', 0], 'min-n': ['minimumNgram', 1], 'max-n': ['maximumNgram', 0],
  buckets: ['buckets', 1], 'power-iterations': ['powerIterations', 0],
};
const decimalSettings: Partial<Record<OptionName, string>> = {
  sample: 'sample', rate: 'rate', 'phrase-threshold': 'phraseThreshold', shift: 'shift', smoothing: 'smoothing', 'value-exponent': 'valueExponent', 'x-max': 'xMax', alpha: 'alpha',
};
const textSettings: Partial<Record<OptionName, string>> = { tokens: 'tokens', boundaries: 'boundaries', sides: 'sides', weighting: 'weighting' };

interface Run {
  readonly settings: EmbeddingSettings;
  readonly corpus: readonly string[];
  readonly out: string;
  readonly checkpoint: EmbeddingCheckpoint | undefined;
}

/** `lexiscope train embeddings`: see trainEmbeddingsUsage. */
export async function trainEmbeddings(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  if (positionals.length > 0) throw new UsageError(`'${positionals[0]}': files are given with --corpus`);
  const run = values.resume === undefined ? await newRun(values, io) : await resumedRun(values, values.resume);
  const bar = new ProgressBar(io);
  const started = performance.now();
  const timeLeft = new TimeLeft();
  let trained: TrainedEmbeddings;
  try {
    trained = await train(run.corpus, run.settings, {
      signal: io.signal,
      onProgress: (progress) => bar.draw(labelOf(progress), progress.part, detailsOf(progress, timeLeft)),
      onVocabulary: ({ words }, tokenCount) => bar.print(`${tokenCount} tokens, ${words.length} words in the vocabulary`),
      onEpoch: ({ epoch, loss, probeLoss }) => bar.print(`epoch ${epoch + 1}: loss ${loss.toFixed(5)}, on the probe set ${probeLoss.toFixed(5)}`),
    }, run.checkpoint);
  } catch (error) {
    bar.clear();
    if (error instanceof LexiscopeError && error.code === 'cancelled') throw new LexiscopeError('cancelled', 'stopped before the training began; nothing was written');
    throw error;
  }
  bar.draw('writing', undefined, run.out);
  await write(run, trained);
  bar.clear();
  const seconds = (performance.now() - started) / 1000;
  if (!trained.completed) io.stderr(`stopped after ${trained.epochs.length} whole epochs; what was trained is kept${run.checkpoint ? ', and --resume goes on' : ''}\n`);
  if (values.json === true) {
    io.stdout(`${JSON.stringify({
      out: run.out, settings: run.settings, tokens: trained.tokenCount, words: trained.size, dimensions: trained.dimensions, completed: trained.completed, seconds,
      epochs: trained.epochs, ...(trained.singularValues && { singularValues: [...trained.singularValues] }),
    })}\n`);
  } else io.stdout(`${run.out}: ${trained.size} words, ${trained.dimensions} dimensions, ${formatDuration(seconds)}\n`);
  return 0;
}

async function newRun(values: Values, io: Io): Promise<Run> {
  const { corpus, out } = values;
  if (corpus === undefined) throw new UsageError('--corpus is missing: a file, folder or glob of texts');
  if (out === undefined) throw new UsageError('--out is missing: a file name that ends in .vec, .bin, .txt or .lxv');
  formatOfName(out);
  const algorithm = oneOf('algorithm', values.algorithm ?? 'skipgram', algorithms);
  const own: Record<string, unknown> = {};
  const known = defaultSettings(algorithm);
  const put = (option: string, setting: string, value: unknown): void => {
    // A script may give all algorithms the same options.
    if (Object.hasOwn(known, setting)) own[setting] = value;
    else io.stderr(`--${option} has no meaning for ${algorithm}\n`);
  };
  for (const [option, [setting, minimum]] of Object.entries(wholeSettings)) {
    const value = values[option as OptionName];
    if (typeof value === 'string') put(option, setting, wholeNumber(option, value, minimum));
  }
  for (const [option, setting] of Object.entries(decimalSettings)) {
    const value = values[option as OptionName];
    if (typeof value === 'string') put(option, setting, decimalNumber(option, value, (number) => number >= 0, 'a number of at least 0'));
  }
  for (const [option, setting] of Object.entries(textSettings)) {
    const value = values[option as OptionName];
    if (typeof value === 'string') put(option, setting, value);
  }
  if (values['keep-case'] === true) own.lowerCase = false;
  if (values.signed === true) put('signed', 'positive', false);
  // Families that are repeatable with several threads as they are take the option and need no setting.
  if (values.deterministic === true && Object.hasOwn(known, 'deterministic')) own.deterministic = true;
  let settings: EmbeddingSettings;
  try {
    settings = embeddingSettings(algorithm, own);
  } catch (error) {
    throw error instanceof LexiscopeError ? new UsageError(error.message) : error;
  }
  const checkpoint = values.checkpoint === undefined ? undefined : await EmbeddingCheckpoint.create(values.checkpoint, { settings, corpus, out });
  return { settings, corpus, out, checkpoint };
}

async function resumedRun(values: Values, folder: string): Promise<Run> {
  const others = Object.keys(values).filter((name) => name !== 'resume' && name !== 'json' && name !== 'out');
  if (others.length > 0) throw new UsageError(`--${others[0]} cannot go with --resume: the run keeps its settings`);
  const checkpoint = await EmbeddingCheckpoint.open(folder);
  return { settings: checkpoint.settings, corpus: checkpoint.corpus, out: values.out ?? checkpoint.out, checkpoint };
}

async function write({ out }: Run, trained: TrainedEmbeddings): Promise<void> {
  if (trained.writeModel && /\.bin$/i.test(out)) await trained.writeModel(out);
  else await writeVectors(out, trained, formatOfName(out));
}

function labelOf({ phase, epoch, epochs }: EmbeddingProgress): string {
  return phase === 'training' && epoch !== undefined ? `epoch ${epoch + 1}/${epochs}` : phase;
}

function detailsOf({ part, loss, wordsPerSecond, phase }: EmbeddingProgress, timeLeft: TimeLeft): string {
  const details: string[] = [];
  if (loss !== undefined && Number.isFinite(loss)) details.push(`loss ${loss.toFixed(4)}`);
  if (wordsPerSecond !== undefined && wordsPerSecond > 0) details.push(`${Math.round(wordsPerSecond / 1000)}k words/s`);
  const seconds = timeLeft.of(phase, part);
  if (seconds !== undefined) details.push(`${formatDuration(seconds)} left`);
  return details.join(' ');
}

/** What is left of a phase, from the time that its parts so far took; a resumed run's first part was done before. */
class TimeLeft {
  #phase: string | undefined;
  #began = 0;
  #from = 0;

  /** Seconds; undefined while too little is done to say. */
  of(phase: string, part: number): number | undefined {
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#began = performance.now();
      this.#from = part;
    }
    const done = part - this.#from;
    return done < 0.01 ? undefined : ((performance.now() - this.#began) / 1000 / done) * (1 - part);
  }
}
