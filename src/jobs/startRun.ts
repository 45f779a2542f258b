import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import { conlluColumns } from '../corpora/conll.ts';
import { filesOfGlob, isGlob } from '../corpora/paths.ts';
import { EmbeddingCheckpoint } from '../embeddings/checkpoint.ts';
import type { DataSource, Reading, TrainingParams, TrainingPreset } from '../protocol/training.ts';
import type { RunDescription, RunSummary } from '../protocol/trainingRun.ts';
import { embeddingChoice, embeddingPresets } from './embeddingPresets.ts';
import { networkPresets } from './networkPresets.ts';
import { networkChoice } from './networkSettings.ts';
import type { RunConfiguration } from './runConfiguration.ts';
import { RunFolder } from './runFolder.ts';
import { runFiles } from './runFiles.ts';
import type { RunStore } from './runStore.ts';

export function allPresets(): TrainingPreset[] {
  return [...networkPresets(), ...embeddingPresets()];
}

/** @throws LexiscopeError `bad-input` */
export function presetOf(kind: RunDescription['kind'], name: string): TrainingPreset {
  const ofKind = allPresets().filter((preset) => preset.kind === kind);
  const found = ofKind.find((preset) => preset.name === name);
  if (!found) throw new LexiscopeError('bad-input', `there is no ${kind} ${name}; there are ${ofKind.map((preset) => preset.name).join(', ')}`);
  return found;
}

/**
 * Makes a run and queues it.
 * @throws LexiscopeError `bad-input` naming the setting that is wrong, `not-found` where a glob names no file
 */
export async function startRun(store: RunStore, request: TrainingParams<'start'>): Promise<RunSummary> {
  const { kind, name, preset, source, notes, samples, pinned } = request;
  const settings = { ...presetOf(kind, preset).settings, ...request.settings };
  const data = source.type === 'paths' ? source.paths.map((file) => path.resolve(file)) : [source.name];
  const description: RunDescription = { version: 1, kind, name, notes, created: Date.now(), preset, settings, data, ...(samples && { samples }), ...(pinned && { pinned }) };
  // Before there is a folder: what is wrong with the settings is said at once.
  const choice = kind === 'embeddings' ? embeddingChoice(preset, settings) : networkChoice(settings);
  return store.create(description, async (folder) => {
    const files = await dataFiles(source, folder);
    if ('algorithm' in choice) {
      const out = path.join(folder, 'buckets' in choice ? 'vectors.bin' : 'vectors.lxv');
      await EmbeddingCheckpoint.create(path.join(folder, runFiles.embeddingCheckpoint), { settings: choice, corpus: files, out });
      return;
    }
    const { validationPart, testPart, ...rest } = choice;
    const configuration: RunConfiguration = {
      kind: 'classifier', version: 1, name, task: 'custom', data: files, reading: { ...readingOf(request.reading), skipBadRows: true },
      validation: request.validation ?? validationPart, ...(request.test ? { test: request.test } : testPart > 0 ? { test: testPart } : {}),
      ...rest, out: path.join(folder, runFiles.model),
    };
    await new RunFolder(folder).create(configuration, false);
  });
}

/** Globs become the files that they name now; text becomes a file of the run. */
export async function dataFiles(source: DataSource, folder: string): Promise<string[]> {
  if (source.type === 'paths') {
    const files: string[] = [];
    for (const target of source.paths) for (const file of isGlob(target) ? await filesOfGlob(target) : [target]) files.push(path.resolve(file));
    return files;
  }
  const kept = path.join(folder, 'data', path.basename(source.name));
  await mkdir(path.dirname(kept), { recursive: true });
  await writeFile(kept, source.text);
  return [kept];
}

/** @throws LexiscopeError `bad-input` for a tag column that does not exist */
export function readingOf({ tagColumn, ...reading }: Reading): RunConfiguration['reading'] {
  if (tagColumn === undefined) return reading;
  const named = typeof tagColumn === 'number' ? tagColumn : conlluColumns.find((name) => name === tagColumn);
  if (named === undefined) throw new LexiscopeError('bad-input', `there is no tag column ${tagColumn}; give a number, or one of ${conlluColumns.join(', ')}`);
  return { ...reading, tagColumn: named };
}
