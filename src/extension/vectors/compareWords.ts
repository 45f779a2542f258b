import * as vscode from 'vscode';
import type { SpaceRequests } from './spaceRequests.ts';
import { listedWords } from './typedWords.ts';
import { paragraphAround, wordAtCursor } from './wordAtCursor.ts';

export interface CompareArguments {
  readonly first?: string;
  readonly second?: string;
  readonly space?: string;
}

/** `Lexiscope: Compare Words...`: the cosines of all pairs of two or more words, nearest first; of three or more, the one that fits least. */
export async function compareWords(requests: SpaceRequests, { first, second, space }: CompareArguments): Promise<void> {
  const atCursor = first === undefined ? wordAtCursor() : undefined;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Compare words'),
    prompt: vscode.l10n.t('Two or more words, with blanks or commas between'),
    value: [first ?? atCursor?.word, second].filter((word) => word !== undefined).join(' ') + (second === undefined ? ' ' : ''),
    validateInput: (value) => (listedWords(value).length < 2 ? vscode.l10n.t('Type at least two words.') : undefined),
  });
  if (typed === undefined) return;
  const words = listedWords(typed);
  const context = atCursor && paragraphAround(atCursor.editor.document, atCursor.range.start);
  const { terms, unknown, cosines, space: answered } = await requests.ask('similarityMatrix', { words, ...(space !== undefined ? { space } : context !== undefined && { context }) });
  const pairs = terms.flatMap((a, i) => terms.slice(i + 1).map((b, j) => ({ a, b, cosine: cosines[i][i + 1 + j] }))).sort((x, y) => y.cosine - x.cosine);
  const odd = terms.length >= 3 ? (await requests.ask('oddOneOut', { words: terms.map(({ word }) => word), space: answered })).odd : undefined;
  const decimals = new Intl.NumberFormat(vscode.env.language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  const rows: vscode.QuickPickItem[] = [
    ...(odd === undefined ? [] : [{ label: `$(circle-slash) ${vscode.l10n.t('Odd one out: {0}', odd)}` }]),
    ...pairs.map(({ a, b, cosine }) => ({ label: `${a.word} – ${b.word}`, description: decimals.format(cosine) })),
    ...unknown.map((word) => ({ label: `$(warning) ${vscode.l10n.t('{0} is not in the vocabulary.', word)}` })),
  ];
  const chosen = await vscode.window.showQuickPick(rows, { title: vscode.l10n.t('Similarity (cosine)'), placeHolder: vscode.l10n.t('Choose a row to copy it') });
  if (chosen) await vscode.env.clipboard.writeText(`${chosen.label.replace(/^\$\([^)]*\) /, '')}\t${chosen.description ?? ''}`.trim());
}
