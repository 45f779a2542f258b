import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { orDiskFull, writeFileAtomically } from '../base/files.ts';
import { ContentHash } from '../kernels/contentHash.ts';
import type { Vocabulary } from './corpus.ts';
import { embeddingSettingsSchema } from './settings.ts';
import type { EmbeddingSettings } from './settings.ts';
import type { EpochResult } from './predictionTraining.ts';

const positionSchema = v.object({
  epoch: v.number(),
  /** Of every thread: where in its share it is, and its random state. Empty at the start of an epoch of a family without such state. */
  shares: v.array(v.object({ position: v.number(), random: v.tuple([v.number(), v.number()]) })),
  /** Loss of the epoch so far. */
  loss: v.optional(v.object({ sum: v.number(), count: v.number() })),
});

/** Where a run stands. */
export type RunPosition = v.InferOutput<typeof positionSchema>;

const stateSchema = v.object({
  version: v.literal(1),
  settings: embeddingSettingsSchema,
  corpus: v.array(v.string()),
  out: v.string(),
  /** Of words and counts: a run goes on only with the corpus it began with. */
  vocabularyHash: v.optional(v.string()),
  /** File with the parameters, in this folder. */
  parameters: v.optional(v.string()),
  /** ContentHash of that file: a damaged vector would train on without anybody noticing. */
  parametersHash: v.optional(v.string()),
  epochs: v.array(v.object({ epoch: v.number(), loss: v.number(), probeLoss: v.nullable(v.number()) })),
  position: v.optional(positionSchema),
});

type State = v.InferOutput<typeof stateSchema>;

const stateFile = 'embedding.json';
/** Floats written or read at a time. */
const pieceLength = 1 << 22;

/**
 * A folder that keeps a run: embedding.json (settings, corpus, position) and the parameters. The parameters go to a new file before
 * embedding.json names it, so a kill at any moment leaves the last state or the new one.
 */
export class EmbeddingCheckpoint {
  readonly #folder: string;
  #state: State;

  private constructor(folder: string, state: State) {
    this.#folder = folder;
    this.#state = state;
  }

  /** Whether a folder holds a run of word vectors. */
  static exists(folder: string): boolean {
    return existsSync(path.join(folder, stateFile));
  }

  /** Begins a run in an empty or new folder. @throws LexiscopeError where a run is kept there already */
  static async create(folder: string, run: { settings: EmbeddingSettings; corpus: readonly string[]; out: string }): Promise<EmbeddingCheckpoint> {
    if (EmbeddingCheckpoint.exists(folder)) {
      throw new LexiscopeError('bad-input', `${folder}: a run is kept here already`, { hint: 'Resume it, or choose another folder.' });
    }
    await mkdir(folder, { recursive: true });
    const state: State = { version: 1, settings: run.settings, corpus: run.corpus.map((file) => path.resolve(file)), out: path.resolve(run.out), epochs: [] };
    const checkpoint = new EmbeddingCheckpoint(folder, state);
    await checkpoint.#write();
    return checkpoint;
  }

  /** @throws LexiscopeError where the folder holds no run, or a damaged one */
  static async open(folder: string): Promise<EmbeddingCheckpoint> {
    const file = path.join(folder, stateFile);
    if (!existsSync(file)) throw new LexiscopeError('not-found', `${folder}: no run of word vectors is kept here (${stateFile} is missing)`);
    let content: unknown;
    try {
      content = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      throw new LexiscopeError('bad-input', `${file}: not JSON`, { cause: error });
    }
    const parsed = v.safeParse(stateSchema, content);
    if (!parsed.success) throw new LexiscopeError('bad-input', `${file}: ${v.getDotPath(parsed.issues[0]) ?? 'content'}: ${parsed.issues[0].message}`);
    return new EmbeddingCheckpoint(folder, parsed.output);
  }

  get settings(): EmbeddingSettings {
    return this.#state.settings;
  }

  get corpus(): readonly string[] {
    return this.#state.corpus;
  }

  get out(): string {
    return this.#state.out;
  }

