import { isDayBeforeMonth, isNeverLastWord } from './abbreviations.ts';

/** UTF-16 offsets in the text that was split. */
export interface SentenceRange {
  readonly start: number;
  readonly end: number;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/** Marks that may close a sentence behind its full stop. */
const closers = String.raw`["'”’»)\]]*`;
const ellipsisEnd = new RegExp(String.raw`…${closers}\s+(?=["'“‘«(]*\p{Lu})`, 'gu');

/**
 * The sentences of a paragraph, without the blanks around them: those of UAX #29 (Intl.Segmenter), but a line end does not end a sentence,
 * an abbreviation (Dr.), an initial (J. Smith), a list number or a German date (3. Oktober) does not either, and an ellipsis (…) before a capital does.
 *
 * Give it a paragraph of 2,000 characters or fewer: the time grows with the square of the length.
 */
export function splitSentences(text: string): SentenceRange[] {
  const sentences: SentenceRange[] = [];
  let start = 0;
  // Same length, so offsets stay: UAX #29 ends a sentence at every line end.
  for (const { segment, index } of segmenter.segment(text.replace(/[\r\n\u0085\u2028\u2029]/g, ' '))) {
    const end = index + segment.length;
    if (end < text.length && isFalseEnd(text.slice(start, end).trimEnd(), text.slice(end, end + 20))) continue;
    addTrimmed(text, start, end, sentences);
    start = end;
  }
  if (start < text.length) addTrimmed(text, start, text.length, sentences);
  return sentences;
}

/** Whether a sentence that ends like this goes on with what follows. */
function isFalseEnd(sentence: string, following: string): boolean {
  if (!sentence.endsWith('.')) return false;
  const [, before, word] = /(^|[\s("'“«\u00a0])([^\s("'“«]+)\.$/u.exec(sentence.slice(-30)) ?? [];
  if (word === undefined) return false;
  // A list number: all of the sentence.
  if (before === '' && sentence.length < 30 && /^(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})$/.test(word)) return true;
  return isInitial(word) || isNeverLastWord(word, following) || isDayBeforeMonth(word, following);
}

/** One capital (J), or several with full stops between (J.R.R). "I" more often ends a sentence. */
function isInitial(word: string): boolean {
  return /^\p{Lu}(?:\.-?\p{Lu})*$/u.test(word) && word !== 'I';
}

function addTrimmed(text: string, start: number, end: number, sentences: SentenceRange[]): void {
  let from = start;
  for (const match of text.slice(start, end).matchAll(ellipsisEnd)) {
    const to = start + match.index + match[0].length;
    pushTrimmed(text, from, to, sentences);
    from = to;
  }
  pushTrimmed(text, from, end, sentences);
}

function pushTrimmed(text: string, start: number, end: number, sentences: SentenceRange[]): void {
  const slice = text.slice(start, end);
  const length = slice.trimEnd().length;
  if (length > 0) sentences.push({ start: start + slice.length - slice.trimStart().length, end: start + length });
}
