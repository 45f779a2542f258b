import * as vscode from 'vscode';
import type { DocumentAnalysis } from '../../protocol/analysis.ts';
import type { Analyses } from './analyses.ts';
import type { CommandId } from '../commandIds.ts';
import type { Presenter } from './present.ts';
import { settings } from '../settings.ts';

/** Formats that people write prose in: the only ones where the item is offered unasked. */
const proseLanguages = new Set(['plaintext', 'markdown', 'mdx', 'latex', 'tex', 'html', 'restructuredtext', 'asciidoc', 'git-commit', 'typst', 'org']);
const runnersUpShown = 4;

/** The item at the right of the status bar: the language of the active document, or the offer to detect it. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('lexiscope.language', vscode.StatusBarAlignment.Right, 100);
  private readonly analyses: Analyses;
  private readonly presenter: Presenter;
  private readonly busy = new Map<string, number>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(analyses: Analyses, presenter: Presenter) {
    this.analyses = analyses;
    this.presenter = presenter;
    this.item.name = vscode.l10n.t('Lexiscope: Language');
    this.subscriptions = [
      this.item,
      analyses.onDidChange(() => this.update()),
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      settings.onDidChange(['statusBar'], () => this.update()),
    ];
    this.update();
  }

  /** Shows that the document is being read until the function that it returns is called. */
  showBusy(uri: vscode.Uri): () => void {
    const key = uri.toString();
    this.busy.set(key, (this.busy.get(key) ?? 0) + 1);
    this.update();
    return () => {
      const left = (this.busy.get(key) ?? 1) - 1;
      if (left > 0) this.busy.set(key, left);
      else this.busy.delete(key);
      this.update();
    };
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const mode = settings.statusBar();
    if (!document || mode === 'never') {
      this.item.hide();
      return;
    }
    const answers = this.analyses.about(document);
    const analyses = answers?.analyses ?? [];
    const isBusy = this.busy.has(answers?.uri ?? document.uri.toString()) || this.busy.has(vscode.window.activeNotebookEditor?.notebook.uri.toString() ?? '');
    if (analyses.length === 0 && !isBusy && mode === 'prose' && !proseLanguages.has(document.languageId)) {
      this.item.hide();
      return;
    }
    if (isBusy) this.showReading();
    else if (analyses.length > 0) this.showAnswers(analyses);
    else this.offer();
    this.item.show();
  }

  private showReading(): void {
    this.render('$(loading~spin)', vscode.l10n.t('Reading the text'), vscode.l10n.t('Lexiscope is reading the text.'), undefined);
  }

  private offer(): void {
    this.render('$(globe)', vscode.l10n.t('Language?'), vscode.l10n.t('Detect the language of this document'), 'lexiscope.detectLanguage');
  }

  /** The language first; with it, or alone, the sentiment. Others are in the result view. */
  private showAnswers(analyses: readonly DocumentAnalysis[]): void {
    const language = analyses.find(({ task }) => task === 'language');
    const named = [language, analyses.find(({ task }) => task === 'sentiment')].filter((analysis) => analysis !== undefined);
    const shown = named.length > 0 ? named : analyses.slice(0, 1);
    const text = shown.map((analysis) => this.presenter.headline(analysis)).join(' · ');
    this.render(language ? '$(globe)' : '$(book)', text, this.tooltip(analyses), language ? 'lexiscope.showLanguageDetails' : 'lexiscope.results.focus');
  }

  private render(icon: string, text: string, tooltip: string | vscode.MarkdownString, command: CommandId | 'lexiscope.results.focus' | undefined): void {
    this.item.text = `${icon} ${text}`;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.accessibilityInformation = { label: vscode.l10n.t('Lexiscope: {0}', text), role: 'button' };
  }

  private tooltip(analyses: readonly DocumentAnalysis[]): vscode.MarkdownString {
    const { presenter } = this;
    const tooltip = new vscode.MarkdownString();
    for (const analysis of analyses) {
      const explanation = presenter.explanation(analysis);
      tooltip.appendText(analysis.ranges ? vscode.l10n.t('Selection: {0}', explanation) : explanation);
      const runnersUp = analysis.scores.slice(0, runnersUpShown + 1);
      if (analysis.task === 'language' && runnersUp.length > 1) {
        tooltip.appendMarkdown(`\n\n| | |\n|:--|--:|\n`);
        for (const { label, score } of runnersUp) tooltip.appendMarkdown(`| ${escapeCell(presenter.languageName(label))} | ${presenter.score(score)} |\n`);
      }
      tooltip.appendMarkdown('\n\n');
    }
    tooltip.appendText(vscode.l10n.t('Click for details'));
    return tooltip;
  }
}

/** A label comes from a model file: it must not become Markdown. */
function escapeCell(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&$~]/g, '\\$&').replace(/\s+/g, ' ');
}
