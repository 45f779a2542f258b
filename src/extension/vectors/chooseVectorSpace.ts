import * as vscode from 'vscode';
import type { SpaceInfo } from '../../protocol/spaces.ts';
import { describeSpace, spaceName } from './describeSpace.ts';
import type { SpaceRequests } from './spaceRequests.ts';

interface SpaceItem extends vscode.QuickPickItem {
  readonly space?: string;
}

/** `Lexiscope: Choose Vector Space...`: which space hovers and commands use here. */
export async function chooseVectorSpace(requests: SpaceRequests): Promise<void> {
  const listed = requests.list();
  const automatic: SpaceItem = { label: vscode.l10n.t('By the language of the paragraph'), description: vscode.l10n.t('the spaces that come with Lexiscope'), space: '' };
  const load: SpaceItem = { label: `$(folder-opened) ${vscode.l10n.t('Load vectors from a file...')}` };
  const items = listed.then(({ spaces }): SpaceItem[] => {
    const chosen = vscode.workspace.getConfiguration('lexiscope.vectors').get('space', '');
    const mark = (item: SpaceItem): SpaceItem => (item.space === chosen ? { ...item, label: `$(check) ${item.label}` } : item);
    return [mark(automatic), ...spaces.map((space) => mark(itemOf(space))), { label: '', kind: vscode.QuickPickItemKind.Separator }, load];
  });
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Vector space for hovers and commands'), matchOnDescription: true, matchOnDetail: true });
  if (chosen === load) await vscode.commands.executeCommand('lexiscope.loadVectors');
  else if (chosen?.space !== undefined) await useSpace(chosen.space);
}

/** Writes the setting: for the workspace, where there is one that may name files. @param space ID of a space, or '' for the choice by language */
export async function useSpace(space: string): Promise<void> {
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined && vscode.workspace.isTrusted;
  await vscode.workspace.getConfiguration('lexiscope.vectors').update('space', space, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
}

function itemOf(space: SpaceInfo): SpaceItem {
  return { label: spaceName(space), description: describeSpace(space), ...(space.origin !== 'shipped' && { detail: space.file }), space: space.id };
}
