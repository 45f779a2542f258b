import { LexiscopeError } from '../base/errors.ts';
import { readRun } from '../jobs/readRun.ts';
import { RunStore, defaultRunsFolder } from '../jobs/runStore.ts';
import type { RunSummary } from '../protocol/trainingRun.ts';
import path from 'node:path';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { oneOf, parseOptions } from './options.ts';
import { formatDuration } from './progressBar.ts';

export const runsUsage = `usage: lexiscope runs list [FOLDER] [--json]
       lexiscope runs show|pause|resume|stop|cancel|delete RUN [--json]

The training runs of the panel: processes of their own that go on without editor and terminal. FOLDER holds the runs (default: $LEXISCOPE_RUNS, else
~/.lexiscope/runs); RUN is the folder of one, or its name in the default folder.
`;

const actions = ['list', 'show', 'pause', 'resume', 'stop', 'cancel', 'delete'] as const;

export async function runsCommand(args: string[], io: Io): Promise<number> {
  const { values, positionals: [name, target, ...more] } = parseOptions(args, { json: { type: 'boolean' } });
  if (name === undefined) throw new UsageError(`what to do is missing: ${actions.join(', ')}`);
  if (more.length > 0) throw new UsageError(`unexpected argument '${more[0]}'`);
  const action = oneOf('runs', name, actions);
  if (action === 'list') {
    const runs = await new RunStore(target ?? defaultRunsFolder()).list();
    io.stdout(values.json ? `${JSON.stringify(runs)}\n` : runs.map((run) => `${lineOf(run)}\n`).join(''));
    return 0;
  }
  if (target === undefined) throw new UsageError(`runs ${action}: the run is missing`);
  const { store, id } = find(target);
  if (action === 'delete') {
    await store.remove(id);
    return 0;
  }
  const summary = action === 'show' ? store.summary(id) : store[action](id);
  if (values.json) io.stdout(`${JSON.stringify(action === 'show' ? readRun(summary, { run: id, steps: 0, epochs: 0, samples: 0, frames: 0, logLines: 20 }) : summary)}\n`);
  else if (action === 'show') io.stdout(describe(summary));
  else io.stdout(`${lineOf(summary)}\n`);
  return 0;
}

/** A path with a folder in it is that folder's; a bare name is looked for here first. */
function find(target: string): { store: RunStore; id: string } {
  const folders = path.basename(target) === target ? [path.resolve(target), path.join(defaultRunsFolder(), target)] : [path.resolve(target)];
  for (const folder of folders) {
    const store = new RunStore(path.dirname(folder));
    const id = path.basename(folder);
    try {
      store.folderOf(id);
      return { store, id };
    } catch (error) {
      if (!(error instanceof LexiscopeError) || folder === folders.at(-1)) throw error;
    }
  }
  throw new LexiscopeError('not-found', `${target}: there is no run here`);
}

function lineOf({ id, name, state, progress, epoch, epochs, headline, figures, secondsLeft, place }: RunSummary): string {
  const figure = headline !== undefined && figures?.[headline] !== undefined ? ` ${headline} ${figures[headline].toFixed(4)}` : '';
  const where = epoch === undefined ? '' : ` epoch ${epoch}/${epochs ?? '?'}`;
  const left = secondsLeft === undefined ? '' : ` ${formatDuration(secondsLeft)} left`;
  return `${id}  ${state}${place === null ? '' : ` (place ${place})`} ${Math.floor(100 * progress)} %${where}${figure}${left}  ${name}`;
}

function describe(summary: RunSummary): string {
  const { steps: _steps, log } = readRun(summary, { run: summary.id, steps: 0, epochs: 0, samples: 0, frames: 0, logLines: 15 });
  const error = summary.error ? `error: ${summary.error.message}${summary.error.hint === undefined ? '' : `. ${summary.error.hint}`}\n` : '';
  const output = summary.output === undefined ? '' : `result: ${summary.output}\n`;
  return `${lineOf(summary)}\n${error}${output}${Object.entries(summary.figures ?? {}).map(([key, value]) => `  ${key} ${value.toFixed(4)}\n`).join('')}${log.join('\n')}\n`;
}
