import * as vscode from 'vscode';
import { useSpace } from './chooseVectorSpace.ts';
import { describeSpace } from './describeSpace.ts';
import type { SpaceRequests } from './spaceRequests.ts';

const extensions = ['vec', 'bin', 'txt', 'lxv', 'gz'];

/** `Lexiscope: Load Vectors...`: reads a file of vectors, with progress and cancel, and offers to use it from now on. @param given a file from the explorer's menu */
export async function loadVectors(requests: SpaceRequests, given: unknown): Promise<void> {
  const uri = given instanceof vscode.Uri ? given : await ask();
  if (!uri) return;
  if (uri.scheme !== 'file') throw new Error(vscode.l10n.t('Vectors can be read from files on this machine only.'));
  const title = vscode.l10n.t('Reading {0}', vscode.workspace.asRelativePath(uri));
  const space = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
    let shown = 0;
    return requests.load(uri.fsPath, {
      token,
      onProgress: (percent) => {
        progress.report({ increment: percent - shown, message: `${percent} %` });
        shown = percent;
      },
    });
  });
  const use = vscode.l10n.t('Use from Now On');
  const answer = await vscode.window.showInformationMessage(`${space.name}: ${describeSpace(space)}`, use);
  if (answer !== use) return;
  await keep(uri.fsPath);
  await useSpace(space.id);
}

async function ask(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Load vectors'),
    openLabel: vscode.l10n.t('Load'),
    filters: { [vscode.l10n.t('Word vectors')]: extensions, [vscode.l10n.t('All files')]: ['*'] },
  });
  return chosen?.[0];
}

/** Names the file in the settings, so that the next session knows it too. */
async function keep(file: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('lexiscope.vectors');
  const files = settings.inspect<string[]>('spaces')?.globalValue ?? [];
  if (!files.includes(file)) await settings.update('spaces', [...files, file], vscode.ConfigurationTarget.Global);
}
