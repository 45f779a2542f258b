import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type CancellationToken, type Connection, type InitializeParams, type ServerCapabilities, type TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hoverMethod, hoverParamsSchema, type HoverAnswer } from '../../protocol/hover.ts';
import { type Query, type SpaceQueries, querySchemas, registrySchemas, spaceMethod, spacesChanged } from '../../protocol/spaces.ts';
import { ClientSettings } from '../clientSettings.ts';
import { hover } from '../hover/hover.ts';
import { WordFinder } from '../hover/wordAt.ts';
import { checkParams } from '../requestErrors.ts';
import { beginWorkDone } from '../workDone.ts';
import type { SpaceRegistry } from './registry.ts';
import { Spaces, type AskOptions } from './spaces.ts';
import type { VectorsProcesses } from './vectorsProcess.ts';

const initializationOptionsSchema = v.fallback(
  v.object({ ownHover: v.optional(v.boolean(), false), commandLinks: v.optional(v.boolean(), false), settings: v.optional(v.unknown()) }),
  { ownHover: false, commandLinks: false, settings: undefined },
);

export interface SpaceServiceParts {
  readonly documents: TextDocuments<TextDocument>;
  /** The document of that address, which a client may open a moment later. */
  readonly findDocument: (uri: string) => Promise<TextDocument | undefined>;
  readonly registry: SpaceRegistry;
  readonly processes: VectorsProcesses;
  /** Turns every failure into an LSP error. */
  readonly asResponse: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Hovers and `lexiscope/spaces/*` on a connection. `initialize` and `initialized` are to be called at those moments. */
export class SpaceService {
  readonly #connection: Connection;
  readonly #parts: SpaceServiceParts;
  readonly #settings: ClientSettings;
  readonly #spaces: Spaces;
  readonly #words = new WordFinder();
  #client = { canAsk: false, canRegister: false, showsProgress: false };
  #style = { locale: 'en', commandLinks: false };
  #workspaceFolder: string | undefined;
  #newestHover = 0;
  #initialSettings: unknown;
  /** The client has asked about the registry: only then does it know the notification. */
  #knowsRegistry = false;

  constructor(connection: Connection, parts: SpaceServiceParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#settings = new ClientSettings(connection);
    this.#spaces = new Spaces(parts.registry, parts.processes, () => this.#changed());
    this.#settings.onDidChange(() => void this.#readConfigured());
    parts.documents.onDidClose(({ document }) => {
      this.#settings.forget(document.uri);
      this.#words.forget(document.uri);
    });
    this.#listen();
  }

  initialize({ capabilities, initializationOptions, locale, workspaceFolders }: InitializeParams): Partial<ServerCapabilities> {
    const { ownHover, commandLinks, settings } = v.parse(initializationOptionsSchema, initializationOptions ?? {});
    this.#client = {
      canAsk: capabilities.workspace?.configuration === true,
      canRegister: capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true,
      showsProgress: capabilities.window?.workDoneProgress === true,
    };
    this.#initialSettings = settings;
    this.#style = { locale: isLocale(locale) ? locale : 'en', commandLinks };
    const folder = workspaceFolders?.find(({ uri }) => uri.startsWith('file:'))?.uri;
    this.#workspaceFolder = folder === undefined ? undefined : fileURLToPath(folder);
    // An editor extension that asks for hovers itself, with the selection, would show them twice.
    return ownHover ? {} : { hoverProvider: true };
  }

  initialized(): void {
    this.#settings.start(this.#client.canAsk, this.#client.canRegister, this.#initialSettings);
    void this.#readConfigured();
  }

  #listen(): void {
    const connection = this.#connection;
    const listening = <T>(work: () => Promise<T>): Promise<T> => {
      this.#knowsRegistry = true;
      return this.#parts.asResponse(work);
    };
    connection.onRequest(hoverMethod, (params: unknown, token: CancellationToken) => this.#parts.asResponse(() => this.#hover(params, token)));
    connection.onRequest(spaceMethod('list'), (params: unknown) => listening(async () => {
      checkParams(registrySchemas.list, params ?? {}, spaceMethod('list'));
      const settings = await this.#readConfigured();
      const chosen = await this.#spaces.choose(undefined, undefined, settings, this.#workspaceFolder).catch(() => '');
      return { spaces: await this.#spaces.list(), chosen };
    }));
    connection.onRequest(spaceMethod('load'), (params: unknown, token: CancellationToken) => listening(() => {
      const { file, workDoneToken } = checkParams(registrySchemas.load, params, spaceMethod('load'));
      return this.#withProgress(`Reading ${file}`, workDoneToken, token, (options) => this.#spaces.load(file, options));
    }));
    connection.onRequest(spaceMethod('unload'), (params: unknown) => listening(async () => {
      const { space } = checkParams(registrySchemas.unload, params, spaceMethod('unload'));
      return { unloaded: await this.#spaces.unload(space) };
    }));
    for (const name of Object.keys(querySchemas) as (keyof SpaceQueries)[]) this.#listenTo(name);
  }

  #listenTo<K extends keyof SpaceQueries>(name: K): void {
    const method = spaceMethod(name);
    this.#connection.onRequest(method, (params: unknown, token: CancellationToken) => this.#parts.asResponse(() => {
      const query = checkParams(querySchemas[name] as unknown as v.GenericSchema<unknown, Query<K>>, params, method);
      return this.#withProgress('Vectors', query.workDoneToken, token, async (options) => {
        const id = await this.#spaces.choose(query.space, query.context, await this.#settings.get(), this.#workspaceFolder, options.signal);
        return this.#spaces.ask(name, query, id, options);
      });
    }));
  }

  async #hover(params: unknown, token: CancellationToken): Promise<HoverAnswer | null> {
    const request = checkParams(hoverParamsSchema, params, hoverMethod);
    const turn = ++this.#newestHover;
    const document = await this.#parts.findDocument(request.textDocument.uri);
    const settings = await this.#settings.get(request.textDocument.uri);
    // The pointer has moved on.
    if (!document || token.isCancellationRequested || turn !== this.#newestHover) return null;
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      return await hover({ spaces: this.#spaces, words: this.#words, style: this.#style, workspaceFolder: this.#workspaceFolder }, document, request, settings, controller.signal);
    } finally {
      subscription.dispose();
    }
  }

  async #withProgress<T>(title: string, workDoneToken: string | number | undefined, token: CancellationToken, work: (options: AskOptions) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    if (token.isCancellationRequested) controller.abort();
    const progress = beginWorkDone(this.#connection, title, workDoneToken, this.#client.showsProgress);
    try {
      return await work({ signal: AbortSignal.any([controller.signal, progress.signal]), onProgress: (part) => progress.report(part) });
    } finally {
      progress.end();
      subscription.dispose();
    }
  }

  /** Brings the registry in line with the settings. */
  async #readConfigured(): Promise<Awaited<ReturnType<ClientSettings['get']>>> {
    const settings = await this.#settings.get();
    if (this.#spaces.registry.setConfigured(settings.vectors.spaces, this.#workspaceFolder)) this.#changed();
    return settings;
  }

  #changed(): void {
    if (this.#knowsRegistry) this.#connection.sendNotification(spacesChanged).catch(() => undefined);
  }
}

function isLocale(locale: string | undefined): locale is string {
  try {
    return locale !== undefined && Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}
