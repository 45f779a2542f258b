import * as vscode from 'vscode';
import type { Analyses, Answers } from '../answers/analyses.ts';
import { isSamePlace, placeOf } from '../answers/place.ts';
import type { Presenter } from '../answers/present.ts';
import { fromRange } from '../reading/subject.ts';
import { evidenceText } from '../results/nodes.ts';
import { settings } from '../settings.ts';

type MarkKind = 'positive' | 'negative' | 'supporting' | 'opposing';

/** Of an explanation, so many words are marked at most, and none weaker than this share of the strongest. */
const marked = { most: 40, weakest: 0.2 };

function decorationType(kind: MarkKind): vscode.TextEditorDecorationType {
  const colour = (name: string): vscode.ThemeColor => new vscode.ThemeColor(`lexiscope.${kind}${name}`);
  const isEvidence = kind === 'supporting' || kind === 'opposing';
  // Never by colour alone: for and against differ in their lines, and the hover says it in words.
  const line = kind === 'opposing' || kind === 'negative' ? 'dashed' : 'solid';
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: colour('Background'), borderColor: colour('Border'), borderStyle: line, borderWidth: isEvidence ? '0 0 2px 0' : '1px', borderRadius: '2px',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...(!isEvidence && { overviewRulerColor: colour('Ruler'), overviewRulerLane: vscode.OverviewRulerLane.Right }),
  });
}

/** Marks in the text: the feeling of sentences, and the words that explain an answer. Only for the version that they were computed for. */
export class Annotations implements vscode.Disposable {
  private readonly analyses: Analyses;
  private readonly presenter: Presenter;
  private readonly memory: vscode.Memento;
  private readonly types: Readonly<Record<MarkKind, vscode.TextEditorDecorationType>>;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];

  /** Annotations were switched on or off. */
  readonly onDidToggle = this.changed.event;

  constructor(analyses: Analyses, presenter: Presenter, memory: vscode.Memento) {
    this.analyses = analyses;
    this.presenter = presenter;
    this.memory = memory;
    this.types = { positive: decorationType('positive'), negative: decorationType('negative'), supporting: decorationType('supporting'), opposing: decorationType('opposing') };
    this.subscriptions = [
      this.changed,
      ...Object.values(this.types),
      analyses.onDidChange(() => this.drawAll()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.drawAll()),
      settings.onDidChange(['annotations'], () => this.refresh()),
    ];
  }

  get areShown(): boolean {
    return this.memory.get<boolean>(shownKey, true);
  }

  async toggle(): Promise<void> {
    await this.memory.update(shownKey, !this.areShown);
    this.refresh();
    vscode.window.setStatusBarMessage(this.areShown ? vscode.l10n.t('Annotations are shown') : vscode.l10n.t('Annotations are hidden'), 3000);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private refresh(): void {
    this.drawAll();
    this.changed.fire();
  }

  private drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const answers = this.areShown ? this.analyses.about(editor.document) : undefined;
      const marks = answers ? this.marks(answers, editor.document.uri.toString()) : new Map<MarkKind, vscode.DecorationOptions[]>();
      for (const [kind, type] of Object.entries(this.types)) editor.setDecorations(type, marks.get(kind as MarkKind) ?? []);
    }
  }

  private marks(answers: Answers, uri: string): Map<MarkKind, vscode.DecorationOptions[]> {
    const marks = new Map<MarkKind, vscode.DecorationOptions[]>();
    const add = (kind: MarkKind, range: vscode.Range, hoverMessage: string): void => {
      const list = marks.get(kind) ?? [];
      list.push({ range, hoverMessage: new vscode.MarkdownString().appendText(hoverMessage) });
      marks.set(kind, list);
    };
    if (settings.annotations('sentiment')) this.addSentiment(answers, uri, add);
    this.addEvidence(answers, uri, add);
    return marks;
  }

  private addSentiment({ analyses }: Answers, uri: string, add: (kind: MarkKind, range: vscode.Range, hover: string) => void): void {
    const analysis = analyses.find(({ task }) => task === 'sentiment');
    for (const segment of analysis?.segments ?? []) {
      const { label, score } = segment;
      const place = placeOf(analysis!, segment);
      if (place.uri !== uri || (label !== 'positive' && label !== 'negative')) continue;
      add(label, fromRange(place.range), vscode.l10n.t('Lexiscope: {0} ({1})', this.presenter.labelName(label, analysis!), this.presenter.score(score)));
    }
  }

  /** The newest explanation, of each place that has one. */
  private addEvidence({ explained }: Answers, uri: string, add: (kind: MarkKind, range: vscode.Range, hover: string) => void): void {
    const newest = explained.filter((each, i) => !explained.slice(i + 1).some((later) => later.analysis.task !== each.analysis.task || isSamePlace(later.place, each.place)));
    for (const { analysis, explanation } of newest) {
      const name = this.presenter.labelName(explanation.label, analysis);
      const strongest = Math.abs(explanation.evidence[0]?.weight ?? 0);
      for (const { range, cell, weight } of explanation.evidence.slice(0, marked.most)) {
        const place = cell === undefined ? { uri: explanation.uri, range } : placeOf(analysis, { range, cell });
        if (place.uri !== uri || Math.abs(weight) < marked.weakest * strongest) continue;
        add(weight > 0 ? 'supporting' : 'opposing', fromRange(range), evidenceText(weight, name, vscode.l10n.t));
      }
    }
  }
}

const shownKey = 'lexiscope.annotationsShown';
