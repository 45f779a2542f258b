import { stat } from 'node:fs/promises';
import { type Classifier, loadClassifier } from '../classify/classifier.ts';
import { findModelFile } from '../classify/models.ts';
import { CachedClassifier } from './cachedClassifier.ts';

const keptModels = 4;
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
}
