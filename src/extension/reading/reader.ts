import * as vscode from 'vscode';
import type { DocumentAnalyses, DocumentAnalysis } from '../../protocol/analysis.ts';
import type { Analyses, Answers } from '../answers/analyses.ts';
import type { Presenter } from '../answers/present.ts';
import type { StatusBar } from '../answers/statusBar.ts';
import { isCancellation, showError } from '../failures.ts';
import type { Server } from '../server.ts';
import { settings } from '../settings.ts';
import { type Models, questionOf } from './models.ts';
import { withCancellableProgress } from './progress.ts';
import type { Question } from './question.ts';
import { type Asked, type Reading, readUntilCurrent } from './requests.ts';
import { chooseSource } from './source.ts';
import { type Subject, activeSubject, openSubject, uriOf } from './subject.ts';

export interface ReaderParts {
  readonly server: Server;
  readonly analyses: Analyses;
  readonly models: Models;
  readonly statusBar: StatusBar;
  readonly presenter: Presenter;
  readonly log: vscode.LogOutputChannel;
}

/** The commands that read a document: each on the file chosen in the explorer, else on the selection, else on the whole document. */
export class Reader {
  private readonly parts: ReaderParts;
  private readonly answered = new vscode.EventEmitter<string>();

  /** Tells the address of a document whose answers are to be seen in the result view. */
  readonly onDidAnswer = this.answered.event;

  constructor(parts: ReaderParts) {
    this.parts = parts;
  }

  async detectLanguage(uri?: vscode.Uri): Promise<void> {
    await this.read(uri, () => this.languageQuestion(uri), vscode.l10n.t('Detecting the language'));
  }

  async analyzeSentiment(uri?: vscode.Uri): Promise<void> {
    await this.read(uri, () => ({ task: 'sentiment' }), vscode.l10n.t('Analyzing the sentiment'));
  }

  async analyzeDocument(uri?: vscode.Uri): Promise<void> {
    await this.read(uri, () => 'all', vscode.l10n.t('Analyzing the document'));
  }

  async categorizeDocument(uri?: vscode.Uri): Promise<void> {
    const choose = async (): Promise<Question | undefined> => {
      const model = await this.parts.models.choose(vscode.l10n.t('Categorize with which model?'), ({ shipped, task }) => !shipped || task === 'topics' || task === 'spam');
      return model && questionOf(model);
    };
    await this.read(uri, choose, vscode.l10n.t('Categorizing the document'));
  }

  /** Asks again what has been asked about a document that has changed since. */
  async readAgain({ uri, questions, source }: Answers): Promise<void> {
    const subject = await openSubject(vscode.Uri.parse(uri));
    for (const question of questions) await this.ask(subject, source, question, vscode.l10n.t('Analyzing the document'));
  }

  private async read(uri: vscode.Uri | undefined, choose: () => Asked | undefined | Promise<Asked | undefined>, title: string): Promise<void> {
    try {
      const subject = uri ? await openSubject(uri) : activeSubject();
      if (!subject) {
        await offerSample();
        return;
      }
      const asked = await choose();
      const source = asked && (await chooseSource(subject));
      if (asked && source) await this.ask(subject, source, asked, title);
    } catch (error) {
      void showError(error, this.parts.log);
    }
  }

  private async ask(subject: Subject, source: Reading['source'], asked: Asked, title: string, force = false): Promise<void> {
    const { server, analyses, statusBar, presenter, log } = this.parts;
    const uri = uriOf(subject);
    const endBusy = statusBar.showBusy(uri);
    const languageModel = settings.languageModel(uri);
    const reading: Reading = { subject, source, force, ...(languageModel && { models: { language: languageModel } }) };
    // One that stands alone must be current; of several, each that is.
    const keep = ({ analyses: found }: DocumentAnalyses): boolean => found.map((analysis) => analyses.set(analysis, questionAbout(analysis, asked), source)).every((isKept) => isKept);
    try {
      const answer = await withCancellableProgress(title, (fraction) => presenter.score(fraction), (work) => readUntilCurrent(server, asked, reading, work, keep));
      for (const analysis of answer.analyses) log.info(logLine(analysis));
      for (const { task, reason } of answer.skipped) log.warn(`${task}: ${reason}`);
      if (asked === 'all' || asked.task !== 'language') this.answered.fire(uri.toString());
      this.notify(answer, (mismatched) => this.ask(subject, source, mismatched, title, true));
    } catch (error) {
      if (!isCancellation(error)) void showError(error, log);
    } finally {
      endBusy();
    }
  }

  /** At most one notification for one command. */
  private notify({ analyses }: DocumentAnalyses, again: (asked: Question) => Promise<void>): void {
    const { presenter } = this.parts;
    const mismatched = analyses.filter(({ mismatch, label }) => mismatch && label === null);
    if (mismatched.length > 0) {
      const anyway = vscode.l10n.t('Continue anyway');
      void vscode.window.showWarningMessage(mismatchMessage(mismatched, presenter), anyway).then(async (choice) => {
        if (choice === anyway) for (const analysis of mismatched) await again(questionAbout(analysis, 'all'));
      });
    } else if (settings.statusBar() === 'never' && analyses.length === 1 && analyses[0].task === 'language') {
      void vscode.window.showInformationMessage(presenter.explanation(analyses[0]));
    }
  }

  private languageQuestion(uri: vscode.Uri | undefined): Question {
    const scope = uri ?? vscode.window.activeTextEditor?.document.uri;
    const model = scope && settings.languageModel(scope);
    const candidates = scope && settings.languageCandidates(scope);
    return { task: 'language', ...(model && { model }), ...(candidates && { candidates }) };
  }
}

async function offerSample(): Promise<void> {
  const sample = vscode.l10n.t('Open a Sample Text');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('There is no text to read. Open a document first.'), sample);
  if (choice === sample) await vscode.commands.executeCommand('lexiscope.openSample');
}

/** What to ask for the same answer again. */
function questionAbout({ task, model }: DocumentAnalysis, asked: Asked): Question {
  return asked === 'all' ? { task, model: model.id } : asked;
}

function mismatchMessage(mismatched: readonly DocumentAnalysis[], presenter: Presenter): string {
  const [first] = mismatched;
  if (mismatched.length === 1 && first.mismatch) return presenter.mismatch(first.mismatch);
  const names = presenter.enumerate(mismatched.map((analysis) => presenter.taskName(analysis)));
  return vscode.l10n.t('The text is in {0}, which these models do not read: {1}.', presenter.languageName(first.mismatch?.language ?? ''), names);
}

function logLine({ task, uri, version, ranges, label, verdict, words, elapsedMs }: DocumentAnalysis): string {
  return `${task}: ${uri} version ${version ?? 'on disk'}${ranges ? ', selection' : ''}: ${label ?? 'no label'}, ${verdict}, ${words} words, in ${elapsedMs.toFixed(0)} ms`;
}
