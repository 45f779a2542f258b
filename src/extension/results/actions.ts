import * as vscode from 'vscode';
import type { DocumentAnalysis } from '../../protocol/analysis.ts';
import type { Analyses, Answers } from '../answers/analyses.ts';
import type { Presenter } from '../answers/present.ts';
import { isCancellation, showError } from '../failures.ts';
import { withCancellableProgress } from '../reading/progress.ts';
import type { Reader } from '../reading/reader.ts';
import type { Server } from '../server.ts';
import { type Place, isSamePlace, placeOf } from '../answers/place.ts';
import type { Part, ResultNode } from './nodes.ts';
import { type ReportParts, type Reported, toJson, toMarkdown, within } from './report.ts';
import { type ResultsView, textAt, titleOf } from './resultsView.ts';

export interface ActionParts {
  readonly server: Server;
  readonly analyses: Analyses;
  readonly presenter: Presenter;
  readonly reader: Reader;
  readonly view: ResultsView;
  readonly log: vscode.LogOutputChannel;
}

type Format = 'markdown' | 'json';

/** The commands about what has been read: on the row they are called from, else the selected one, else the active document. */
export class ResultActions {
  private readonly parts: ActionParts;
  private readonly report: ReportParts;

  constructor(parts: ActionParts) {
    this.parts = parts;
    this.report = { presenter: parts.presenter, t: vscode.l10n.t, textAt, title: titleOf };
  }

  /** Asks which words carried an answer; the view lists them and the text shows them. */
  async explain(node?: ResultNode): Promise<void> {
    const { server, analyses, presenter, view, log } = this.parts;
    const part = await this.explainable(node);
    const { analysis, answers, place } = part ?? {};
    if (!analysis || !answers) return;
    const uri = place?.uri ?? analysis.uri;
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    const { task, model, ranges } = analysis;
    const label = part?.label ?? analysis.label;
    const where = place ? [place.range] : ranges;
    const params = {
      task, model: model.id, ...answers.source, textDocument: { uri, ...(document && { version: document.version }) }, ...(where && { ranges: [...where] }), ...(label !== null && { label }),
    };
    try {
      const explanation = await withCancellableProgress(vscode.l10n.t('Explaining the result'), (fraction) => presenter.score(fraction), ({ token, report }) => server.request('lexiscope/explain', params, { token, onProgress: report }));
      log.info(`explained ${explanation.label} by ${explanation.method}, ${explanation.total} parts, in ${explanation.elapsedMs.toFixed(0)} ms`);
      if (analyses.explain({ analysis, explanation, ...(place && { place }) })) await view.reveal(analysis.uri);
    } catch (error) {
      if (!isCancellation(error)) void showError(error, log);
    }
  }

  async copy(format: Format, node?: ResultNode): Promise<void> {
    const reported = await this.reported(node);
    if (reported) await vscode.env.clipboard.writeText(this.write(reported, format));
  }

  async save(node?: ResultNode): Promise<void> {
    const part = await this.part(node);
    if (!part) return;
    const { answers } = part;
    const source = vscode.Uri.parse(answers.uri);
    const folder = source.scheme === 'file' ? vscode.Uri.joinPath(source, '..') : vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${titleOf(answers.uri).replace(/\.[^.]*$/, '')}.lexiscope.md`;
    const file = await vscode.window.showSaveDialog({ ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }), filters: { Markdown: ['md'], JSON: ['json'] }, title: vscode.l10n.t('Save the report') });
    if (!file) return;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(this.write(answers, file.path.endsWith('.json') ? 'json' : 'markdown')));
    await vscode.window.showTextDocument(file);
  }

  async readAgain(node?: ResultNode): Promise<void> {
    const part = await this.part(node);
    if (part) await this.parts.reader.readAgain(part.answers);
  }

  async remove(node?: ResultNode): Promise<void> {
    const part = await this.part(node);
    if (part) this.parts.analyses.delete(part.answers.uri);
  }

  private write(reported: Reported, format: Format): string {
    return format === 'json' ? toJson(reported, this.report) : toMarkdown(reported, this.report);
  }

  private async reported(node?: ResultNode): Promise<Reported | undefined> {
    const part = await this.part(node);
    if (!part?.analysis) return part?.answers;
    const { answers, analysis, place } = part;
    const narrowed = place ? within(analysis, place) : analysis;
    const explained = answers.explained.filter((each) => each.analysis === analysis && (!place || isSamePlace(each.place, place))).map((each) => ({ ...each, analysis: narrowed }));
    return { uri: answers.uri, analyses: [narrowed], explained };
  }

  /** @returns undefined after offering to read the document, where nothing has been read */
  private async part(node: ResultNode | undefined): Promise<Part | undefined> {
    const active = this.activeAnswers();
    const part = node?.part ?? (active ? { answers: active } : this.parts.view.selected?.part);
    // The rows of an answer that has gone since.
    const current = part && this.parts.analyses.of(part.answers.uri);
    if (part && current && (!part.analysis || current.analyses.includes(part.analysis))) return { ...part, answers: current };
    const analyze = vscode.l10n.t('Analyze Document');
    const choice = await vscode.window.showInformationMessage(vscode.l10n.t('This document has not been read as it is now.'), analyze);
    if (choice === analyze) await this.parts.reader.analyzeDocument();
    return undefined;
  }

  /** What `Explain This Result` is about: a row that has a label; from the palette, the segment at the cursor or an answer of the person's choice. */
  private async explainable(node: ResultNode | undefined): Promise<Part | undefined> {
    const part = await this.part(node);
    if (!part || part.analysis) return part;
    const { answers } = part;
    const explainable = answers.analyses.filter(({ label }) => label !== null);
    if (explainable.length === 0) return undefined;
    const analysis = explainable.length === 1 ? explainable[0] : await this.chooseAnalysis(explainable);
    const place = analysis && segmentAtCursor(analysis);
    return analysis && { answers, analysis, ...(place && { place: place.place, label: place.label }) };
  }

  private async chooseAnalysis(analyses: readonly DocumentAnalysis[]): Promise<DocumentAnalysis | undefined> {
    const { presenter } = this.parts;
    const items = analyses.map((analysis) => ({ label: presenter.taskName(analysis), description: presenter.headline(analysis), analysis }));
    return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Explain which result?') }))?.analysis;
  }

  private activeAnswers(): Answers | undefined {
    const document = vscode.window.activeTextEditor?.document;
    return document && this.parts.analyses.about(document);
  }
}

/** The sentence or paragraph that the cursor is in; undefined at the very beginning of a document, where it means the whole. */
function segmentAtCursor(analysis: DocumentAnalysis): { place: Place; label: string } | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || analysis.task === 'language' || analysis.segments.length < 2) return undefined;
  const { document, selection: { active } } = editor;
  if (active.line === 0 && active.character === 0) return undefined;
  for (const segment of analysis.segments) {
    const place = placeOf(analysis, segment);
    const { start, end } = place.range;
    if (place.uri === document.uri.toString() && new vscode.Range(start.line, start.character, end.line, end.character).contains(active)) return { place, label: segment.label };
  }
  return undefined;
}
