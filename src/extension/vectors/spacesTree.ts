import * as vscode from 'vscode';
import type { SpaceInfo } from '../../protocol/spaces.ts';
import { describeSpace, originName, spaceName } from './describeSpace.ts';
import type { SpaceRequests } from './spaceRequests.ts';

export const spacesViewId = 'lexiscope.spaces';

/** The view of vector spaces: size, dimensions, source. Asks the server only while it is shown. */
export class SpacesTree implements vscode.TreeDataProvider<SpaceInfo>, vscode.Disposable {
  private readonly requests: SpaceRequests;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private chosen = '';

  readonly onDidChangeTreeData = this.changed.event;

  constructor(requests: SpaceRequests) {
    this.requests = requests;
    requests.onChanged(() => this.changed.fire());
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('lexiscope.vectors')) this.changed.fire();
      }),
    ];
  }

  register(): vscode.Disposable {
    return vscode.window.registerTreeDataProvider(spacesViewId, this);
  }

  async getChildren(parent?: SpaceInfo): Promise<SpaceInfo[]> {
    if (parent) return [];
    const { spaces, chosen } = await this.requests.list();
    const setting = vscode.workspace.getConfiguration('lexiscope.vectors').get('space', '');
    this.chosen = setting === '' ? '' : chosen;
    return [...spaces];
  }

  getTreeItem(space: SpaceInfo): vscode.TreeItem {
    const item = new vscode.TreeItem(spaceName(space));
    const isChosen = space.id === this.chosen;
    item.id = space.id;
    item.description = describeSpace(space);
    item.tooltip = tooltipOf(space);
    item.iconPath = new vscode.ThemeIcon(space.error !== null || space.bytes === null ? 'warning' : isChosen ? 'check' : space.loaded ? 'circle-filled' : 'circle-outline');
    item.contextValue = space.loaded ? 'space-loaded' : 'space';
    item.accessibilityInformation = { label: `${spaceName(space)}, ${describeSpace(space)}` };
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

function tooltipOf(space: SpaceInfo): string {
  const lines = [space.file, originName(space.origin), space.loaded ? vscode.l10n.t('in memory') : vscode.l10n.t('not in memory yet')];
  if (space.loaded?.subwords) lines.push(vscode.l10n.t('has vectors for unseen words'));
  if (space.error !== null) lines.push(space.error);
  return [...lines, ...(space.loaded?.warnings ?? [])].join('\n');
}
