import * as vscode from 'vscode';

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

/**
 * Says in an untrusted workspace, where its settings name models or vectors, that they are not used: VS Code leaves such settings out without a word.
 * Reads the names of the settings alone.
 */
export async function explainRestrictedMode({ extension }: vscode.ExtensionContext): Promise<void> {
  if (vscode.workspace.isTrusted) return;
  const { restrictedConfigurations } = (extension.packageJSON as Manifest).capabilities.untrustedWorkspaces;
  const texts = await Promise.all(settingsFiles().map(textOf));
  const named = restrictedConfigurations.filter((key) => texts.some((text) => text.includes(`"${key}"`)));
  if (named.length === 0) return;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('The settings of this workspace name models or word vectors ({0}). They are not used until you trust the workspace; until then, those that come with Lexiscope and those of your own settings are.', named.join(', '));
  if (await vscode.window.showWarningMessage(message, manage) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

function settingsFiles(): vscode.Uri[] {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const folders = workspaceFolders.map(({ uri }) => vscode.Uri.joinPath(uri, '.vscode', 'settings.json'));
  return workspaceFile?.scheme === 'untitled' || workspaceFile === undefined ? folders : [workspaceFile, ...folders];
}

/** Empty where there is no such file. */
async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch {
    return '';
  }
}
