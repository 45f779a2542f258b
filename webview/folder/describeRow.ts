import type { ResultRow } from '../../src/protocol/folder.ts';
import type { FolderState } from '../../src/protocol/folderPage.ts';
import { locale, t } from '../common/strings.ts';

const languageNames = new Intl.DisplayNames([locale, 'en'], { type: 'language', fallback: 'code' });
const percent = new Intl.NumberFormat([locale, 'en'], { style: 'percent', maximumFractionDigits: 0, roundingMode: 'floor' });
const count = new Intl.NumberFormat([locale, 'en']);

export const asPercent = (value: number): string => percent.format(value);
export const asCount = (value: number): string => count.format(value);

export function languageName(code: string): string {
  if (code === 'zxx') return t('no natural language');
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code; // no language code
  }
}

/** What a label is called. */
export function labelName(label: string, { isLanguage, result }: FolderState): string {
  return isLanguage ? languageName(label) : (result?.displayNames[label] ?? label);
}

/** The path below the folder, with the line of a table's row. */
export function placeOf({ uri, line }: ResultRow, { root }: FolderState): string {
  const below = uri.startsWith(root) ? uri.slice(root.length) : (uri.split('/').at(-1) ?? uri);
  const path = decodeURIComponent(below);
  return line === undefined ? path : t('{0}, line {1}', path, line + 1);
}

/** The answer in a few words. */
export function answerOf(row: ResultRow, state: FolderState): string {
  if (row.skipped !== undefined) return t('skipped');
  if (row.labels.length > 0) return row.labels.map((label) => labelName(label, state)).join(' + ');
  if (row.language !== undefined) return t('not read: {0}', languageName(row.language));
  if (row.verdict === 'not-enough-text') return t('Not enough text');
  return row.verdict === 'not-language' ? t('Not natural language') : t('none of its labels');
}
