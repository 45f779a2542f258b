import { closeSync, createReadStream, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { RunDetails, TrainingParams } from '../protocol/training.ts';
import type { AnswerRow, RunSummary } from '../protocol/trainingRun.ts';
import { answerRowSchema, epochRowSchema, frameSchema, runMetricsSchema, sampleRowSchema, sampleTextSchema, stepRowSchema } from '../protocol/trainingRun.ts';
import { readRows } from './rows.ts';
import { readJson, runFiles } from './runFiles.ts';

/** Of a log, the last so many bytes are looked at. */
const logTailBytes = 256 * 1024;

/** Everything to show of a run; of the curves the rows that the caller does not have. */
export function readRun(summary: RunSummary, { attempt, steps, epochs, samples, frames, logLines }: TrainingParams<'read'>): RunDetails {
  const { folder } = summary;
  const at = (name: keyof typeof runFiles): string => path.join(folder, runFiles[name]);
  const from = (row: number): number => (attempt === undefined || attempt === summary.attempt ? row : 0);
  const json = <S extends v.GenericSchema>(name: keyof typeof runFiles, schema: S): v.InferOutput<S> | undefined => (existsSync(at(name)) ? readJson(at(name), schema) : undefined);
  return {
    summary,
    steps: readRows(at('steps'), stepRowSchema).slice(from(steps)),
    epochs: readRows(at('epochs'), epochRowSchema).slice(from(epochs)),
    sampleTexts: json('sampleTexts', v.array(sampleTextSchema)) ?? [],
    samples: readRows(at('samples'), sampleRowSchema).slice(from(samples)),
    frames: readRows(at('frames'), frameSchema).slice(from(frames)),
    log: logTail(at('log'), logLines),
    metrics: json('metrics', runMetricsSchema) ?? null,
    singularValues: json('singularValues', v.array(v.number())) ?? [],
    exports: exportsOf(summary),
  };
}

export function exportsOf({ kind, output, state }: RunSummary): RunDetails['exports'] {
  if (output === undefined || !existsSync(output) || state === 'running') return [];
  return kind === 'embeddings' ? ['vectors', 'report'] : ['model', 'python', 'report'];
}

function logTail(file: string, lines: number): string[] {
  if (lines === 0 || !existsSync(file)) return [];
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, logTailBytes));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').trimEnd().split('\n').slice(-lines);
  } finally {
    closeSync(handle);
  }
}

/** Answers of the final model that fit, in the order of the file: worst first. */
export async function readAnswers(folder: string, { wrong, gold, predicted, missed, invented, from, limit }: TrainingParams<'answers'>): Promise<{ total: number; answers: AnswerRow[] }> {
  const file = path.join(folder, runFiles.answers);
  if (!existsSync(file)) return { total: 0, answers: [] };
  const pairs = (row: AnswerRow): boolean => (row.tokens
    ? row.gold.some((label, t) => (gold === undefined || label === gold) && (predicted === undefined || row.predicted[t] === predicted))
    : (gold === undefined || row.gold.includes(gold)) && (predicted === undefined || row.predicted.includes(predicted)));
  const fits = (row: AnswerRow): boolean => (!wrong || !row.correct) && pairs(row)
    && (missed === undefined || (row.gold.includes(missed) && !row.predicted.includes(missed)))
    && (invented === undefined || (row.predicted.includes(invented) && !row.gold.includes(invented)));
  const answers: AnswerRow[] = [];
  let total = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const row = v.parse(answerRowSchema, JSON.parse(line));
    if (!fits(row)) continue;
    if (total >= from && answers.length < limit) answers.push(row);
    total++;
  }
  return { total, answers };
}
