import * as vscode from 'vscode';
import type { ScoredWord } from '../../protocol/spaces.ts';

export interface WordItem extends vscode.QuickPickItem {
  readonly word?: string;
}

/** Rows of a quick pick: the word, its cosine, its frequency rank. */
export function scoredItems(words: readonly ScoredWord[], buttons: readonly vscode.QuickInputButton[] = []): WordItem[] {
  const decimals = new Intl.NumberFormat(vscode.env.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat(vscode.env.language);
  return words.map(({ word, score, rank }) => ({
    label: word,
    description: `${decimals.format(score)}  ·  ${vscode.l10n.t('rank {0}', whole.format(rank))}`,
    word,
    buttons: [...buttons],
  }));
}

/** A row that only says something. */
export function noteItem(label: string, detail?: string): WordItem {
  return { label, alwaysShow: true, ...(detail !== undefined && { detail }) };
}
