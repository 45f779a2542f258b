import { existsSync } from 'node:fs';
import path from 'node:path';
import { readCheckpoint, writeCheckpoint } from '../../src/nn/checkpoint.ts';
import { Evaluator } from '../../src/nn/evaluator.ts';
import { fit } from '../../src/nn/fit.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { HeldOut } from './evaluation.ts';
import { evaluateOn } from './evaluation.ts';
import type { SentimentNetwork } from './network.ts';
import type { Pool } from './sampling.ts';
import { poolSource } from './sampling.ts';

export interface Run {
  readonly name: string;
  readonly folder: string;
  readonly model: SentimentNetwork;
  readonly pools: readonly Pool[];
  readonly heldOut: readonly HeldOut[];
  /** What the network begins with, instead of random numbers and the word vectors; asked for where a training begins. */
  readonly start?: () => Promise<Parameters>;
  readonly signal: AbortSignal;
}

/** Where a finished run keeps its parameters. */
export function resultFile({ name, folder }: Pick<Run, 'name' | 'folder'>): string {
  return path.join(folder, `${name}.lexi`);
}

/** The parameters of a finished run; trains it, or goes on with it from its checkpoint, where it is not finished. */
export async function trainOnce({ name, folder, model, pools, heldOut, start, signal }: Run): Promise<Parameters> {
  const finished = resultFile({ name, folder });
  if (existsSync(finished)) return (await readCheckpoint(finished)).state.parameters;
  const checkpointFile = path.join(folder, `${name}-checkpoint.lexi`);
  const { network, configuration, initialTable } = model;
  const source = poolSource(pools, configuration.seed);
  console.log(`${name}: ${source.size} examples an epoch, ${configuration.epochs} epochs`);
  const evaluator = await Evaluator.create(network, false, configuration.threads);
  let reported = performance.now();
  const result = await fit({
    network, configuration, lossKind: 'softmax', source, initialTable, signal,
    evaluate: (parameters) => evaluateOn(evaluator, parameters, heldOut),
    ...(existsSync(checkpointFile) ? { resumeFrom: await readCheckpoint(checkpointFile) } : start && { initialParameters: await start() }),
    checkpoint: (checkpoint) => writeCheckpoint(checkpointFile, checkpoint), checkpointSeconds: 600,
    onStep: ({ progress, loss, tokensPerSecond }) => {
      if (performance.now() - reported < 30000) return;
      reported = performance.now();
      console.log(`${name}: ${(100 * progress).toFixed(1)} % loss ${loss.toFixed(4)} ${Math.round(tokensPerSecond)} tokens/s`);
    },
    onEpoch: async ({ epoch, loss, seconds, best, evaluation, step }, parameters) => {
      const figures = Object.entries(evaluation?.figures ?? {}).map(([set, score]) => `${set} ${(100 * score).toFixed(1)}`).join(' ');
      console.log(`${name}: epoch ${epoch + 1} loss ${loss.toFixed(4)} mean ${(100 * (evaluation?.score ?? 0)).toFixed(2)} ${figures} ${seconds.toFixed(0)} s`);
      if (best) await writeCheckpoint(path.join(folder, `${name}-best.lexi`), { state: { parameters, moments: new Map(), step, random: 0 }, averaged: undefined, progress: evaluation?.figures });
    },
  });
  await evaluator.dispose();
  signal.throwIfAborted();
  await writeCheckpoint(finished, { state: { parameters: result.parameters, moments: new Map(), step: result.steps, random: 0 }, averaged: undefined, progress: result.best?.figures });
  return result.parameters;
}
