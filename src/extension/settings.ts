import * as vscode from 'vscode';

const section = 'lexiscope';

export type StatusBarMode = 'prose' | 'always' | 'never';
export type SourceCodeMode = 'ask' | 'comments' | 'strings' | 'both';
export type AnnotationKind = 'sentiment' | 'languages';

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
  /** Paths of .onnx files with classifiers of one's own. */
  models(): string[] {
    return vscode.workspace.getConfiguration(section).get<string[]>('models', []).map((file) => file.trim()).filter((file) => file !== '');
  },
  live(): boolean {
    return vscode.workspace.getConfiguration(section).get<boolean>('live', false);
  },
  annotations(kind: AnnotationKind): boolean {
    return vscode.workspace.getConfiguration(section).get<boolean>(`annotations.${kind}`, true);
  },
  sourceCode(scope: vscode.TextDocument): SourceCodeMode {
    return vscode.workspace.getConfiguration(section, scope).get<SourceCodeMode>('sourceCode', 'ask');
  },
  /** Calls the listener after a change of one of these settings. */
  onDidChange(names: readonly ('statusBar' | 'live' | 'annotations')[], listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((change) => {
      if (names.some((name) => change.affectsConfiguration(`${section}.${name}`))) listener();
    });
  },
};
