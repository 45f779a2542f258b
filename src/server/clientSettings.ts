import * as v from 'valibot';
import { type Connection, DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { proseLanguageIds, isSourceCode } from '../text/extractProse.ts';

/** Prose in the first place: in source code, a hover belongs to the language's own tools. */
const defaultLanguages = proseLanguageIds.filter((id) => !isSourceCode(id) && !['csv', 'tsv', 'jsonl', 'jsonlines', 'ndjson', 'xml'].includes(id));

const texts = (fallback: readonly string[]): v.GenericSchema<unknown, readonly string[]> => v.fallback(v.array(v.string()), [...fallback]);
const lenientObject = <T extends v.ObjectEntries>(entries: T): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<T, undefined>>> =>
  v.pipe(v.fallback(v.record(v.string(), v.unknown()), {}), v.object(entries));

/** The settings that the server reads from its client, section `lexiscope`. A value of the wrong kind counts as not given. */
const settingsSchema = lenientObject({
  hover: v.optional(lenientObject({
    enabled: v.optional(v.fallback(v.boolean(), true), true),
    /** Language ids, or `*` for all. */
    languages: v.optional(texts(defaultLanguages), [...defaultLanguages]),
    neighbours: v.optional(v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)), 8), 8),
  }), {}),
  vectors: v.optional(lenientObject({
    /** ID or file of the space for everything; empty: by the language of the paragraph. */
    space: v.optional(v.fallback(v.string(), ''), ''),
    /** Files that are in the registry from the start. */
    spaces: v.optional(texts([]), []),
    /** Language code -> ID or file. */
    spaceByLanguage: v.optional(v.fallback(v.record(v.string(), v.string()), {}), {}),
  }), {}),
});
export type ServerSettings = v.InferOutput<typeof settingsSchema>;

/**
 * The client's settings, asked for once a document and again when the client says that they have changed. A client that cannot be asked gives them in
 * `initializationOptions.settings` or in `workspace/didChangeConfiguration`, or has the defaults.
 */
export class ClientSettings {
  readonly #connection: Connection;
  readonly #cached = new Map<string, Promise<ServerSettings>>();
  readonly #listeners: (() => void)[] = [];
  #canAsk = false;
  #pushed: ServerSettings = v.parse(settingsSchema, {});

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
      const section = (settings as { lexiscope?: unknown } | null | undefined)?.lexiscope;
      if (section !== undefined) this.#pushed = v.parse(settingsSchema, section);
      this.#cached.clear();
      for (const listener of this.#listeners) listener();
    });
  }

  /**
   * To be called in `onInitialized`, with what the client can do.
   * @param initial what it gave in `initializationOptions.settings`, which counts where it can neither be asked nor pushes
   */
  start(canAsk: boolean, canRegister: boolean, initial: unknown): void {
    this.#canAsk = canAsk;
    this.#pushed = v.parse(settingsSchema, initial ?? {});
    if (canRegister) {
      this.#connection.client.register(DidChangeConfigurationNotification.type, { section: 'lexiscope' }).catch((error: Error) => this.#connection.console.warn(error.message));
    }
  }

  onDidChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The settings for a document, or without one, of the workspace. */
  get(uri = ''): Promise<ServerSettings> {
    if (!this.#canAsk) return Promise.resolve(this.#pushed);
    const cached = this.#cached.get(uri);
    if (cached) return cached;
    const asked = this.#ask(uri);
    this.#cached.set(uri, asked);
    return asked;
  }

  /** A closed document's settings are forgotten. */
  forget(uri: string): void {
    this.#cached.delete(uri);
  }

  async #ask(uri: string): Promise<ServerSettings> {
    try {
      const item = uri === '' ? { section: 'lexiscope' } : { scopeUri: uri, section: 'lexiscope' };
      return v.parse(settingsSchema, (await this.#connection.workspace.getConfiguration(item)) as unknown);
    } catch (error) {
      this.#connection.console.warn(`the client gave no settings: ${error instanceof Error ? error.message : String(error)}`);
      return this.#pushed;
    }
  }
}
