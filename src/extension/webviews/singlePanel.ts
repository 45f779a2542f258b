import type * as vscode from 'vscode';
import type { Methods, Rpc } from '../../protocol/rpc.ts';
import { type Panel, type PanelKind, type PanelParts, createWebviewPanel, fillPanel } from './panel.ts';

/** Sends something to the page. */
type Tell<Remote extends Methods<Remote>, Local extends Methods<Local>> = (rpc: Rpc<Local, Remote>) => Promise<unknown>;

/** A kind of panel of which there is at most one: opened, brought to the front again, and filled anew after a reload of the window. */
export class SinglePanel<Remote extends Methods<Remote>, Local extends Methods<Local>, View> {
  private readonly kind: PanelKind;
  private readonly parts: PanelParts<Local>;
  private readonly tellView: (rpc: Rpc<Local, Remote>, view: View) => Promise<unknown>;
  private panel: Panel<Remote, Local> | undefined;
  /** What the page shall show once it is there. */
  private pending: View | null = null;

  /** @param tellView tells a page that is there what to show */
  constructor(kind: PanelKind, parts: PanelParts<Local>, tellView: (rpc: Rpc<Local, Remote>, view: View) => Promise<unknown>) {
    this.kind = kind;
    this.parts = parts;
    this.tellView = tellView;
  }

  /** Opens the panel, or brings it to the front. @param view null: what it showed before */
  show(view: View | null): void {
    if (!this.panel) {
      this.pending = view;
      this.fill(createWebviewPanel(this.kind));
      return;
    }
    const { webviewPanel } = this.panel;
    // A hidden page is unloaded: it asks what to show when it is back.
    if (view !== null && webviewPanel.visible) this.tell((rpc) => this.tellView(rpc, view));
    else this.pending = view;
    webviewPanel.reveal();
  }

  /** Fills a panel that VS Code kept over a reload of the window; the page restores its own state. */
  restore(webviewPanel: vscode.WebviewPanel): void {
    this.panel?.webviewPanel.dispose();
    this.fill(webviewPanel);
  }

  /** What a page that has just been loaded shall show; null: what it showed before. Told once. */
  takeView(): View | null {
    const view = this.pending;
    this.pending = null;
    return view;
  }

  /** Tells the page something while it is in sight; one that is not asks anew when it is back. */
  tell(tell: Tell<Remote, Local>): void {
    if (this.panel?.webviewPanel.visible) void tell(this.panel.rpc).catch(() => undefined);
  }

  private fill(webviewPanel: vscode.WebviewPanel): void {
    const panel = fillPanel<Remote, Local>(webviewPanel, this.kind, this.parts);
    this.panel = panel;
    webviewPanel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
  }
}
