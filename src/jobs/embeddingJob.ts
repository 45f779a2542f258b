import path from 'node:path';
import { cancelled } from '../base/errors.ts';
import { EmbeddingCheckpoint } from '../embeddings/checkpoint.ts';
import type { EmbeddingProgress, TrainedEmbeddings } from '../embeddings/train.ts';
import { trainEmbeddings } from '../embeddings/train.ts';
import type { RunDescription, RunPhase, RunStatus } from '../protocol/trainingRun.ts';
import { epochRowSchema, frameSchema, stepRowSchema } from '../protocol/trainingRun.ts';
import { formatOfName } from '../vectors/formats.ts';
import { writeVectors } from '../vectors/write.ts';
import { EmbeddingFrames } from './embeddingFrames.ts';
import type { JobControl } from './jobControl.ts';
import type { JobReporter } from './jobReporter.ts';
import { rewindRows } from './rows.ts';
import { replaceSmallFile, runFiles } from './runFiles.ts';

/** Between two looks at the vectors lie at least so many times what a look takes: under 1 % of the time. */
const frameShare = 120;
const frameEveryMs = 4000;
const tolerance = 1e-9;
const loggedProblems = 20;

const phases: Readonly<Record<EmbeddingProgress['phase'], RunPhase>> = { reading: 'reading', counting: 'counting', training: 'training', decomposing: 'decomposing' };

/** Trains the word vectors of a run's folder and reports. @returns what the status says of it in the end */
export async function embeddingJob(folder: string, description: RunDescription, reporter: JobReporter, control: JobControl): Promise<Partial<RunStatus>> {
  const checkpoint = await EmbeddingCheckpoint.open(path.join(folder, runFiles.embeddingCheckpoint));
  const { settings, corpus, out } = checkpoint;
  const observer = new TrainingObserver(folder, reporter);
  let problems = 0;
  const epochs = 'epochs' in settings ? settings.epochs : 1;
  const trained = await trainEmbeddings(corpus, settings, {
    signal: control.stop,
    gate: () => control.gate(),
    onVocabulary: ({ words }, tokens) => {
      reporter.log(`${tokens} tokens, ${words.length} words in the vocabulary`);
      reporter.announce({ words: words.length, examples: tokens, epochs, headline: 'probeLoss', parameters: words.length * settings.dimensions });
      observer.tokens = tokens;
      reporter.startClock();
    },
    onProblem: ({ file, line, message }) => {
      if (++problems <= loggedProblems) reporter.log(`left out: ${file}${line === undefined ? '' : `:${line}`}: ${message}`);
    },
    onTable: (table) => { observer.frames = new EmbeddingFrames(table, description.pinned); },
    onProgress: (progress) => observer.onProgress(progress),
    onEpoch: ({ epoch, loss, probeLoss }) => observer.onEpoch(epoch + 1, epochs, loss, probeLoss),
  }, checkpoint);
  reporter.stopClock();
  if (control.isCancelled) throw cancelled('the run');
  return finish(folder, description, reporter, observer, trained, out);
}

async function finish(folder: string, description: RunDescription, reporter: JobReporter, observer: TrainingObserver, trained: TrainedEmbeddings, out: string): Promise<Partial<RunStatus>> {
  reporter.announce({ phase: 'writing' });
  observer.frames ??= new EmbeddingFrames(trained, description.pinned);
  await observer.takeFrame(trained.completed ? 1 : reporter.status.progress);
  if (trained.singularValues) replaceSmallFile(path.join(folder, runFiles.singularValues), `${JSON.stringify([...trained.singularValues])}\n`);
  if (trained.writeModel && /\.bin$/i.test(out)) await trained.writeModel(out);
  else await writeVectors(out, { ...trained, counts: trained.vocabulary.counts }, formatOfName(out));
  const last = trained.epochs.at(-1);
  return {
    state: trained.completed ? 'finished' : 'stopped', reason: trained.completed ? 'finished' : 'stopped', progress: trained.completed ? 1 : reporter.status.progress,
    ...(last && { figures: figuresOf(last.loss, last.probeLoss) }), output: out, words: trained.size,
  };
}

/** Turns the trainer's calls into rows and frames. */
class TrainingObserver {
  frames: EmbeddingFrames | undefined;
  tokens = 0;
  readonly #folder: string;
  readonly #reporter: JobReporter;
  #begun = false;
  #frameDueAt = -Infinity;
  #taking: Promise<void> | undefined;

  constructor(folder: string, reporter: JobReporter) {
    this.#folder = folder;
    this.#reporter = reporter;
  }

  onProgress({ phase, part, epoch, epochs, loss, wordsPerSecond, rate }: EmbeddingProgress): void {
    if (phase !== 'training' || epoch === undefined || epochs === undefined || loss === undefined) {
      this.#reporter.update({ phase: phases[phase], phaseProgress: part });
      return;
    }
    if (!this.#begun) this.#begin(part, part * epochs * this.tokens);
    this.#reporter.update({ phaseProgress: undefined });
    this.#reporter.step({ step: Math.round(part * epochs * this.tokens), epoch: epoch + 1, epochs, progress: part, loss: Number.isFinite(loss) ? loss : 0, rate: rate ?? 0, tokensPerSecond: wordsPerSecond ?? 0 });
    if (performance.now() >= this.#frameDueAt && !this.#taking) void this.takeFrame(part);
  }

  onEpoch(epoch: number, epochs: number, loss: number, probeLoss: number): void {
    this.#reporter.log(`epoch ${epoch}/${epochs}: loss ${loss.toFixed(5)}, on the probe set ${probeLoss.toFixed(5)}`);
    const figures = figuresOf(loss, probeLoss);
    this.#reporter.append('epochs', { epoch, step: Math.round(epoch * this.tokens), loss, rate: this.#reporter.status.rate ?? 0, seconds: this.#reporter.seconds, best: true, figures });
    this.#reporter.announce({ figures });
  }

  /** Looks at the vectors; waits for a look under way. */
  async takeFrame(progress: number): Promise<void> {
    await this.#taking;
    const { frames } = this;
    if (!frames) return;
    const started = performance.now();
    const { epoch = 1 } = this.#reporter.status;
    this.#taking = frames.take({ epoch, progress, seconds: this.#reporter.seconds }).then(
      (frame) => this.#reporter.append('frames', frame),
      (error: Error) => this.#reporter.log(`no map: ${error.message}`),
    );
    await this.#taking;
    this.#taking = undefined;
    const now = performance.now();
    this.#frameDueAt = now + Math.max(frameEveryMs, frameShare * (now - started));
  }

  /**
   * Takes back what was written after the state that a resumed run goes on from; from here on the rows count as another attempt's.
   * @param step words seen
   */
  #begin(part: number, step: number): void {
    this.#begun = true;
    const before = (progress: number): boolean => progress < part - tolerance;
    const steps = rewindRows(path.join(this.#folder, runFiles.steps), stepRowSchema, (row) => before(row.progress));
    rewindRows(path.join(this.#folder, runFiles.epochs), epochRowSchema, (row) => row.step <= step);
    rewindRows(path.join(this.#folder, runFiles.frames), frameSchema, (row) => before(row.progress));
    this.#reporter.announce({ attempt: this.#reporter.status.attempt + 1 });
    this.#reporter.startClock(steps.at(-1)?.seconds ?? 0);
  }
}

function figuresOf(loss: number, probeLoss: number): Record<string, number> {
  return { loss, ...(Number.isFinite(probeLoss) && { probeLoss }) };
}
