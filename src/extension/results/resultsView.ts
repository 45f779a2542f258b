import * as vscode from 'vscode';
import type { Analyses } from '../answers/analyses.ts';
import type { Place } from '../answers/place.ts';
import type { Presenter } from '../answers/present.ts';
import { fromRange } from '../reading/subject.ts';
import { type ResultNode, type Tone, type TreeParts, documentNode } from './nodes.ts';

const excerptLength = 100;

const colours: Readonly<Record<Tone, vscode.ThemeColor | undefined>> = {
  positive: new vscode.ThemeColor('charts.green'),
  negative: new vscode.ThemeColor('charts.red'),
  warning: new vscode.ThemeColor('list.warningForeground'),
  plain: undefined,
};

/** The view `Results` of the side bar: documents, their answers, sections and segments. */
export class ResultsView implements vscode.TreeDataProvider<ResultNode>, vscode.Disposable {
  private readonly analyses: Analyses;
  private readonly parts: TreeParts;
  private readonly view: vscode.TreeView<ResultNode>;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  /** Made once an answer, so that rows can be revealed. */
  private roots: ResultNode[] = [];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(analyses: Analyses, presenter: Presenter) {
    this.analyses = analyses;
    this.parts = { presenter, t: vscode.l10n.t, excerpt, title: titleOf };
    this.view = vscode.window.createTreeView('lexiscope.results', { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [this.view, this.changed, analyses.onDidChange(() => this.refresh())];
  }

  /** Shows the answers of a document, without taking the focus from the text. */
  async reveal(uri: string): Promise<void> {
    const node = this.roots.find(({ id }) => id === uri);
    if (node) await this.view.reveal(node, { focus: false, select: false, expand: 2 });
  }

  /** The selected row, for commands that come from the palette. */
  get selected(): ResultNode | undefined {
    return this.view.selection[0];
  }

  getTreeItem(node: ResultNode): vscode.TreeItem {
    const { id, label, description, tooltip, icon, tone, spoken, contexts, place, isOpen, children } = node;
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, children ? (isOpen ? Expanded : Collapsed) : None);
    item.id = id;
    item.description = description;
    item.tooltip = tooltip;
    item.iconPath = new vscode.ThemeIcon(icon, colours[tone]);
    item.contextValue = contexts.join(' ');
    item.accessibilityInformation = { label: spoken ?? [label, description].filter((text) => text).join(', ') };
    if (place) item.command = { command: 'vscode.open', title: vscode.l10n.t('Go to the text'), arguments: [vscode.Uri.parse(place.uri), { selection: fromRange(place.range), preserveFocus: true }] };
    return item;
  }

  getChildren(node?: ResultNode): ResultNode[] {
    return node ? (node.children?.() ?? []) : this.roots;
  }

  /** Only documents are revealed; they have no row above them. */
  getParent(): undefined {
    return undefined;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private refresh(): void {
    this.roots = this.analyses.all().map((answers) => documentNode(answers, this.parts));
    this.changed.fire();
  }
}

export function titleOf(uri: string): string {
  return vscode.Uri.parse(uri).path.split('/').at(-1) ?? uri;
}

/** The text at a place of an open document, on one line. */
export function excerpt({ uri, range }: Place): string {
  return textAt({ uri, range }, excerptLength).replace(/\s+/g, ' ').trim();
}

/** The text at a place of an open document, cut off at `maximum` characters; empty where the document is not open. */
export function textAt({ uri, range }: Place, maximum = Infinity): string {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
  if (!document) return '';
  const where = fromRange(range);
  const end = Math.min(document.offsetAt(where.end), document.offsetAt(where.start) + maximum);
  return document.getText(new vscode.Range(where.start, document.positionAt(end)));
}
