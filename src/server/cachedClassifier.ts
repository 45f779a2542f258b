import type { Classifier, ClassifyOptions } from '../classify/classifier.ts';
import type { Classification } from '../classify/result.ts';

/** A classification without its lists: a document of a megabyte has ten thousand sentences, each with a score for every language. */
interface Entry extends Omit<Classification, 'scores'> {
  /** Indices into the table of labels, and the scores, most probable first. */
  readonly order: Uint16Array;
  readonly scores: Float64Array;
}

/**
 * Remembers the answers for texts that it has seen, by their content: after an edit, only the sentences that changed are run again.
 * The least recently used ones are dropped.
 */
export class CachedClassifier implements Classifier {
  readonly file: string;
  readonly metadata: Classifier['metadata'];
  readonly #classifier: Classifier;
  readonly #capacity: number;
  /** In order of last use: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry>();
  readonly #labels: readonly string[];
  readonly #indexOf: ReadonlyMap<string, number>;

  /** @param capacity how many texts are remembered */
  constructor(classifier: Classifier, capacity: number) {
    this.#classifier = classifier;
    this.#capacity = capacity;
    this.file = classifier.file;
    this.metadata = classifier.metadata;
    this.#labels = classifier.metadata.labels.map(({ name }) => name);
    this.#indexOf = new Map(this.#labels.map((name, i) => [name, i]));
  }

  async classify(texts: readonly string[], options: ClassifyOptions = {}): Promise<Classification[]> {
    const { onProgress, candidates, topScores } = options;
    const prefix = `${JSON.stringify([candidates ?? null, topScores ?? null])}\n`;
    const results = new Array<Classification | undefined>(texts.length);
    // Equal texts of one call are run once.
    const missing = new Map<string, number[]>();
    texts.forEach((text, i) => {
      results[i] = this.#recall(prefix + text);
      if (results[i]) return;
      const places = missing.get(text);
      if (places) places.push(i);
      else missing.set(text, [i]);
    });
    const known = results.reduce((count, result) => count + (result ? 1 : 0), 0);
    const classified = await this.#classifier.classify([...missing.keys()], { ...options, ...(onProgress && { onProgress: (done) => onProgress(known + done) }) });
    [...missing].forEach(([text, places], i) => {
      this.#remember(prefix + text, classified[i]);
      for (const place of places) results[place] = classified[i];
    });
    return results as Classification[];
  }

  dispose(): Promise<void> {
    this.#entries.clear();
    return this.#classifier.dispose();
  }

  #recall(key: string): Classification | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const { order, scores, ...rest } = entry;
    return { ...rest, scores: Array.from(order, (label, i) => ({ label: this.#labels[label], score: scores[i] })) };
  }

  #remember(key: string, { scores, ...rest }: Classification): void {
    const order = Uint16Array.from(scores, ({ label }) => this.#indexOf.get(label)!);
    this.#entries.set(key, { ...rest, order, scores: Float64Array.from(scores, ({ score }) => score) });
    if (this.#entries.size <= this.#capacity) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest);
  }
}
