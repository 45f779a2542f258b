import { existsSync } from 'node:fs';
import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import { packageRoot } from '../base/files.ts';

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
