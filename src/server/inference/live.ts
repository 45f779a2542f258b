import { throwIfAborted } from '../../base/errors.ts';
import type { Classifier } from '../../classify/classifier.ts';
import type { LiveJob, LiveOutcome } from '../../protocol/inference.ts';
import { createProseBlocks } from '../../text/blockFormats.ts';
import type { ProseOptions } from '../../text/extractProse.ts';
import type { ProseBlocks } from '../../text/proseBlocks.ts';
import type { ModelStore } from '../modelStore.ts';
import { LiveQuestion } from './liveQuestion.ts';

/** Documents that are followed at once; the one that was asked about longest ago is forgotten. */
const keptDocuments = 8;

/** The documents that are followed as they are typed. Edits come in the order of their calls. */
export class LiveDocuments {
  readonly #models: ModelStore;
  readonly #documents = new Map<string, LiveDocument>();

  constructor(models: ModelStore) {
    this.#models = models;
  }

  async answer(job: LiveJob, signal: AbortSignal): Promise<LiveOutcome> {
    const document = this.#take(job);
    if (!document) return null;
    // Later calls may bring later edits before it is this one's turn.
    const { blocks, document: text } = document.prose;
    return document.inTurn(async () => {
      throwIfAborted(signal, 'The analysis');
      const classifier = await this.#models.loadFor(job.task, job.model);
      const detector = job.task === 'language' || classifier.metadata.languages.includes('*') ? undefined : await this.#models.detector();
      return document.question(job, classifier).answer({ blocks, text, version: job.version }, { detector, force: job.force, since: job.since, signal });
    });
  }

  end(uri: string): boolean {
    return this.#documents.delete(uri);
  }

  /** Brings the document to the version of the call; undefined where that cannot be done from what is known. */
  #take({ uri, version, languageId, options, content }: LiveJob): LiveDocument | undefined {
    const known = this.#documents.get(uri);
    const way = JSON.stringify([languageId, options]);
    if ('edits' in content) {
      if (known?.version !== content.base || known.way !== way) return undefined;
      known.prose.edit(content.edits);
      known.version = version;
    }
    const document = 'edits' in content ? known! : new LiveDocument(content.text, version, languageId, options, way);
    this.#documents.delete(uri);
    this.#documents.set(uri, document);
    if (this.#documents.size > keptDocuments) this.#documents.delete([...this.#documents.keys()][0]);
    return document;
  }
}

class LiveDocument {
  readonly prose: ProseBlocks<unknown>;
  /** How it is read: another way needs another document. */
  readonly way: string;
  version: number;
  readonly #questions = new Map<string, LiveQuestion>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(text: string, version: number, languageId: string, { codeParts, column, field }: LiveJob['options'], way: string) {
    const options: ProseOptions = { ...(codeParts && { codeParts }), ...(column !== undefined && { column }), ...(field !== undefined && { field }) };
    this.prose = createProseBlocks(text, languageId, options);
    this.version = version;
    this.way = way;
  }

  /** What is kept for a task and model. */
  question({ task, model, candidates }: LiveJob, classifier: Classifier): LiveQuestion {
    const key = JSON.stringify([task, model, candidates]);
    let question = this.#questions.get(key);
    // The model's file may have changed.
    if (question?.classifier !== classifier) {
      question = new LiveQuestion(classifier, { task, model, candidates });
      this.#questions.set(key, question);
    }
    return question;
  }

  /** Runs one answer after the other: they share what is kept. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#last.then(work, work);
    this.#last = running.catch(() => undefined);
    return running;
  }
}
