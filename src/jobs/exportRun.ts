import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import type { RunDetails } from '../protocol/training.ts';
import type { RunSummary } from '../protocol/trainingRun.ts';
import { formatOfName } from '../vectors/formats.ts';
import { readVectors } from '../vectors/read.ts';
import { writeVectors } from '../vectors/write.ts';
import { curvePicture } from './curvePicture.ts';
import type { PictureLine } from './curvePicture.ts';
import { writePythonScript } from './pythonScript.ts';
import { exportsOf, readRun } from './readRun.ts';
import { runFiles } from './runFiles.ts';

/**
 * Writes a run's result to a file or folder of one's choice.
 * @param to a file; for a report a folder, which need not exist
 * @returns the files written
 * @throws LexiscopeError `bad-input` where the run has nothing of the kind, `unsupported` for a format of vectors that is only read
 */
export async function exportRun(run: RunSummary, what: RunDetails['exports'][number], to: string, signal?: AbortSignal): Promise<string[]> {
  const { output } = run;
  if (output === undefined || !exportsOf(run).includes(what)) throw new LexiscopeError('bad-input', `${run.name}: this run has no ${what} to export`);
  if (what === 'report') return writeReport(run, to);
  if (what === 'python') return writePythonScript(output, to);
  await mkdir(path.dirname(to), { recursive: true });
  if (what === 'model') await copyFile(output, to);
  else await exportVectors(output, to, signal);
  return [to];
}

/** The same format is copied, with what only it holds (n-grams); another is written anew. */
async function exportVectors(output: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  if (path.extname(output).toLowerCase() === path.extname(to).toLowerCase()) {
    await copyFile(output, to);
    return;
  }
  const { space } = await readVectors(output, { signal });
  await writeVectors(to, space, formatOfName(to), signal ? { signal } : {});
}

async function writeReport(run: RunSummary, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const { steps, epochs } = readRun(run, { run: run.id, steps: 0, epochs: 0, samples: 0, frames: 0, logLines: 0 });
  const figure = (name: string): PictureLine => ({ name, points: epochs.flatMap(({ epoch, figures }) => (figures[name] === undefined ? [] : [{ x: epoch, y: figures[name] }])) });
  const pictures: Record<string, string> = {
    'loss.svg': curvePicture('Loss', 'epoch', [
      { name: 'training', points: epochs.map(({ epoch, loss }) => ({ x: epoch, y: loss })) },
      { ...figure(run.kind === 'embeddings' ? 'probeLoss' : 'loss'), name: run.kind === 'embeddings' ? 'probe set' : 'validation' },
    ]),
    'steps.svg': curvePicture('Training loss by step', 'step', [{ name: 'loss', points: steps.map(({ step, loss }) => ({ x: step, y: loss })) }]),
    ...(run.kind !== 'embeddings' && { 'figures.svg': curvePicture('On the validation data', 'epoch', ['accuracy', 'microF1', 'macroF1', 'spanF1'].map(figure).filter(({ points }) => points.length > 0)) }),
  };
  const written: string[] = [];
  for (const [name, picture] of Object.entries(pictures)) {
    const file = path.join(folder, name);
    await writeFile(file, picture);
    written.push(file);
  }
  const own = path.join(run.folder, runFiles.report);
  const text = existsSync(own) ? await readFile(own, 'utf8') : embeddingReport(run);
  const notes = run.notes === '' ? '' : `\n## Notes\n\n${run.notes}\n`;
  const report = path.join(folder, 'report.md');
  await writeFile(report, `${text.trimEnd()}\n\n## Curves\n\n${Object.keys(pictures).map((name) => `![${name.replace('.svg', '')}](${name})`).join('\n\n')}\n${notes}`);
  return [report, ...written];
}

function embeddingReport({ name, preset, data, settings, examples, words, seconds, figures }: RunSummary): string {
  const rows = Object.entries(settings).map(([key, value]) => `| ${key} | ${String(value)} |`);
  const results = Object.entries(figures ?? {}).map(([key, value]) => `| ${key} | ${value.toFixed(5)} |`);
  return [`# ${name}`, '', `Word vectors by ${preset} from ${data.join(', ')}: ${examples ?? 0} tokens, ${words ?? 0} words, ${seconds.toFixed(1)} seconds.`, '', '| | |', '|---|---|', ...results, '', '## Settings', '', '| | |', '|---|---|', ...rows, ''].join('\n');
}
