import * as vscode from 'vscode';
import type { Models } from '../reading/models.ts';
import type { Server } from '../server.ts';
import type { ToolName } from './answerTool.ts';

const names: readonly ToolName[] = ['lexiscope_detect_language', 'lexiscope_analyze_sentiment', 'lexiscope_classify_text'];

/** The tools for language models that package.json declares; none in an editor without them. */
export function registerTools(server: Server, models: Models): vscode.Disposable[] {
  if (typeof vscode.lm?.registerTool !== 'function') return [];
  return names.map((name) => vscode.lm.registerTool<unknown>(name, {
    invoke: async ({ input }, token) => {
      const { answerTool } = await import('./answerTool.ts');
      const text = await answerTool(name, input, { server, models, token });
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  }));
}
