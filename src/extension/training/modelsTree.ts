import * as vscode from 'vscode';
import type { ModelInfo } from '../../protocol/models.ts';
import type { Presenter } from '../answers/present.ts';
import type { Models } from '../reading/models.ts';

/** The view `lexiscope.models`: the shipped models, those trained here, those that the settings name. */
export class ModelsTree implements vscode.TreeDataProvider<ModelInfo>, vscode.Disposable {
  private readonly models: Models;
  private readonly presenter: Presenter;
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChangeTreeData = this.changed.event;

  /** @param trained the folder of models that were trained here */
  constructor(models: Models, presenter: Presenter, trained: vscode.Uri) {
    this.models = models;
    this.presenter = presenter;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(trained, '*.onnx'));
    const fire = (): void => this.changed.fire(undefined);
    this.subscriptions = [
      this.changed, watcher, watcher.onDidCreate(fire), watcher.onDidChange(fire), watcher.onDidDelete(fire),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('lexiscope.models')) fire();
      }),
    ];
  }

  async getChildren(parent?: ModelInfo): Promise<ModelInfo[]> {
    return parent ? [] : [...(await this.models.list())];
  }

  getTreeItem({ id, shipped, name, task, labels, languages }: ModelInfo): vscode.TreeItem {
    const item = new vscode.TreeItem(name);
    const reads = languages.includes('*') ? vscode.l10n.t('any language') : languages.slice(0, 6).map((code) => this.presenter.languageName(code)).join(', ');
    item.id = id;
    item.description = `${task} · ${vscode.l10n.t('{0} labels', labels.length)}`;
    item.tooltip = [name, shipped ? vscode.l10n.t('comes with Lexiscope') : id, vscode.l10n.t('reads {0}', reads), labels.slice(0, 20).map((label) => label.displayName ?? label.name).join(', ')].join('\n');
    item.iconPath = new vscode.ThemeIcon(shipped ? 'package' : 'beaker');
    item.contextValue = shipped ? 'model.shipped' : 'model.own';
    item.accessibilityInformation = { label: `${name}, ${task}, ${vscode.l10n.t('{0} labels', labels.length)}` };
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

/** Deletes a model that was trained here, after asking; one that a setting names is only shown in its folder. */
export async function deleteModel(model: ModelInfo, trained: vscode.Uri): Promise<void> {
  const file = vscode.Uri.file(model.id);
  if (!file.path.startsWith(`${trained.path}/`)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is named by the setting lexiscope.models: take it out there.', model.id));
    return;
  }
  const really = vscode.l10n.t('Delete');
  const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Delete the model "{0}"? Its run is kept.', model.name), { modal: true }, really);
  if (chosen === really) await vscode.workspace.fs.delete(file);
}
