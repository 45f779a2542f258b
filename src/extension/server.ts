import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type * as languageClient from './languageClient.ts';
import { cancellationOf } from './cancellation.ts';
import type { ParamsOf, ResultOf } from '../protocol/rpc.ts';
import type { ServerMethods } from '../protocol/server.ts';

type ClientModule = typeof languageClient;

export interface RequestOptions {
  readonly token?: vscode.CancellationToken;
  /** The same for callers that are no command of VS Code: the page's side of a webview aborts one of these. */
  readonly signal?: AbortSignal;
  /** Percent done, from work-done progress; 0 to 100. */
  readonly onProgress?: (percent: number) => void;
  /** What comes under a `partialResultToken`; its type is the method's own. */
  readonly onPartial?: (value: unknown) => void;
}

interface Running {
  readonly client: LanguageClient;
  readonly module: ClientModule;
}

/** The language server, started by the first request. */
export class Server implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly log: vscode.LogOutputChannel;
  private readonly listeners: { readonly method: string; readonly listener: (params: unknown) => void }[] = [];
  private starting: Promise<Running> | undefined;
  private disposed = false;
  private tokens = 0;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.context = context;
    this.log = log;
  }

  /**
   * Sends one of the server's own requests.
   * @throws ResponseError with ErrorData, or what ended the connection
   */
  async request<K extends keyof ServerMethods>(method: K, params: ParamsOf<ServerMethods[K]>, { signal, onProgress, onPartial, ...options }: RequestOptions = {}): Promise<ResultOf<ServerMethods[K]>> {
    const { client, module } = await this.start();
    const tokens: { workDoneToken?: string; partialResultToken?: string } = {};
    const listeners: { dispose(): void }[] = [];
    const cancellation = signal && cancellationOf(signal);
    const token = cancellation?.token ?? options.token;
    if (cancellation) listeners.push(cancellation);
    if (onProgress) listeners.push(module.onWorkDone(client, (tokens.workDoneToken = this.nextToken()), onProgress));
    if (onPartial) listeners.push(module.onPartial(client, (tokens.partialResultToken = this.nextToken()), onPartial));
    try {
      const sent = { ...params, ...tokens };
      // A token that is undefined would be sent as a second parameter, and be the server's token.
      return await (token ? client.sendRequest<ResultOf<ServerMethods[K]>>(method, sent, token) : client.sendRequest<ResultOf<ServerMethods[K]>>(method, sent));
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  }

  /** Calls `listener` at each of the server's own notifications of this name; starts nothing. */
  onNotification(method: string, listener: (params: unknown) => void): void {
    this.listeners.push({ method, listener });
    this.starting?.then(({ client }) => client.onNotification(method, listener)).catch(() => undefined);
  }

  dispose(): void {
    this.disposed = true;
    this.starting?.then(({ client }) => client.dispose()).catch((error: unknown) => this.log.warn(String(error)));
  }

  private nextToken(): string {
    return `lexiscope-${++this.tokens}`;
  }

  private async start(): Promise<Running> {
    if (this.disposed) throw new Error('Lexiscope was deactivated');
    const starting = (this.starting ??= this.launch());
    try {
      const running = await starting;
      await running.module.startIfStopped(running.client);
      return running;
    } catch (error) {
      if (this.starting === starting) this.starting = undefined;
      throw error;
    }
  }

  private async launch(): Promise<Running> {
    const startedMs = performance.now();
    const module = await import('./languageClient.ts');
    const client = module.createLanguageClient(this.context.asAbsolutePath('dist/server.js'), this.log);
    for (const { method, listener } of this.listeners) client.onNotification(method, listener);
    await client.start();
    this.log.info(`server started in ${(performance.now() - startedMs).toFixed(0)} ms`);
    return { client, module };
  }
}
