import { throwIfAborted } from '../../base/errors.ts';
import { type ParamsOf, toWireError } from '../../protocol/rpc.ts';
import type { Query, SpaceInfo, SpaceQueries, VectorsMethods } from '../../protocol/spaces.ts';
import type { ServerSettings } from '../clientSettings.ts';
import type { SpaceRegistry } from './registry.ts';
import type { VectorsProcesses } from './vectorsProcess.ts';

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: number) => void;
}

/** Reading a text file takes so much of the time of loading it; reading the copy takes the rest. */
const preparation = 0.85;

const keptTexts = 32;

/** Spaces in use: chooses one for a query, and has the vectors process answer. */
export class Spaces {
  readonly registry: SpaceRegistry;
  readonly #processes: VectorsProcesses;
  readonly #onChange: () => void;
  readonly #languages = new Map<string, string>();

  /** @param onChange called when what `registry.list()` gives has changed */
  constructor(registry: SpaceRegistry, processes: VectorsProcesses, onChange: () => void) {
    this.registry = registry;
    this.#processes = processes;
    this.#onChange = onChange;
  }

  /**
   * The space for a query, in this order: the one that it names; the one that the settings name; by the language of the text around; the first.
   * @throws LexiscopeError `not-found` for a space that is not in the registry
   */
  async choose(named: string | undefined, context: string | undefined, { vectors }: ServerSettings, workspaceFolder: string | undefined, signal?: AbortSignal): Promise<string> {
    const given = named ?? (vectors.space.trim() || undefined);
    if (given !== undefined) return this.registry.get(given, workspaceFolder).id;
    const shipped = this.registry.shipped();
    let language = shipped[0]?.language;
    if (context !== undefined && shipped.length > 1) {
      language = (await this.#languageOf(context, shipped, signal)) ?? language;
    }
    const wanted = language === undefined ? undefined : vectors.spaceByLanguage[language];
    if (wanted !== undefined) return this.registry.get(wanted, workspaceFolder).id;
    return shipped.find((space) => space.language === language)?.id ?? this.registry.list()[0]?.id ?? this.registry.get('en').id;
  }

  /** By the words of a text. The last answers are kept: the pointer moves within a paragraph. */
  async #languageOf(text: string, shipped: ReturnType<SpaceRegistry['shipped']>, signal: AbortSignal | undefined): Promise<string | undefined> {
    const known = this.#languages.get(text);
    if (known !== undefined) return known;
    const file = await this.#processes.call('chooseSpace', { files: shipped.map((space) => space.file), text }, { signal });
    const language = shipped.find((space) => space.file === file)?.language;
    if (language !== undefined) {
      if (this.#languages.size >= keptTexts) this.#languages.delete([...this.#languages.keys()][0]);
      this.#languages.set(text, language);
    }
    return language;
  }

  /** Asks about a space; the answer names its ID. @throws as the query does; reading a file may fail too */
  async ask<K extends keyof SpaceQueries>(name: K, params: Query<K>, id: string, options: AskOptions = {}): Promise<ReturnType<SpaceQueries[K]>> {
    if (!this.registry.info(id).loaded) await this.open(id, options);
    throwIfAborted(options.signal, 'The question');
    const { file } = this.registry.get(id);
    const { context: _context, workDoneToken: _token, ...rest } = params;
    // A second space travels as its file, too.
    const { other } = rest as { readonly other?: string };
    const second = other === undefined ? {} : { other: this.registry.get(other).file };
    const answer = await this.#processes.call(name, { ...rest, ...second, space: file } as unknown as ParamsOf<VectorsMethods[K]>, options as object);
    return { ...(answer as ReturnType<SpaceQueries[K]>), space: id, ...(other !== undefined && { other }) };
  }

  /** What there is. */
  async list(): Promise<SpaceInfo[]> {
    await Promise.all(this.registry.shapeless().map(async (entry) => {
      // A file that is missing or damaged is in the list all the same; loading it tells what is wrong.
      entry.shape = await this.#processes.call('peek', { file: entry.file }).catch(() => null);
    }));
    return this.registry.list();
  }

  /** Reads a space of the registry. */
  async open(id: string, options: AskOptions = {}): Promise<SpaceInfo> {
    const { file } = this.registry.get(id);
    try {
      const { signal, onProgress } = options;
      await this.#processes.prepare(file, { signal, onProgress: (part) => onProgress?.(preparation * part) });
      const facts = await this.#processes.call('open', { file }, { signal, onProgress: (part) => onProgress?.(preparation + (1 - preparation) * part) });
      this.registry.told(id, { facts });
    } catch (error) {
      const { code, message } = toWireError(error);
      if (code !== 'cancelled') this.registry.told(id, { error: message });
      throw error;
    } finally {
      this.#onChange();
    }
    return this.registry.info(id);
  }

  /** Reads a file and puts it into the registry; a file that cannot be read is not kept there. */
  async load(file: string, options: AskOptions = {}): Promise<SpaceInfo> {
    const id = this.registry.add(file);
    try {
      return await this.open(id, options);
    } catch (error) {
      if (this.registry.info(id).origin === 'loaded') this.registry.remove(id);
      this.#onChange();
      throw error;
    }
  }

  /** Frees a space's memory. @returns whether it was loaded */
  async unload(id: string): Promise<boolean> {
    const { file } = this.registry.get(id);
    this.registry.remove(id);
    this.#onChange();
    return this.#processes.call('close', { file });
  }

  dispose(): void {
    this.#processes.dispose();
  }
}
