import * as vscode from 'vscode';
import { Analyses } from './answers/analyses.ts';
import type { CommandId } from './commandIds.ts';
import { detectLanguage } from './detectLanguage.ts';
import { showLanguageDetails } from './answers/languageDetails.ts';
import { Presenter } from './answers/present.ts';
import { Server } from './server.ts';
import { registerTraining } from './training/register.ts';
import { createVectorFeatures } from './vectors/register.ts';
import { StatusBar } from './answers/statusBar.ts';

/** Builds the objects and hands each to VS Code to dispose of; starts nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const startedMs = performance.now();
  const log = vscode.window.createOutputChannel('Lexiscope', { log: true });
  const presenter = new Presenter(vscode.env.language, vscode.l10n.t);
  const analyses = new Analyses();
  const statusBar = new StatusBar(analyses, presenter);
  const server = new Server(context, log);

  const vectors = createVectorFeatures(server, log);
  const training = registerTraining(context, server, log);

  const commands: Record<CommandId, (argument?: unknown) => Promise<void> | void> = {
    'lexiscope.detectLanguage': () => detectLanguage({ server, analyses, statusBar, presenter, log }),
    'lexiscope.showLanguageDetails': () => showLanguageDetails(analyses, presenter),
    'lexiscope.showLog': () => log.show(),
    ...vectors.commands,
    ...training.commands,
  };
  const registrations = Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run));
  context.subscriptions.push(log, analyses, statusBar, server, ...vectors.disposables, ...training.disposables, ...registrations);
  log.info(`activated in ${(performance.now() - startedMs).toFixed(1)} ms`);
}
