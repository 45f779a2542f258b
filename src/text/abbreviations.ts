const words = (...lines: string[]): ReadonlySet<string> => new Set(lines.flatMap((line) => line.split(' ')));

/** Titles, which stand before a name. Only as written: "Col." is a colonel, "col." the end of a sentence on mountains. */
const titles = words(
  'Dr Mr Mrs Ms Prof Rev Hon St Ste Gen Col Lt Capt Cmdr Sgt Maj Gov Sen Rep Pres Messrs Mt Ft', // English
  'Hr Fr Frl Hrn Hl Ing Dipl', // German
  'M MM Mme Mlle Mgr Me', // French
  'Sr Sra Sres Srta Dña Dra Exmo Sig Sigg Dott Avv Arch', // Spanish, Portuguese, Italian
  'Dhr Mevr Drs', // Dutch
);

/** What stands before a word or clause, in small or capital letters. Those that may end a sentence (etc., usw.) are not here. */
const beforeWords = words(
  'e.g i.e cf viz vs approx ca', // English
  'bzw z.b d.h u.a s.o s.u vgl', // German
  'p.ex c.-à-d p.ej', // French, Spanish
  'bijv t.ex d.v.s bl.a s.k t.o.m fr.o.m dvs f.eks', // Dutch, Swedish, Danish, Norwegian
  'np tzn tj św tzv např т.е т.к т.н г-н г-жа проф акад π.χ δηλ', // Polish, Czech, Russian, Greek
);

/** What stands before a number; elsewhere these can be words that end a sentence (no). */
const beforeNumbers = words('no nos nr p pp fig figs eq eqs sec vol vols chap ch art abb tab kap bd s núm pág págs blz pag ff рис табл гл стр ст');

/** Whether a word before a full stop is an abbreviation that cannot end a sentence before what follows. */
export function isNeverLastWord(word: string, following: string): boolean {
  const lower = word.toLowerCase();
  return titles.has(word) || beforeWords.has(lower) || (beforeNumbers.has(lower) && /^\s*\p{Nd}/u.test(following));
}

/** German, the one language here that writes its months with a capital behind an ordinal's full stop. */
const capitalMonth = /^\s*(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b/u;

/** Whether `word` is a day's ordinal before a month. */
export function isDayBeforeMonth(word: string, following: string): boolean {
  return /^(?:[12]?\d|3[01])$/.test(word) && capitalMonth.test(following);
}
