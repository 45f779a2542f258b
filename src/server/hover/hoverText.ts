import { textBar } from '../../base/bar.ts';
import { hoverCommands } from '../../protocol/hover.ts';
import type { PairSimilarity, Term, WordDescription } from '../../protocol/spaces.ts';
import { phrasesFor, type Phrases } from './phrases.ts';

export interface HoverStyle {
  readonly locale: string;
  /** The client follows command links, and has the commands. */
  readonly commandLinks: boolean;
}

const barLength = 12;

/** What is shown for a word, as Markdown that reads well unrendered too. @param second what the selected word is, where one is selected */
export function hoverText(description: WordDescription, spaceName: string, second: string | undefined, style: HoverStyle): string {
  const phrases = phrasesFor(style.locale);
  const { asked, term, neighbours, spellings, size, similarity } = description;
  const lines: string[] = [];
  if (term === null) lines.push(phrases.unknown(`**${plain(asked)}**`, plain(spaceName)));
  else lines.push([`**${plain(asked)}**`, ...noteOn(term, size, phrases, style.locale), plain(spaceName)].join(' · '));
  if (term && second !== undefined) lines.push('', comparison(term, second, similarity, phrases, style.locale));
  if (neighbours.length > 0) lines.push('', '```text', ...bars(neighbours, style.locale), '```');
  if (spellings.length > 0) lines.push('', phrases.spelledLike(spellings.map((word) => `*${plain(word)}*`).join(', ')));
  if (style.commandLinks) lines.push('', links(description, second, phrases).join(' · '));
  return lines.join('\n');
}

/** A line for a space that is not there yet, or never will be. */
export function hoverNote(spaceName: string, error: string | undefined, { locale, commandLinks }: HoverStyle): string {
  const phrases = phrasesFor(locale);
  if (error === undefined) return phrases.loading(plain(spaceName));
  return `${phrases.cannotRead(plain(spaceName))} ${plain(error)}${commandLinks ? `\n\n${link(phrases.otherSpace, hoverCommands.choose, {})}` : ''}`;
}

function bars(neighbours: WordDescription['neighbours'], locale: string): string[] {
  const width = Math.max(...neighbours.map(({ word }) => [...word].length));
  return neighbours.map(({ word, score }) => `${word.replace(/`/g, "'")}${' '.repeat(width - [...word].length)}  ${textBar(score, barLength).padEnd(barLength)} ${decimals(score, locale)}`);
}

function noteOn(term: Term, size: number, phrases: Phrases, locale: string): string[] {
  const whole = new Intl.NumberFormat(locale);
  if (term.rank === null) return [phrases.bySubwords];
  // A capital at the beginning of a sentence is not worth a note.
  const note = term.kind === 'exact' || term.kind === 'case' ? [] : [phrases.takenAs(`*${plain(term.word)}*`)];
  return [...note, phrases.rank(whole.format(term.rank), whole.format(size))];
}

function comparison(term: Term, second: string, similarity: PairSimilarity | null, phrases: Phrases, locale: string): string {
  if (!similarity) return phrases.secondUnknown(`*${plain(second)}*`);
  const other = `*${plain(similarity.second.word)}*`;
  const first = `*${plain(term.word)}*`;
  const rank = phrases.neighbourRank(other, new Intl.NumberFormat(locale).format(similarity.neighbourRank), first);
  return `${phrases.similarity(first, other, `**${decimals(similarity.cosine, locale)}**`)} \`${textBar(similarity.cosine, barLength) || ' '}\` · ${rank}`;
}

function links({ space, asked, term }: WordDescription, second: string | undefined, phrases: Phrases): string[] {
  const found = term
    ? [link(phrases.explore, hoverCommands.explore, { space, word: term.word }), link(phrases.compare, hoverCommands.compare, { space, first: term.word, ...(second !== undefined && { second }) })]
    : [];
  return [...found, link(phrases.otherSpace, hoverCommands.choose, { space, word: asked })];
}

function link(label: string, command: string, argument: object): string {
  return `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([argument])).replace(/[()]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)})`;
}

function decimals(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

/** Text without meaning as Markdown or HTML. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&');
}
