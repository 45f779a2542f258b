import * as vscode from 'vscode';
import type { ExplorerView } from '../../protocol/explorer.ts';
import { showError } from '../failures.ts';
import type { Server } from '../server.ts';
import type { Explorer } from './explorer.ts';

export type ExplorerCommand = 'lexiscope.exploreVectors';

/** `Lexiscope: Explore Vectors`, and the panels that VS Code kept over a reload. Starts nothing; the rest is a bundle of its own. */
export function createExplorerFeatures(context: vscode.ExtensionContext, server: Server, log: vscode.LogOutputChannel): {
  readonly commands: Record<ExplorerCommand, (argument?: unknown) => Promise<void>>;
  readonly disposables: vscode.Disposable[];
} {
  let explorer: Promise<Explorer> | undefined;
  const load = (): Promise<Explorer> => (explorer ??= import('./explorer.ts').then((part) => new part.Explorer({ context, server, log })));
  return {
    commands: {
      'lexiscope.exploreVectors': async (argument) => {
        try {
          (await load()).show(viewOf(argument));
        } catch (error) {
          void showError(error, log);
        }
      },
    },
    disposables: [
      vscode.window.registerWebviewPanelSerializer('lexiscope.explorer', { deserializeWebviewPanel: async (panel) => (await load()).restore(panel) }),
    ],
  };
}

/** Arguments come from hover links, other commands, trees and key bindings: only the texts that mean something are taken. */
function viewOf(argument: unknown): ExplorerView {
  const given = Object(argument) as { readonly space?: unknown; readonly id?: unknown; readonly word?: unknown };
  const space = given.space ?? given.id;
  return { ...(typeof space === 'string' && { space }), ...(typeof given.word === 'string' && given.word.trim() !== '' && { word: given.word.trim() }) };
}
