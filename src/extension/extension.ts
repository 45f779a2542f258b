import * as vscode from 'vscode';
import type { CommandId } from './commandIds.ts';
import { createDocumentFeatures } from './documents.ts';
import { createExplorerFeatures } from './explorer/register.ts';
import { LastEditor } from './lastEditor.ts';
import { createLessonFeatures } from './lessons/register.ts';
import { Presenter } from './answers/present.ts';
import { explainRestrictedMode } from './restrictedMode.ts';
import { Server } from './server.ts';
import { registerTraining } from './training/register.ts';
import { createVectorFeatures } from './vectors/register.ts';

/** Builds the objects and hands each to VS Code to dispose of; starts nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const startedMs = performance.now();
  const log = vscode.window.createOutputChannel('Lexiscope', { log: true });
  const presenter = new Presenter(vscode.env.language, vscode.l10n.t);
  const server = new Server(context, log);
  const lastEditor = new LastEditor();

  const documents = createDocumentFeatures(context, server, presenter, log);
  const vectors = createVectorFeatures(server, log);
  const explorer = createExplorerFeatures(context, server, log);
  const lessons = createLessonFeatures(context, server, log, lastEditor);
  const training = registerTraining(context, server, presenter, log, lastEditor);

  const commands: Record<CommandId, (first?: unknown, second?: unknown) => Promise<void> | void> = {
    'lexiscope.showLog': () => log.show(),
    ...documents.commands,
    ...vectors.commands,
    ...explorer.commands,
    ...lessons.commands,
    ...training.commands,
  };
  const registrations = Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run));
  context.subscriptions.push(log, server, lastEditor, ...documents.disposables, ...vectors.disposables, ...explorer.disposables, ...lessons.disposables, ...training.disposables, ...registrations);
  void explainRestrictedMode(context);
  log.info(`activated in ${(performance.now() - startedMs).toFixed(1)} ms`);
}
