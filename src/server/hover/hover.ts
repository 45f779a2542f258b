import type { TextDocument } from 'vscode-languageserver-textdocument';
import { throwIfAborted } from '../../base/errors.ts';
import { toWireError } from '../../protocol/rpc.ts';
import type { HoverAnswer, HoverParams } from '../../protocol/hover.ts';
import type { SpaceInfo, WordDescription } from '../../protocol/spaces.ts';
import type { ServerSettings } from '../clientSettings.ts';
import { commonLanguageId } from '../languageIds.ts';
import type { Spaces } from '../spaces/spaces.ts';
import { type HoverStyle, hoverNote, hoverText } from './hoverText.ts';
import { type WordFinder, type WordInText } from './wordAt.ts';

/** A space that takes longer to read is told about; the reading goes on. */
const patienceMs = 1500;
/** A longer selection is no word to compare with. */
const longestSelection = 100;

export interface HoverParts {
  readonly spaces: Spaces;
  readonly words: WordFinder;
  readonly style: HoverStyle;
  readonly workspaceFolder: string | undefined;
}

/** The answer to `textDocument/hover`; null where there is no word, or hovers are switched off for the document. */
export async function hover(parts: HoverParts, document: TextDocument, params: HoverParams, settings: ServerSettings, signal: AbortSignal): Promise<HoverAnswer | null> {
  const { enabled, languages } = settings.hover;
  const ids = [document.languageId, commonLanguageId(document.languageId), '*'];
  if (!enabled || !ids.some((id) => languages.includes(id))) return null;
  const word = await parts.words.at(document, document.offsetAt(params.position), signal);
  throwIfAborted(signal, 'The hover');
  if (!word) return null;
  const second = params.selection && selectedWord(document, params.selection, word);
  const { spaces, style } = parts;
  const chosen = await spaces.choose(undefined, word.paragraph, settings, parts.workspaceFolder, signal);
  const name = nameOf(spaces.registry.info(chosen), style.locale);
  let shown = word.forms[word.forms.length - 1];
  let text: string;
  try {
    const described = await inTime(describe(parts, word, chosen, second, settings.hover.neighbours, signal));
    if (described) shown = described.form;
    text = described ? hoverText(described.description, name, second, style) : hoverNote(name, undefined, style);
  } catch (error) {
    const { code, message } = toWireError(error);
    if (code === 'cancelled') throw error;
    text = hoverNote(name, message, style);
  }
  const range = { start: document.positionAt(shown.start), end: document.positionAt(shown.end) };
  return { contents: { kind: 'markdown', value: text }, range };
}

/** A shipped space is called by its language, in the language of the editor. */
function nameOf({ name, origin, language }: SpaceInfo, locale: string): string {
  return origin === 'shipped' && language !== null ? (new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? name) : name;
}

interface Described {
  readonly form: WordInText['forms'][number];
  readonly description: WordDescription;
}

/** The first form that the space knows: the compound, else the part under the pointer. */
async function describe({ spaces }: HoverParts, { forms }: WordInText, id: string, second: string | undefined, top: number, signal: AbortSignal): Promise<Described> {
  for (const [i, form] of forms.entries()) {
    const description = await spaces.ask('describeWord', { word: form.word, second, top }, id, { signal });
    const isKnown = description.term !== null && description.term.kind !== 'subwords';
    if (isKnown || i === forms.length - 1) return { form, description };
  }
  throw new Error('a word without a form');
}

/** The work's result, or undefined when it takes longer than the patience. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    // What fails after the answer has been given is told by the next hover.
    work.catch(() => undefined);
  }
}

/** The selected text where it is one word, and another one than that under the pointer. */
function selectedWord(document: TextDocument, selection: NonNullable<HoverParams['selection']>, { forms }: WordInText): string | undefined {
  const text = document.getText(selection).trim();
  if (text === '' || text.length > longestSelection || /\s/.test(text) || !/\p{L}/u.test(text)) return undefined;
  const start = document.offsetAt(selection.start);
  const end = document.offsetAt(selection.end);
  const isUnderPointer = forms.some((form) => start < form.end && form.start < end);
  return isUnderPointer ? undefined : text;
}
