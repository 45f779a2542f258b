// A bundle of its own (scripts/build.mjs): loaded when the lessons are first opened.
import * as vscode from 'vscode';
import { type LessonAnswer, type LessonName, type LessonParams, type LessonQueries, type LessonsHost, type LessonsPage, lessonNames, lessonsHostSchemas } from '../../protocol/lessons.ts';
import type { CallContext, Implementation } from '../../protocol/rpc.ts';
import type { LastEditor } from '../lastEditor.ts';
import type { Server } from '../server.ts';
import type { PanelKind } from '../webviews/panel.ts';
import { SinglePanel } from '../webviews/singlePanel.ts';

export interface LessonsParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  /** The panel takes the focus from the text that it is to work on. */
  readonly lastEditor: LastEditor;
}

/** The schemas' limit: a lesson is about a text that one can look at. */
const longestText = 20_000;

/** The one panel of lessons: a page that asks the server to calculate. */
export class Lessons {
  private readonly server: Server;
  private readonly lastEditor: LastEditor;
  private readonly panel: SinglePanel<LessonsPage, LessonsHost, string>;

  constructor({ context, log, server, lastEditor }: LessonsParts) {
    this.server = server;
    this.lastEditor = lastEditor;
    const kind: PanelKind = { name: 'lessons', viewType: 'lexiscope.lessons', title: vscode.l10n.t('Lessons'), icon: 'mortar-board' };
    this.panel = new SinglePanel(kind, { context, log, implementation: this.implementation(), schemas: lessonsHostSchemas }, (rpc, text) => rpc.call('useText', { text }));
  }

  /** Opens the panel, or brings it to the front; on the text that is selected, where there is one. */
  show(): void {
    this.panel.show(this.selected());
  }

  restore(webviewPanel: vscode.WebviewPanel): void {
    this.panel.restore(webviewPanel);
  }

  private implementation(): Implementation<LessonsHost> {
    const { server } = this;
    const query = <K extends LessonName>(name: K) => (params: LessonParams<K>, { signal }: CallContext<never>): Promise<LessonAnswer<K>> => ask(server, name, params, signal);
    // Each name with its own parameters and answer, as `query` types them one by one.
    const queries = Object.fromEntries(lessonNames.map((name) => [name, query(name)])) as unknown as Implementation<LessonQueries>;
    return {
      ...queries,
      ready: () => this.panel.takeView(),
      editorText: () => this.selected() ?? this.lastEditor.editor?.document.getText().slice(0, longestText) ?? null,
    };
  }

  private selected(): string | null {
    const { editor } = this.lastEditor;
    if (!editor || editor.selection.isEmpty) return null;
    return editor.document.getText(editor.selection).slice(0, longestText);
  }
}

function ask<K extends LessonName>(server: Server, name: K, params: LessonParams<K>, signal: AbortSignal): Promise<LessonAnswer<K>> {
  return server.request(`lexiscope/lessons/${name}`, params as never, { signal }) as Promise<LessonAnswer<K>>;
}
