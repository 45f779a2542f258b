import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { EpochRow, Frame, RunStatus, SampleRow, StepRow } from '../protocol/trainingRun.ts';
import { runFiles, writeStatus } from './runFiles.ts';

const statusEveryMs = 500;
const rowEveryMs = 1000;

interface Rows {
  readonly steps: StepRow;
  readonly epochs: EpochRow;
  readonly samples: SampleRow;
  readonly frames: Frame;
}

/** What is known after a step. */
export interface StepFacts {
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Of the whole training, 0 to 1. */
  readonly progress: number;
  readonly loss: number;
  readonly rate: number;
  readonly tokensPerSecond: number;
}

/** Writes what a job has to say of itself to the run's folder, seldom enough that the training does not notice. */
export class JobReporter {
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;
  #status: RunStatus;
  #changed = true;
  #wroteRowAt = -Infinity;
  #pending = { sum: 0, count: 0 };
  /** Milliseconds of training before the present stretch, and when that began; undefined while nothing is trained. */
  #clock: { before: number; since: number | undefined };
  #first: { progress: number; seconds: number } | undefined;

  constructor(folder: string, status: RunStatus) {
    this.#folder = folder;
    this.#status = status;
    this.#clock = { before: 1000 * status.seconds, since: undefined };
    this.#write();
    this.#timer = setInterval(() => this.#write(), statusEveryMs);
    this.#timer.unref();
  }

  get status(): RunStatus {
    return this.#status;
  }

  /** Seconds of training, without pauses, over all processes that worked on the run. */
  get seconds(): number {
    const { before, since } = this.#clock;
    return (before + (since === undefined ? 0 : performance.now() - since)) / 1000;
  }

  update(changes: Partial<RunStatus>): void {
    this.#status = { ...this.#status, ...changes };
    this.#changed = true;
  }

  /** Like `update`, but on the disk at once. */
  announce(changes: Partial<RunStatus>): void {
    this.update(changes);
    this.#write();
  }

  /** From here on training time counts, from `seconds` on where it is given: a resumed run goes on from its checkpoint. */
  startClock(seconds = this.seconds): void {
    this.#clock = { before: 1000 * seconds, since: performance.now() };
  }

  stopClock(): void {
    this.#clock = { before: 1000 * this.seconds, since: undefined };
  }

  setPaused(paused: boolean): void {
    if (paused) this.stopClock();
    else this.startClock();
    this.log(paused ? 'paused' : 'goes on');
    this.announce({ state: paused ? 'paused' : 'running' });
  }

  step(facts: StepFacts): void {
    const { step, epoch, epochs, progress, loss, rate, tokensPerSecond } = facts;
    const seconds = this.seconds;
    this.#first ??= { progress, seconds };
    const done = progress - this.#first.progress;
    const secondsLeft = done > 0 ? ((seconds - this.#first.seconds) / done) * (1 - progress) : undefined;
    this.#pending.sum += loss;
    this.#pending.count++;
    this.#status = { ...this.#status, phase: 'training', step, epoch, epochs, progress, loss, rate, tokensPerSecond, seconds, secondsLeft };
    this.#changed = true;
    if (performance.now() - this.#wroteRowAt < rowEveryMs) return;
    this.#wroteRowAt = performance.now();
    this.append('steps', { step, epoch, progress, seconds, loss: this.#pending.sum / this.#pending.count, rate, tokensPerSecond });
    this.#pending = { sum: 0, count: 0 };
  }

  append<K extends keyof Rows>(name: K, row: Rows[K]): void {
    appendFileSync(path.join(this.#folder, runFiles[name]), `${JSON.stringify(row)}\n`);
  }

  log(line: string): void {
    appendFileSync(path.join(this.#folder, runFiles.log), `${new Date().toISOString().slice(0, 19)}Z ${line}\n`);
  }

  /** Writes the last status. */
  end(changes: Partial<RunStatus>): void {
    clearInterval(this.#timer);
    this.stopClock();
    try {
      this.log(`${changes.state ?? this.#status.state}${changes.error ? `: ${changes.error.message}` : ''}`);
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`);
    }
    // What only a living job has.
    this.#status = { ...this.#status, phase: undefined, phaseProgress: undefined, detail: undefined, secondsLeft: undefined, pid: undefined, processIdentity: undefined, ended: Date.now(), ...changes };
    this.#changed = true;
    this.#write();
  }

  #write(): void {
    const now = Date.now();
    if (!this.#changed && now - (this.#status.heartbeat ?? 0) < 2000) return;
    this.#changed = false;
    this.#status = { ...this.#status, seconds: this.seconds, heartbeat: now, peakMemoryBytes: Math.max(this.#status.peakMemoryBytes ?? 0, process.resourceUsage().maxRSS * 1024) };
    try {
      writeStatus(this.#folder, this.#status);
    } catch (error) {
      // A status that cannot be written is no reason to end a training.
      process.stderr.write(`${messageOf(error)}\n`);
    }
  }
}
