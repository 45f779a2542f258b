import type { RunDetails } from '../../../src/protocol/training.ts';

/** All that the panel knows of a run: every row that was read, not only the newest. */
export type RunRecord = RunDetails;

/** What to ask for next: the rows that the record does not have yet. */
export function nextRead(record: RunRecord | undefined, run: string): { run: string; attempt?: number; steps: number; epochs: number; samples: number; frames: number } {
  if (!record) return { run, steps: 0, epochs: 0, samples: 0, frames: 0 };
  const { summary, steps, epochs, samples, frames } = record;
  return { run, attempt: summary.attempt, steps: steps.length, epochs: epochs.length, samples: samples.length, frames: frames.length };
}

/** The record with what was read. Rows of another attempt replace those that were there: curves begin anew with a process. */
export function addRead(record: RunRecord | undefined, details: RunDetails): RunRecord {
  const { summary, sampleTexts, log, metrics, singularValues, exports } = details;
  const goesOn = record?.summary.attempt === summary.attempt;
  const joined = <Row>(before: readonly Row[] | undefined, rows: readonly Row[]): readonly Row[] => (goesOn && before ? [...before, ...rows] : rows);
  return {
    summary, sampleTexts, log, metrics, singularValues, exports,
    steps: joined(record?.steps, details.steps), epochs: joined(record?.epochs, details.epochs), samples: joined(record?.samples, details.samples), frames: joined(record?.frames, details.frames),
  };
}
