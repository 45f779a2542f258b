import * as vscode from 'vscode';
import { showError } from '../failures.ts';
import type { LastEditor } from '../lastEditor.ts';
import type { Server } from '../server.ts';
import type { Lessons } from './lessons.ts';

export type LessonCommand = 'lexiscope.openLessons';

/** `Lexiscope: Open Lessons`, and the panels that VS Code kept over a reload. Starts nothing; the rest is a bundle of its own. */
export function createLessonFeatures(context: vscode.ExtensionContext, server: Server, log: vscode.LogOutputChannel, lastEditor: LastEditor): {
  readonly commands: Record<LessonCommand, () => Promise<void>>;
  readonly disposables: vscode.Disposable[];
} {
  let lessons: Promise<Lessons> | undefined;
  const load = (): Promise<Lessons> => (lessons ??= import('./lessons.ts').then((part) => new part.Lessons({ context, server, log, lastEditor })));
  return {
    commands: {
      'lexiscope.openLessons': async () => {
        try {
          (await load()).show();
        } catch (error) {
          void showError(error, log);
        }
      },
    },
    disposables: [
      vscode.window.registerWebviewPanelSerializer('lexiscope.lessons', { deserializeWebviewPanel: async (panel) => (await load()).restore(panel) }),
    ],
  };
}
