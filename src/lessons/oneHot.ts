import type { LessonParams, NumberTable, OneHotLesson } from '../protocol/lessons.ts';
import { wordsOf } from './lessonText.ts';
import { weatherHeader, weatherRows } from './weather.ts';

/** A matrix with more rows than this is not looked at. */
const mostRows = 60;

/** A sentence and the weather table as vectors of one 1 and many 0: an axis for each word, character or value. */
export function oneHotLesson({ text, unit }: LessonParams<'oneHot'>): OneHotLesson {
  const units = unit === 'words' ? wordsOf(text) : [...text.normalize('NFC').replace(/\s+/gu, ' ').trim()];
  const shown = units.slice(0, mostRows);
  return { sentence: oneHot(shown), leftOut: units.length - shown.length, weather: { header: weatherHeader, rows: weatherRows, oneHot: oneHotColumns(weatherHeader, weatherRows) } };
}

/** Row i has its 1 in the column of units[i]; columns in code point order. */
export function oneHot(units: readonly string[]): NumberTable {
  const columns = [...new Set(units)].sort();
  return { rows: units, columns, values: units.map((unit) => columns.map((column) => (column === unit ? 1 : 0))) };
}

/** Each column of categories becomes as many columns as it has values, in order of appearance. */
export function oneHotColumns(header: readonly string[], rows: readonly (readonly string[])[]): NumberTable {
  const axes = header.flatMap((name, at) => [...new Set(rows.map((row) => row[at]))].map((value) => ({ at, value, name })));
  return { rows: rows.map((_, i) => String(i + 1)), columns: axes.map(({ name, value }) => `${name}=${value}`), values: rows.map((row) => axes.map(({ at, value }) => (row[at] === value ? 1 : 0))) };
}
