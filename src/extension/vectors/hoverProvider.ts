import * as vscode from 'vscode';
import type { HoverParams } from '../../protocol/hover.ts';
import { isCancellation } from '../failures.ts';
import type { Server } from '../server.ts';

/** Where people write; see languageClient.ts. */
const schemes = ['file', 'untitled', 'vscode-vfs', 'vscode-notebook-cell'];
/** The commands that hovers link to. Not imported from the protocol: its schemas would be read at activation. */
const linkedCommands = ['lexiscope.exploreVectors', 'lexiscope.compareWords', 'lexiscope.chooseVectorSpace'];

/**
 * Hovers come from the server's `textDocument/hover`, which any editor can ask. Here they are asked for with the selection, and only where they are switched
 * on, so that the server is not started for a hover over code.
 */
export class VectorHovers implements vscode.HoverProvider {
  private readonly server: Server;
  private readonly log: vscode.LogOutputChannel;

  constructor(server: Server, log: vscode.LogOutputChannel) {
    this.server = server;
    this.log = log;
  }

  register(): vscode.Disposable {
    return vscode.languages.registerHoverProvider(schemes.map((scheme) => ({ scheme })), this);
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    const settings = vscode.workspace.getConfiguration('lexiscope.hover', document);
    const languages = settings.get<string[]>('languages', []);
    if (!settings.get('enabled', true) || !(languages.includes(document.languageId) || languages.includes('*'))) return undefined;
    const editor = vscode.window.visibleTextEditors.find((shown) => shown.document === document && !shown.selection.isEmpty);
    const params: HoverParams = {
      textDocument: { uri: document.uri.toString() },
      position: { line: position.line, character: position.character },
      ...(editor && { selection: toRange(editor.selection) }),
    };
    try {
      const answer = await this.server.request('textDocument/hover', params, { token });
      if (!answer) return undefined;
      const { start, end } = answer.range;
      const text = new vscode.MarkdownString(answer.contents.value);
      text.isTrusted = { enabledCommands: linkedCommands };
      return new vscode.Hover(text, new vscode.Range(start.line, start.character, end.line, end.character));
    } catch (error) {
      // A message for every movement of the pointer would be worse than no hover.
      if (!isCancellation(error)) this.log.warn(`hover: ${String(error)}`);
      return undefined;
    }
  }
}

function toRange({ start, end }: vscode.Range): { start: { line: number; character: number }; end: { line: number; character: number } } {
  return { start: { line: start.line, character: start.character }, end: { line: end.line, character: end.character } };
}
