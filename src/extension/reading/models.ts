import * as vscode from 'vscode';
import type { ModelInfo, ModelList } from '../../protocol/models.ts';
import type { Presenter } from '../answers/present.ts';
import type { Server } from '../server.ts';
import { settings } from '../settings.ts';
import { modelsFolder } from '../storage.ts';
import type { Question } from './question.ts';

const lastModelKey = 'lexiscope.lastModel';
const labelsShown = 6;

interface ModelItem extends vscode.QuickPickItem {
  readonly model?: ModelInfo;
}

/** The models that a text can be sorted with: the shipped ones, those trained here, those that the settings name. */
export class Models {
  private readonly context: vscode.ExtensionContext;
  private readonly server: Server;
  private readonly presenter: Presenter;

  constructor(context: vscode.ExtensionContext, server: Server, presenter: Presenter) {
    this.context = context;
    this.server = server;
    this.presenter = presenter;
  }

  async list(): Promise<readonly ModelInfo[]> {
    return (await this.ask()).models;
  }

  /**
   * Lets the person choose; what was chosen last stands first, so that Enter repeats it.
   * @param wanted which models are offered
   * @returns undefined when nothing was chosen
   */
  async choose(title: string, wanted: (model: ModelInfo) => boolean): Promise<ModelInfo | undefined> {
    const { models, problems } = await this.ask();
    const offered = models.filter(wanted);
    if (offered.length === 0 && problems.length === 0) throw new Error(vscode.l10n.t('There is no model to choose: none comes with this copy of Lexiscope, and the setting lexiscope.models names none.'));
    const last = this.context.globalState.get<string>(lastModelKey);
    const own = offered.filter(({ shipped }) => !shipped);
    const items: ModelItem[] = [
      ...offered.filter(({ id }) => id === last).map((model) => this.item(model, vscode.l10n.t('chosen last'))),
      ...offered.filter(({ id, shipped }) => shipped && id !== last).map((model) => this.item(model)),
      ...(own.some(({ id }) => id !== last) ? [{ label: vscode.l10n.t('Your models'), kind: vscode.QuickPickItemKind.Separator }] : []),
      ...own.filter(({ id }) => id !== last).map((model) => this.item(model)),
      ...problems.map(({ file, message }): ModelItem => ({ label: `$(warning) ${file}`, detail: message })),
    ];
    const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
    if (!chosen?.model) return undefined;
    await this.context.globalState.update(lastModelKey, chosen.model.id);
    return chosen.model;
  }

  private async ask(): Promise<ModelList> {
    return this.server.request('lexiscope/models', { files: [...(await this.trained()), ...settings.models()] });
  }

  private item(model: ModelInfo, note?: string): ModelItem {
    const { presenter } = this;
    const { id, shipped, name, labels, languages, multiple } = model;
    const names = labels.slice(0, labelsShown).map((label) => presenter.labelName(label.name, { task: questionOf(model).task, displayNames: label.displayName ? { [label.name]: label.displayName } : {} }));
    const more = labels.length > labelsShown ? ' …' : '';
    const reads = languages.includes('*') ? vscode.l10n.t('any language') : presenter.enumerate(languages.slice(0, labelsShown).map((code) => presenter.languageName(code)));
    return {
      model,
      label: `$(${shipped ? 'package' : 'beaker'}) ${name}`,
      description: [note, shipped ? undefined : id].filter((part) => part !== undefined).join(' · '),
      detail: `${multiple ? vscode.l10n.t('{0} labels, several may hold', labels.length) : vscode.l10n.t('{0} labels', labels.length)}: ${names.join(', ')}${more} · ${vscode.l10n.t('reads {0}', reads)}`,
    };
  }

  private async trained(): Promise<string[]> {
    const folder = modelsFolder(this.context);
    try {
      const files = await vscode.workspace.fs.readDirectory(folder);
      return files.filter(([name]) => name.endsWith('.onnx')).map(([name]) => vscode.Uri.joinPath(folder, name).fsPath).sort();
    } catch {
      return []; // nothing has been trained yet
    }
  }
}

/** How the server is asked with this model. */
export function questionOf({ id, shipped, task }: ModelInfo): Question & { model: string } {
  const known = (['language', 'sentiment', 'topics', 'spam'] as const).find((name) => name === task);
  return { task: shipped && known ? known : 'custom', model: id };
}
