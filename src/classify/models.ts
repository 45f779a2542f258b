import { existsSync } from 'node:fs';
import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import { packageRoot } from '../base/files.ts';
import type { Classifier } from './classifier.ts';

/** The tasks that models come with the package for; a model's ID is its task. */
export const shippedModels = ['language', 'sentiment', 'topics', 'spam'] as const;

/**
 * Checks that a model may answer a task: its own; a user's model of another task may stand in for a shipped one, another shipped one is a mistake.
 * @throws LexiscopeError `bad-input`
 */
export function checkTask({ metadata, file }: Pick<Classifier, 'metadata' | 'file'>, task: string): void {
  if (metadata.task === task || !shippedModels.some((other) => other === metadata.task)) return;
  throw new LexiscopeError('bad-input', `${file}: this model is for ${metadata.task}, not for ${task}`);
}

/**
 * The file of a model: a path as it is; an ID stands for models/ID.onnx of the installed package.
 * @throws LexiscopeError `not-found` with a line that says what was looked for
 */
export function findModelFile(model: string): string {
  if (model.endsWith('.onnx') || model.includes('/') || model.includes(path.sep)) {
    if (existsSync(model)) return model;
    throw new LexiscopeError('not-found', `${model}: no such model file`);
  }
  const file = path.join(packageRoot(import.meta.url), 'models', `${model}.onnx`);
  if (existsSync(file)) return file;
  throw new LexiscopeError('not-found', `model ${model}: there is no ${file}`, { hint: 'Give the ID of a shipped model or the path of an .onnx file.' });
}
