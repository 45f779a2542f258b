// A bundle of its own (scripts/build.mjs): loaded when the lessons are first opened.
import * as vscode from 'vscode';
import { type LessonAnswer, type LessonName, type LessonParams, type LessonQueries, type LessonsHost, type LessonsPage, lessonNames, lessonsHostSchemas } from '../../protocol/lessons.ts';
import type { CallContext, Implementation } from '../../protocol/rpc.ts';
import type { Server } from '../server.ts';
import { type Panel, type PanelKind, createWebviewPanel, fillPanel } from '../webviews/panel.ts';

export interface LessonsParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
}

/** The schemas' limit: a lesson is about a text that one can look at. */
const longestText = 20_000;

/** The one panel of lessons: a page that asks the server to calculate. */
export class Lessons {
  private readonly parts: LessonsParts;
  private panel: Panel<LessonsPage, LessonsHost> | undefined;
  /** The text for a page that is not there yet. */
  private pending: string | null = null;
  /** The panel takes the focus from the text that it is to work on. */
  private editor: vscode.TextEditor | undefined;

  constructor(parts: LessonsParts) {
    this.parts = parts;
    this.editor = vscode.window.activeTextEditor;
    parts.context.subscriptions.push(vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor) this.editor = editor;
    }));
  }

  /** Opens the panel, or brings it to the front; on the text that is selected, where there is one. */
  show(): void {
    const selected = this.selected();
    if (!this.panel) {
      this.pending = selected;
      this.fill(createWebviewPanel(this.kind()));
      return;
    }
    const { webviewPanel, rpc } = this.panel;
    // A hidden page is unloaded: it asks for its text when it is back.
    if (selected !== null && webviewPanel.visible) void rpc.call('useText', { text: selected }).catch(() => undefined);
    else this.pending = selected;
    webviewPanel.reveal();
  }

  /** Fills a panel that VS Code kept over a reload of the window; the page restores its own state. */
  restore(webviewPanel: vscode.WebviewPanel): void {
    this.panel?.webviewPanel.dispose();
    this.fill(webviewPanel);
  }

  private kind(): PanelKind {
    return { name: 'lessons', viewType: 'lexiscope.lessons', title: vscode.l10n.t('Lessons'), icon: 'mortar-board' };
  }

  private fill(webviewPanel: vscode.WebviewPanel): void {
    const { context, log } = this.parts;
    const panel = fillPanel<LessonsPage, LessonsHost>(webviewPanel, this.kind(), { context, log, implementation: this.implementation(), schemas: lessonsHostSchemas });
    this.panel = panel;
    webviewPanel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
  }

  private implementation(): Implementation<LessonsHost> {
    const { server } = this.parts;
    const query = <K extends LessonName>(name: K) => (params: LessonParams<K>, { signal }: CallContext<never>): Promise<LessonAnswer<K>> => ask(server, name, params, signal);
    // Each name with its own parameters and answer, as `query` types them one by one.
    const queries = Object.fromEntries(lessonNames.map((name) => [name, query(name)])) as unknown as Implementation<LessonQueries>;
    return {
      ...queries,
      ready: () => {
        const text = this.pending;
        this.pending = null;
        return text;
      },
      editorText: () => {
        const document = this.editor?.document;
        return document && !document.isClosed ? (this.selected() ?? document.getText().slice(0, longestText)) : null;
      },
    };
  }

  private selected(): string | null {
    const { editor } = this;
    if (!editor || editor.document.isClosed || editor.selection.isEmpty) return null;
    return editor.document.getText(editor.selection).slice(0, longestText);
  }
}

async function ask<K extends LessonName>(server: Server, name: K, params: LessonParams<K>, signal: AbortSignal): Promise<LessonAnswer<K>> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await (server.request(`lexiscope/lessons/${name}`, params as never, { token: source.token }) as Promise<LessonAnswer<K>>);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
