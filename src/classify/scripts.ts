/**
 * The languages that are commonly written in a script (ISO 15924 code -> ISO 639-1 codes, after the Unicode CLDR's supplemental data).
 * Latin is left out: too many languages share it, and those of other scripts are transliterated into it.
 */
export const languagesOfScript: Readonly<Record<string, readonly string[]>> = {
  Arab: ['ar', 'fa', 'ur', 'ps', 'sd', 'ug', 'ku', 'ckb', 'ks'],
  Armn: ['hy'],
  Beng: ['bn', 'as'],
  Cyrl: ['be', 'bg', 'kk', 'ky', 'mk', 'mn', 'ru', 'sr', 'tg', 'tt', 'uk', 'uz', 'ba', 'cv', 'ce', 'os'],
  Deva: ['hi', 'mr', 'ne', 'sa', 'bh', 'mai', 'kok'],
  Ethi: ['am', 'ti'],
  Geor: ['ka'],
  Grek: ['el'],
  Gujr: ['gu'],
  Guru: ['pa'],
  Hang: ['ko'],
  Hani: ['zh', 'ja'],
  Hebr: ['he', 'yi'],
  Kana: ['ja'],
  Khmr: ['km'],
  Knda: ['kn'],
  Laoo: ['lo'],
  Mlym: ['ml'],
  Mymr: ['my'],
  Orya: ['or'],
  Sinh: ['si'],
  Taml: ['ta'],
  Telu: ['te'],
  Thaa: ['dv'],
  Thai: ['th'],
  Tibt: ['bo', 'dz'],
};

const scripts = Object.keys(languagesOfScript);
const han = scripts.indexOf('Hani') + 1;
const kana = scripts.indexOf('Kana') + 1;

/** Letters and the vowel signs that go with them: in Indic scripts those are marks. Kana: hiragana, katakana and the mark for long vowels. */
const patterns = scripts.map((script) =>
  new RegExp(script === 'Kana' ? '[\\p{Script=Hira}\\p{Script=Kana}\\u30fc]' : `(?=[\\p{L}\\p{M}])\\p{Script=${script}}`, 'u'),
);
const anyLetter = /\p{L}/u;

/** 0: not a letter; 1 + index in `scripts`; `otherScript`: a letter of a script that is not listed. */
const otherScript = scripts.length + 1;

function scriptOf(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  const index = patterns.findIndex((pattern) => pattern.test(character));
  if (index >= 0) return index + 1;
  return anyLetter.test(character) ? otherScript : 0;
}

/** A table of the first two planes, filled a page of 256 code points at a time when a text first needs it. */
const pages: (Uint8Array | undefined)[] = new Array<undefined>(0x200).fill(undefined);

function look(codePoint: number): number {
  if (codePoint >= 0x20000) return scriptOf(codePoint);
  const page = (pages[codePoint >> 8] ??= Uint8Array.from({ length: 256 }, (_, low) => scriptOf((codePoint & ~0xff) | low)));
  return page[codePoint & 0xff];
}

/** What a text is written in. */
export interface ScriptCount {
  readonly letters: number;
  /** The listed script that more than half of the letters belong to; kana and Han characters count together. */
  readonly majority: string | undefined;
}

/** More is not read: the answer would not change. */
const maximumRead = 1 << 16;

/** A text of Han characters with at least this part of kana is Japanese: a Chinese text quotes a kana or two at most. */
const japaneseFrom = 0.1;

/** Counts the letters of the text's beginning by script. */
export function countScripts(text: string): ScriptCount {
  const counts = new Uint32Array(otherScript + 1);
  const end = Math.min(text.length, maximumRead);
  for (let i = 0; i < end; i++) {
    let codePoint = text.charCodeAt(i);
    if ((codePoint & 0xfc00) === 0xd800) {
      codePoint = text.codePointAt(i)!;
      if (codePoint > 0xffff) i++;
    }
    counts[look(codePoint)]++;
  }
  let letters = 0;
  for (let i = 1; i <= otherScript; i++) letters += counts[i];
  const eastAsian = counts[han] + counts[kana];
  if (2 * eastAsian > letters) return { letters, majority: counts[kana] >= japaneseFrom * eastAsian ? 'Kana' : 'Hani' };
  for (let i = 1; i < otherScript; i++) if (2 * counts[i] > letters) return { letters, majority: scripts[i - 1] };
  return { letters, majority: undefined };
}

/**
 * The prior of language models: a text that is in a listed script for the most part has one of that script's languages, as far as the
 * model knows any. One label left means that the script belongs to one language of the model alone: the answer is certain without running it.
 * @returns script -> indices of labels; scripts whose languages the model does not know are left out and rule out nothing
 */
export function labelsByScript(labels: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [script, languages] of Object.entries(languagesOfScript)) {
    const allowed = labels.flatMap((label, i) => (languages.includes(label) ? [i] : []));
    if (allowed.length > 0) found.set(script, allowed);
  }
  return found;
}
