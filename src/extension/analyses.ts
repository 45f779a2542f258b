import * as vscode from 'vscode';
import type { DocumentAnalysis } from '../protocol/analysis.ts';

/**
 * The answers that are shown, one a document. An answer holds for the version of the document that it was computed for: the first
 * edit drops it.
 */
export class Analyses implements vscode.Disposable {
  private readonly answers = new Map<string, DocumentAnalysis>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly subscriptions: vscode.Disposable[];

  /** Tells the address of each document whose answer came or went. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.delete(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.delete(document)),
    ];
  }

  get(document: vscode.TextDocument): DocumentAnalysis | undefined {
    const answer = this.answers.get(document.uri.toString());
    return answer?.version === document.version ? answer : undefined;
  }

  /** Keeps the answer, unless the document has changed or closed since; says whether it did. */
  set(document: vscode.TextDocument, analysis: DocumentAnalysis): boolean {
    if (document.isClosed || document.version !== analysis.version) return false;
    this.answers.set(document.uri.toString(), analysis);
    this.changed.fire(document.uri.toString());
    return true;
  }

  delete(document: vscode.TextDocument): void {
    if (this.answers.delete(document.uri.toString())) this.changed.fire(document.uri.toString());
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
