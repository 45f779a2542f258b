import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type AnalyzeParams, type DocumentAnalysis, analyzeMethod } from '../protocol/analysis.ts';

export interface RequestOptions {
  readonly token: vscode.CancellationToken;
  /** Percent done. */
  readonly onProgress: (percent: number) => void;
}

/** The language server, started by the first request. */
export class Server implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly log: vscode.LogOutputChannel;
  private starting: Promise<LanguageClient> | undefined;
  private disposed = false;
  private tokens = 0;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.context = context;
    this.log = log;
  }

  /** @throws ResponseError with ErrorData, or what ended the connection */
  async analyze(params: Omit<AnalyzeParams, 'workDoneToken'>, { token, onProgress }: RequestOptions): Promise<DocumentAnalysis> {
    const client = await this.start();
    const { WorkDoneProgress } = await import('vscode-languageclient/node');
    const workDoneToken = `lexiscope-${++this.tokens}`;
    const progress = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === 'report' && value.percentage !== undefined) onProgress(value.percentage);
    });
    try {
      return await client.sendRequest<DocumentAnalysis>(analyzeMethod, { ...params, workDoneToken }, token);
    } finally {
      progress.dispose();
    }
  }

  dispose(): void {
    this.disposed = true;
    this.starting?.then((client) => client.dispose(), () => undefined).catch((error: unknown) => this.log.warn(String(error)));
  }

  private async start(): Promise<LanguageClient> {
    if (this.disposed) throw new Error('Lexiscope was deactivated');
    const starting = (this.starting ??= this.launch());
    try {
      const client = await starting;
      // Its own restarts have a limit; a person who asks again gets a new try.
      const { State } = await import('vscode-languageclient/node');
      if (client.state === State.Stopped || client.state === State.StartFailed) await client.start();
      return client;
    } catch (error) {
      if (this.starting === starting) this.starting = undefined;
      throw error;
    }
  }

  private async launch(): Promise<LanguageClient> {
    const startedMs = performance.now();
    // Loaded here, not at activation: half of the bundle is the client.
    const { LanguageClient, RevealOutputChannelOn, TransportKind } = await import('vscode-languageclient/node');
    const module = this.context.asAbsolutePath('dist/server.js');
    const client = new LanguageClient(
      'lexiscope',
      'Lexiscope',
      { module, transport: TransportKind.ipc },
      {
        // Where people write; never the output channels, whose every line would be sent to the server that wrote it.
        documentSelector: ['file', 'untitled', 'vscode-vfs', 'vscode-notebook-cell'].map((scheme) => ({ scheme })),
        textSynchronization: { delayOpenNotifications: true },
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: { ownCommands: true },
      },
    );
    await client.start();
    this.log.info(`server started in ${(performance.now() - startedMs).toFixed(0)} ms`);
    return client;
  }
}
