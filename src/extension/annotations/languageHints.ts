import * as vscode from 'vscode';
import type { Analyses } from '../answers/analyses.ts';
import { placeOf } from '../answers/place.ts';
import { type Presenter, languagesIn, runsOf } from '../answers/present.ts';
import { settings } from '../settings.ts';
import type { Annotations } from './annotations.ts';

/** Inlay hints where a document changes from one language to another; none where it is all in one. */
export class LanguageHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly analyses: Analyses;
  private readonly annotations: Annotations;
  private readonly presenter: Presenter;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChangeInlayHints = this.changed.event;

  constructor(analyses: Analyses, annotations: Annotations, presenter: Presenter) {
    this.analyses = analyses;
    this.annotations = annotations;
    this.presenter = presenter;
    const refresh = (): void => this.changed.fire();
    this.subscriptions = [
      this.changed, analyses.onDidChange(refresh), annotations.onDidToggle(refresh),
      vscode.languages.registerInlayHintsProvider(['file', 'untitled', 'vscode-vfs', 'vscode-notebook-cell'].map((scheme) => ({ scheme })), this),
    ];
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const analysis = this.analyses.get(document, 'language');
    if (!analysis || !this.annotations.areShown || !settings.annotations('languages') || languagesIn(analysis).length < 2) return [];
    const uri = document.uri.toString();
    const places = runsOf(analysis.segments).map((run) => ({ ...run, ...placeOf(analysis, run) })).filter((run) => run.uri === uri);
    return places.flatMap(({ label, score, range: { start } }) => {
      const position = new vscode.Position(start.line, start.character);
      if (!range.contains(position)) return [];
      const hint = new vscode.InlayHint(position, this.presenter.languageName(label));
      hint.paddingRight = true;
      hint.tooltip = vscode.l10n.t('Lexiscope: {0} ({1})', this.presenter.languageName(label), this.presenter.score(score));
      return [hint];
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