  /**
   * Reads the parameters into `matrices`.
   * @returns undefined for a run that has not saved any yet
   * @throws LexiscopeError where the corpus or the settings are not those that the run began with
   */
  async restore(settings: EmbeddingSettings, vocabulary: Vocabulary, matrices: readonly Float32Array[]): Promise<{ epochs: EpochResult[]; position: RunPosition } | undefined> {
    const { parameters, parametersHash, position, vocabularyHash, epochs } = this.#state;
    if (parameters === undefined || position === undefined) return undefined;
    if (JSON.stringify(settings) !== JSON.stringify(this.#state.settings)) throw new LexiscopeError('bad-input', `${this.#folder}: the run was begun with other settings`);
    if (hashOf(vocabulary) !== vocabularyHash) {
      throw new LexiscopeError('bad-input', `${this.#folder}: the corpus has changed since the run began: its vocabulary is another`, { hint: 'Start a new run.' });
    }
    const file = path.join(this.#folder, parameters);
    const handle = await open(file, 'r').catch((error: unknown) => { throw new LexiscopeError('bad-input', `${file}: ${messageOf(error)}`, { cause: error }); });
    const hash = new ContentHash();
    try {
      const { size } = await handle.stat();
      const expected = matrices.reduce((sum, matrix) => sum + matrix.byteLength, 0);
      if (size !== expected) throw new LexiscopeError('bad-input', `${file}: ${size} bytes, expected ${expected}`);
      for (const matrix of matrices) {
        for (let at = 0; at < matrix.length; at += pieceLength) {
          const piece = new Float32Array(Math.min(pieceLength, matrix.length - at));
          const bytes = new Uint8Array(piece.buffer);
          for (let done = 0; done < bytes.length;) {
            const { bytesRead } = await handle.read(bytes, done, bytes.length - done);
            if (bytesRead === 0) throw new LexiscopeError('bad-input', `${file}: it became shorter while it was read`);
            done += bytesRead;
          }
          hash.update(bytes);
          matrix.set(piece, at);
        }
      }
    } finally {
      await handle.close();
    }
    if (parametersHash !== undefined && hash.digest() !== parametersHash) throw new LexiscopeError('bad-input', `${file}: its checksum is wrong: the file is damaged`, { hint: 'Start a new run.' });
    return { epochs: epochs.map((epoch) => ({ ...epoch, probeLoss: epoch.probeLoss ?? NaN })), position };
  }

  async save(settings: EmbeddingSettings, vocabulary: Vocabulary, matrices: readonly Float32Array[], epochs: readonly EpochResult[], position: RunPosition): Promise<void> {
    const parameters = `parameters-${epochs.length}-${process.hrtime.bigint()}.f32`;
    const hash = new ContentHash();
    await this.#writeParameters(parameters, function* pieces(): Generator<Uint8Array> {
      for (const matrix of matrices) {
        for (let at = 0; at < matrix.length; at += pieceLength) {
          // Copied out of shared memory, piece by piece.
          const bytes = new Uint8Array(matrix.slice(at, at + pieceLength).buffer);
          hash.update(bytes);
          yield bytes;
        }
      }
    });
    this.#state = {
      ...this.#state, settings, vocabularyHash: hashOf(vocabulary), parameters, parametersHash: hash.digest(), position,
      epochs: epochs.map((epoch) => ({ ...epoch, probeLoss: Number.isNaN(epoch.probeLoss) ? null : epoch.probeLoss })),
    };
    await this.#write();
    for (const name of await readdir(this.#folder)) if (/^parameters-.*\.f32$/.test(name) && name !== parameters) await rm(path.join(this.#folder, name), { force: true });
  }

  /** Leaves nothing behind where it fails: on a full disk, half a file of parameters would take the room that the rest needs. */
  async #writeParameters(name: string, pieces: () => Iterable<Uint8Array>): Promise<void> {
    const file = path.join(this.#folder, name);
    const handle = await open(file, 'w');
    try {
      for (const bytes of pieces()) await handle.appendFile(bytes);
      await handle.sync();
    } catch (error) {
      await rm(file, { force: true });
      throw orDiskFull(error, file);
    } finally {
      await handle.close();
    }
  }

  async #write(): Promise<void> {
    await writeFileAtomically(path.join(this.#folder, stateFile), `${JSON.stringify(this.#state, null, 1)}\n`);
  }
}

function hashOf({ words, counts }: Vocabulary): string {
  const hash = createHash('sha256');
  words.forEach((word, w) => hash.update(`${word} ${counts[w]}\n`));
  return hash.digest('hex');
}
