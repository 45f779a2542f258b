import * as vscode from 'vscode';

/** The text editor that was last in front: with a panel there, VS Code says that none is active. */
export class LastEditor implements vscode.Disposable {
  private last = vscode.window.activeTextEditor;
  private readonly subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
    this.last = editor ?? this.last;
  });

  /** Undefined where there was none, or its document has been closed. */
  get editor(): vscode.TextEditor | undefined {
    return this.last?.document.isClosed === false ? this.last : undefined;
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
