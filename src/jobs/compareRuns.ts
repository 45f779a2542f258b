import type { RunComparison } from '../protocol/training.ts';
import type { RunSummary } from '../protocol/trainingRun.ts';
import { fieldsOf } from './settingFields.ts';

/** The settings in which runs differ, and their figures side by side. */
export function compareRuns(runs: readonly RunSummary[]): RunComparison {
  const labels = new Map([...fieldsOf('network'), ...fieldsOf('embeddings')].map(({ key, label }) => [key, label]));
  const rows: { key: string; label: string; values: (string | number | boolean | null)[] }[] = [
    { key: 'preset', label: 'Preset', values: runs.map(({ preset }) => preset) },
    { key: 'data', label: 'Data', values: runs.map(({ data }) => data.join(', ')) },
  ];
  const keys = new Set(runs.flatMap(({ settings }) => Object.keys(settings)));
  for (const key of keys) rows.push({ key, label: labels.get(key) ?? key, values: runs.map(({ settings }) => settings[key] ?? null) });
  const names = new Set(runs.flatMap(({ figures }) => Object.keys(figures ?? {})));
  return {
    runs: [...runs],
    differences: rows.filter(({ values }) => new Set(values).size > 1),
    figures: [...[...names].map((name) => ({ name, values: runs.map(({ figures }) => figures?.[name] ?? null) })), { name: 'seconds', values: runs.map(({ seconds }) => seconds) }, { name: 'parameters', values: runs.map(({ parameters }) => parameters ?? null) }],
  };
}
