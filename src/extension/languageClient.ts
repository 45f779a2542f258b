// A bundle of its own (scripts/build.mjs): loaded by the first request, so that activation does not pay for it.
import type * as vscode from 'vscode';
import { LanguageClient, ProgressType, RevealOutputChannelOn, State, TransportKind, WorkDoneProgress } from 'vscode-languageclient/node';

/** The one instance for one server; not started yet. */
export function createLanguageClient(serverModule: string, outputChannel: vscode.LogOutputChannel): LanguageClient {
  return new LanguageClient(
    'lexiscope',
    'Lexiscope',
    { module: serverModule, transport: TransportKind.ipc },
    {
      // Where people write; never the output channels, whose every line would be sent to the server that wrote it.
      documentSelector: ['file', 'untitled', 'vscode-vfs', 'vscode-notebook-cell'].map((scheme) => ({ scheme })),
      textSynchronization: { delayOpenNotifications: true },
      outputChannel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { ownCommands: true, ownHover: true, commandLinks: true },
    },
  );
}

/** Its own restarts after a crash have a limit; a person who asks again gets a new try. */
export async function startIfStopped(client: LanguageClient): Promise<void> {
  if (client.state === State.Stopped || client.state === State.StartFailed) await client.start();
}

/** @returns what ends the listening */
export function onWorkDone(client: LanguageClient, token: string, onPercent: (percent: number) => void): vscode.Disposable {
  return client.onProgress(WorkDoneProgress.type, token, (value) => {
    if (value.kind === 'report' && value.percentage !== undefined) onPercent(value.percentage);
  });
}

/** @returns what ends the listening */
export function onPartial(client: LanguageClient, token: string, onValue: (value: unknown) => void): vscode.Disposable {
  return client.onProgress(new ProgressType<unknown>(), token, onValue);
}
