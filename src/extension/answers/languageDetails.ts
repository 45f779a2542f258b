import * as vscode from 'vscode';
import type { DocumentAnalysis, DocumentSegment } from '../../protocol/analysis.ts';
import type { Analyses } from './analyses.ts';
import { type Presenter, languagesIn, runsOf } from './present.ts';

const maximumRows = 500;
const excerptLength = 80;
const runnersUpShown = 5;

interface Row extends vscode.QuickPickItem {
  readonly range?: vscode.Range;
  readonly document?: vscode.TextDocument;
}

/** The click on the status bar item: runners-up and the languages in the text; choosing a part reveals it. */
export async function showLanguageDetails(analyses: Analyses, presenter: Presenter): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const analysis = editor && analyses.get(editor.document, 'language');
  if (!analysis) {
    await vscode.commands.executeCommand('lexiscope.detectLanguage');
    return;
  }
  const documents = new Map(vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]));
  const documentOf = ({ cell }: DocumentSegment): vscode.TextDocument => documents.get(cell === undefined ? analysis.uri : analysis.cells?.[cell].uri ?? '') ?? editor.document;
  const again: Row = { label: `$(refresh) ${vscode.l10n.t('Detect again')}` };
  const chosen = await vscode.window.showQuickPick([...partRows(analysis, documentOf, presenter), ...runnerUpRows(analysis, presenter), separator(''), again], {
    title: presenter.explanation(analysis),
    placeHolder: vscode.l10n.t('Choose a part to go to it'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === again) {
    await vscode.commands.executeCommand('lexiscope.detectLanguage');
  } else if (chosen?.range && chosen.document && analyses.get(chosen.document, 'language') === analysis) {
    await vscode.commands.executeCommand('vscode.open', chosen.document.uri, { selection: chosen.range, viewColumn: editor.viewColumn });
  }
}

function partRows({ segments }: DocumentAnalysis, documentOf: (segment: DocumentSegment) => vscode.TextDocument, presenter: Presenter): Row[] {
  const runs = runsOf(segments);
  if (runs.length === 0) return [];
  const rows: Row[] = runs.slice(0, maximumRows).map((run) => partRow(run, documentOf(run), presenter));
  if (runs.length > maximumRows) rows.push({ label: vscode.l10n.t('{0} more parts are not listed', runs.length - maximumRows) });
  return [separator(vscode.l10n.t('Languages in the text')), ...rows];
}

function partRow({ label, score, range }: DocumentSegment, document: vscode.TextDocument, presenter: Presenter): Row {
  const where = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  const [first, last] = [range.start.line + 1, range.end.line + 1];
  const lines = first === last ? vscode.l10n.t('line {0}', first) : vscode.l10n.t('lines {0} to {1}', first, last);
  const beginning = new vscode.Range(where.start, document.positionAt(Math.min(document.offsetAt(where.start) + excerptLength, document.offsetAt(where.end))));
  return {
    label: presenter.languageName(label),
    description: `${presenter.score(score)} · ${lines}`,
    detail: document.getText(beginning).replace(/\s+/g, ' '),
    range: where,
    document,
  };
}

/** In a mixed document the scores are the languages' shares; else, how probable each language is. */
function runnerUpRows(analysis: DocumentAnalysis, presenter: Presenter): Row[] {
  const isMixed = languagesIn(analysis).length > 1;
  const rows = isMixed ? analysis.scores.filter(({ score }) => score >= 0.01) : analysis.scores.slice(1, 1 + runnersUpShown);
  if (rows.length === 0) return [];
  return [separator(isMixed ? vscode.l10n.t('Shares') : vscode.l10n.t('Runners-up')), ...rows.map(({ label, score }) => ({ label: presenter.languageName(label), description: presenter.score(score) }))];
}

function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
