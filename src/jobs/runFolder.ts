import { appendFile, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { writeFileAtomically } from '../base/files.ts';
import { tokenizerSpecSchema } from '../text/tokenizerSpec.ts';
import type { EpochRow } from '../protocol/trainingRun.ts';
import { epochRowSchema } from '../protocol/trainingRun.ts';
import { readRows } from './rows.ts';
import { isAlive } from './processIdentity.ts';
import type { RunConfiguration } from './runConfiguration.ts';
import { runConfigurationSchema } from './runConfiguration.ts';

/** What the first pass over the data found; a resumed run must find the same. */
const preparationSchema = v.object({
  labels: v.array(v.string()),
  target: v.picklist(['single', 'binary', 'multiple', 'tags']),
  /** Examples (tokens, for tags) of each label in the training part. */
  labelCounts: v.array(v.number()),
  trainingExamples: v.number(),
  validationExamples: v.number(),
  testExamples: v.optional(v.number(), 0),
  tokenizer: tokenizerSpecSchema,
});
export type Preparation = v.InferOutput<typeof preparationSchema>;

const resultSchema = v.object({
  reason: v.picklist(['finished', 'stopped-early', 'cancelled']),
  /** The final model's figures on the validation data. */
  figures: v.record(v.string(), v.number()),
  /** The same with float32 matrices, where the model is stored smaller. */
  figuresBeforeStorage: v.optional(v.record(v.string(), v.number())),
  /** On the test data, where there is some. */
  testFigures: v.optional(v.record(v.string(), v.number())),
  /** Where the model was put. */
  out: v.string(),
});
export type RunResult = v.InferOutput<typeof resultSchema>;

/** All that a run of the command line writes, but its configuration. */
const written = ['preparation.json', 'curves.jsonl', 'checkpoint.lexi', 'best.lexi', 'model.onnx', 'report.md', 'result.json', 'metrics.json', 'answers.jsonl', 'run.json', 'status.json', 'progress.jsonl', 'log.txt'];

/**
 * A run's folder: configuration.json, preparation.json (labels, vocabulary), curves.jsonl, checkpoint.lexi, best.lexi, and once it is done
 * model.onnx, report.md, result.json, metrics.json and answers.jsonl. Every file but the curves is written atomically, so a kill at any moment leaves a run that can go on.
 */
export class RunFolder {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = path.resolve(folder);
  }

  get checkpoint(): string { return this.#at('checkpoint.lexi'); }
  get best(): string { return this.#at('best.lexi'); }
  get model(): string { return this.#at('model.onnx'); }
  get report(): string { return this.#at('report.md'); }
  get metrics(): string { return this.#at('metrics.json'); }
  get answers(): string { return this.#at('answers.jsonl'); }
  /** The encoded examples: made anew by every process that trains, removed when it ends. */
  get examples(): string { return this.#at(`examples.${process.pid}.tmp`); }

  /**
   * Begins a run, over one that was there before.
   * @param replace even where that one is not done
   * @throws LexiscopeError `bad-input` where the folder holds a run that is not done
   */
  async create(configuration: RunConfiguration, replace: boolean): Promise<void> {
    if (!replace && existsSync(this.#at('configuration.json')) && !(await this.isDone())) {
      throw new LexiscopeError('bad-input', `${this.folder}: this folder holds a run that is not done`, { hint: `Go on with lexiscope train --resume ${this.folder}, name another folder with --run, or give --replace.` });
    }
    await mkdir(this.folder, { recursive: true });
    for (const name of written) await rm(this.#at(name), { force: true });
    await this.#writeJson('configuration.json', configuration);
  }

  /** Removes the examples of processes that were killed. */
  async removeLeftovers(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const pid = /^examples\.(\d+)\.tmp(?:\.texts)?$/.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) await rm(this.#at(name), { force: true });
    }
  }

  /** Whether the training came to its end. */
  async isDone(): Promise<boolean> {
    return existsSync(this.#at('result.json')) && (await this.#readJson('result.json', resultSchema)).reason !== 'cancelled';
  }

  /** @throws LexiscopeError `bad-input` where there is nothing left to do */
  async checkResumable(): Promise<void> {
    if (await this.isDone()) throw new LexiscopeError('bad-input', `${this.folder}: this run is done`, { hint: `Its model is ${this.model}.` });
  }

  async writeResult(result: RunResult): Promise<void> {
    await this.#writeJson('result.json', result);
  }

  /** @throws LexiscopeError `not-found` where the folder holds no run, `bad-input` where its configuration is broken */
  async readConfiguration(): Promise<RunConfiguration> {
    if (!existsSync(this.#at('configuration.json'))) throw new LexiscopeError('not-found', `${this.folder}: there is no run here (no configuration.json)`);
    return this.#readJson('configuration.json', runConfigurationSchema);
  }

  async writePreparation(preparation: Preparation): Promise<void> {
    await this.#writeJson('preparation.json', preparation);
  }

  /** Undefined where the run was stopped before its data was read. */
  async readPreparation(): Promise<Preparation | undefined> {
    return existsSync(this.#at('preparation.json')) ? this.#readJson('preparation.json', preparationSchema) : undefined;
  }

  async appendCurve(point: EpochRow): Promise<void> {
    await appendFile(this.#at('curves.jsonl'), `${JSON.stringify(point)}\n`);
  }

  readCurves(): EpochRow[] {
    return readRows(this.#at('curves.jsonl'), epochRowSchema);
  }

  /** Drops the curve's points after a step: those that the checkpoint does not know and that will come again. */
  async rewindCurves(step: number): Promise<void> {
    const kept = this.readCurves().filter((point) => point.step <= step);
    await writeFileAtomically(this.#at('curves.jsonl'), kept.map((point) => `${JSON.stringify(point)}\n`).join(''));
  }

  async #writeJson(name: string, value: unknown): Promise<void> {
    await writeFileAtomically(this.#at(name), `${JSON.stringify(value, null, 1)}\n`);
  }

  async #readJson<S extends v.GenericSchema>(name: string, schema: S): Promise<v.InferOutput<S>> {
    const file = this.#at(name);
    let value: unknown;
    try {
      value = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      throw new LexiscopeError('bad-input', `${file}: ${messageOf(error)}`, { cause: error });
    }
    const result = v.safeParse(schema, value);
    if (!result.success) throw new LexiscopeError('bad-input', `${file}: ${v.getDotPath(result.issues[0]) ?? 'the file'}: ${result.issues[0].message}`);
    return result.output;
  }

  #at(name: string): string {
    return path.join(this.folder, name);
  }
}
