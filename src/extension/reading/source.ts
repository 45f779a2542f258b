import * as vscode from 'vscode';
import { settings } from '../settings.ts';
import { type TableKind, formatOf, isSourceCode, tableKind } from './formats.ts';
import type { Source } from './question.ts';
import type { Subject } from './subject.ts';
import { type Column, csvColumns, jsonFields } from './tableHead.ts';

/** So much of a table is looked at for the names of its columns. */
const headLength = 65_536;
type CodeParts = NonNullable<Source['codeParts']>;

/**
 * What is to be read of a document where there is a choice: of source code comments or strings, of a table a column.
 * @returns undefined when the person chose nothing
 */
export async function chooseSource(subject: Subject): Promise<Source | undefined> {
  if (subject.kind !== 'text' || subject.ranges) return {};
  const { document } = subject;
  const format = formatOf(document.languageId, document.uri.path);
  const source: Source = format === document.languageId ? {} : { languageId: format };
  const kind = tableKind(format);
  if (kind) {
    const chosen = await chooseColumn(document.getText(new vscode.Range(0, 0, document.positionAt(headLength).line + 1, 0)), kind);
    return chosen && { ...source, ...chosen };
  }
  if (!isSourceCode(format)) return source;
  const parts = settings.sourceCode(document);
  const codeParts = parts === 'ask' ? await chooseCodeParts() : parts;
  return codeParts && { ...source, codeParts };
}

/** Asks for the column or field that holds the texts. Without columns to choose from, the server chooses. */
export async function chooseColumn(head: string, kind: TableKind): Promise<Source | undefined> {
  const columns = kind === 'csv' ? csvColumns(head) : jsonFields(head);
  if (columns.length < 2) return {};
  const items = columns.map((column, index) => ({ label: column.name || vscode.l10n.t('Column {0}', index + 1), description: column.example, column, index }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: kind === 'csv' ? vscode.l10n.t('Which column holds the texts?') : vscode.l10n.t('Which field holds the texts?'),
    matchOnDescription: true,
  });
  return chosen && columnSource(kind, chosen.column, chosen.index);
}

function columnSource(kind: TableKind, { name }: Column, index: number): Source {
  if (kind === 'jsonl') return { field: name };
  return { column: name === '' ? index : name };
}

async function chooseCodeParts(): Promise<CodeParts | undefined> {
  const items: (vscode.QuickPickItem & { parts: CodeParts })[] = [
    { label: vscode.l10n.t('Comments'), parts: 'comments' },
    { label: vscode.l10n.t('Strings'), parts: 'strings' },
    { label: vscode.l10n.t('Comments and strings'), parts: 'both' },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('What shall be read of this source code?'),
    placeHolder: vscode.l10n.t('The setting lexiscope.sourceCode answers this for good'),
  });
  return chosen?.parts;
}
