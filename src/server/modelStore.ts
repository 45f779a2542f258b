import { stat } from 'node:fs/promises';
import { LexiscopeError } from '../base/errors.ts';
import { type Classifier, loadClassifier } from '../classify/classifier.ts';
import { checkTask, findModelFile, shippedModels } from '../classify/models.ts';
import { readModelFile } from '../onnx/modelFile.ts';
import type { ModelInfo, ModelList } from '../protocol/models.ts';
import { CachedClassifier } from './cachedClassifier.ts';

/** The shipped ones, one more for each kind of work that goes on beside them. */
const keptModels = 6;
/** The sentences of a document of 5 MB; at some 80 languages about 1 kB each. */
const cachedTexts = 65536;

/** The loaded models: each file is loaded once, and again when it has changed on disk. The least recently used ones are forgotten. */
export class ModelStore {
  readonly #loading = new Map<string, Promise<Classifier>>();

  /**
   * @param model ID of a shipped model or path of an .onnx file
   * @throws LexiscopeError `not-found` or `bad-input`
   */
  async load(model: string): Promise<Classifier> {
    const file = findModelFile(model);
    const { mtimeMs, size } = await stat(file);
    const key = `${file}\n${mtimeMs}\n${size}`;
    const loading = this.#loading.get(key) ?? loadClassifier(file).then((classifier) => new CachedClassifier(classifier, cachedTexts));
    this.#loading.delete(key);
    this.#loading.set(key, loading);
    // Only forgotten: an analysis may still be using it; its memory goes with the last one.
    if (this.#loading.size > keptModels) this.#loading.delete([...this.#loading.keys()][0]);
    try {
      return await loading;
    } catch (error) {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
      throw error;
    }
  }

  /**
   * A model for a task: `custom` takes any, another task none that was shipped for something else.
   * @throws LexiscopeError as `load` does
   */
  async loadFor(task: string, model: string): Promise<Classifier> {
    const classifier = await this.load(model);
    if (task !== 'custom') checkTask(classifier, task);
    return classifier;
  }

  /** The shipped language model, if there is one. */
  async detector(): Promise<Classifier | undefined> {
    try {
      return await this.load('language');
    } catch (error) {
      if (error instanceof LexiscopeError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /** What there is to choose from: the shipped models and those in files. */
  async list(files: readonly string[]): Promise<ModelList> {
    const models: ModelInfo[] = [];
    const problems: ModelList['problems'][number][] = [];
    for (const id of [...shippedModels.filter(isInstalled), ...files]) {
      try {
        models.push(await describeModel(id));
      } catch (error) {
        if (!(error instanceof LexiscopeError)) throw error;
        problems.push({ file: id, message: error.message });
      }
    }
    return { models, problems };
  }
}

/** A package may come without one of the models. */
function isInstalled(id: string): boolean {
  try {
    findModelFile(id);
    return true;
  } catch {
    return false;
  }
}

async function describeModel(id: string): Promise<ModelInfo> {
  const { metadata: { name, task, labels, target, languages } } = await readModelFile(findModelFile(id));
  if (task === 'tagging') throw new LexiscopeError('unsupported', `${id}: this model tags tokens; it does not classify texts`);
  return { id, shipped: shippedModels.some((shipped) => shipped === id), name, task, labels, multiple: target.kind === 'multiple', languages };
}
