import * as vscode from 'vscode';
import { Annotations } from './annotations/annotations.ts';
import { LanguageHints } from './annotations/languageHints.ts';
import { Analyses } from './answers/analyses.ts';
import { showLanguageDetails } from './answers/languageDetails.ts';
import type { Presenter } from './answers/present.ts';
import { StatusBar } from './answers/statusBar.ts';
import type { documentCommands } from './commandTable.ts';
import { showError } from './failures.ts';
import type { FolderKind } from './folder/classifyFolder.ts';
import { Live } from './reading/live.ts';
import { Models } from './reading/models.ts';
import { Reader } from './reading/reader.ts';
import { openSample } from './reading/sample.ts';
import { ResultActions } from './results/actions.ts';
import type { ResultNode } from './results/nodes.ts';
import { ResultsView } from './results/resultsView.ts';
import type { Server } from './server.ts';
import { registerTools } from './tools/tools.ts';

type DocumentCommand = (first?: unknown, second?: unknown) => Promise<void> | void;

export interface DocumentFeatures {
  readonly commands: Record<keyof typeof documentCommands, DocumentCommand>;
  readonly disposables: readonly vscode.Disposable[];
}

/** Everything about reading documents: commands, status bar item, result view, annotations, following the typing, tools for agents. */
export function createDocumentFeatures(context: vscode.ExtensionContext, server: Server, presenter: Presenter, log: vscode.LogOutputChannel): DocumentFeatures {
  const analyses = new Analyses();
  const statusBar = new StatusBar(analyses, presenter);
  const models = new Models(context, server, presenter);
  const reader = new Reader({ server, analyses, models, statusBar, presenter, log });
  const view = new ResultsView(analyses, presenter);
  const actions = new ResultActions({ server, analyses, presenter, reader, view, log });
  const annotations = new Annotations(analyses, presenter, context.workspaceState);
  const hints = new LanguageHints(analyses, annotations, presenter);
  const live = new Live(server, analyses, log);

  const classify = (kind: FolderKind): DocumentCommand => async (uri, uris) => {
    try {
      const { classifyFolder } = await import('./folder/classifyFolder.ts');
      await classifyFolder({ context, server, models, presenter, log }, kind, chosenFiles(uri, uris));
    } catch (error) {
      await showError(error, log);
    }
  };
  return {
    commands: {
      'lexiscope.analyzeDocument': (uri, uris) => reader.analyzeDocument(chosenFile(uri, uris)),
      'lexiscope.detectLanguage': (uri, uris) => reader.detectLanguage(chosenFile(uri, uris)),
      'lexiscope.categorizeDocument': (uri, uris) => reader.categorizeDocument(chosenFile(uri, uris)),
      'lexiscope.analyzeSentiment': (uri, uris) => reader.analyzeSentiment(chosenFile(uri, uris)),
      'lexiscope.classifyFolder': classify('folder'),
      'lexiscope.classifyFiles': classify('files'),
      'lexiscope.explainResult': (node) => actions.explain(chosenNode(node)),
      'lexiscope.copyResultAsMarkdown': (node) => actions.copy('markdown', chosenNode(node)),
      'lexiscope.copyResultAsJson': (node) => actions.copy('json', chosenNode(node)),
      'lexiscope.saveReport': (node) => actions.save(chosenNode(node)),
      'lexiscope.readAgain': (node) => actions.readAgain(chosenNode(node)),
      'lexiscope.removeResult': (node) => actions.remove(chosenNode(node)),
      'lexiscope.showLanguageDetails': () => showLanguageDetails(analyses, presenter),
      'lexiscope.toggleAnnotations': () => annotations.toggle(),
      'lexiscope.clearAnnotations': () => clear(analyses),
      'lexiscope.openSample': () => openSample(context),
    },
    disposables: [
      analyses, statusBar, view, annotations, hints, live, reader.onDidAnswer((uri) => void view.reveal(uri)),
      ...keepContextKey(analyses), ...registerTools(server, models),
    ],
  };
}

/** The explorer hands over the file that was clicked and all that are selected; an editor's menu only the document, which is the active one. */
function chosenFile(uri: unknown, uris: unknown): vscode.Uri | undefined {
  return uri instanceof vscode.Uri && Array.isArray(uris) ? uri : undefined;
}

function chosenFiles(uri: unknown, uris: unknown): vscode.Uri[] {
  if (!(uri instanceof vscode.Uri)) return [];
  return Array.isArray(uris) ? uris.filter((each) => each instanceof vscode.Uri) : [uri];
}

/** A row of the result view, from its context menu. */
function chosenNode(node: unknown): ResultNode | undefined {
  return typeof node === 'object' && node !== null && 'part' in node ? (node as ResultNode) : undefined;
}

/** The answers about the active document; without one, all. */
function clear(analyses: Analyses): void {
  const document = vscode.window.activeTextEditor?.document;
  const active = document && analyses.about(document);
  for (const { uri } of active ? [active] : analyses.all()) analyses.delete(uri);
}

/** `lexiscope.hasAnswer`, for `when` clauses: the active document has been read as it is now. */
function keepContextKey(analyses: Analyses): vscode.Disposable[] {
  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    void vscode.commands.executeCommand('setContext', 'lexiscope.hasAnswer', (document && analyses.about(document)?.analyses.length) ? true : false);
  };
  return [analyses.onDidChange(update), vscode.window.onDidChangeActiveTextEditor(update)];
}
