import * as vscode from 'vscode';

const section = 'lexiscope';

export type StatusBarMode = 'prose' | 'always' | 'never';

/** The settings, read when they are needed: VS Code leaves out what an untrusted workspace must not set. */
export const settings = {
  /** Path of an .onnx file; undefined: the shipped model. */
  languageModel(scope: vscode.Uri): string | undefined {
    return vscode.workspace.getConfiguration(section, scope).get<string>('language.model', '').trim() || undefined;
  },
  /** The only languages that may be answered; undefined: all. */
  languageCandidates(scope: vscode.Uri): string[] | undefined {
    const candidates = vscode.workspace.getConfiguration(section, scope).get<string[]>('language.candidates', []);
    return candidates.length > 0 ? candidates : undefined;
  },
  statusBar(): StatusBarMode {
    return vscode.workspace.getConfiguration(section).get<StatusBarMode>('statusBar', 'prose');
  },
  affectsStatusBar(change: vscode.ConfigurationChangeEvent): boolean {
    return change.affectsConfiguration(`${section}.statusBar`);
  },
};
