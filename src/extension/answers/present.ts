import type { DocumentAnalysis, DocumentSegment, LanguageMismatch, Task } from '../../protocol/analysis.ts';

/** `vscode.l10n.t`, or a stand-in in tests. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** A language of which less than this share of a document is written is not named in the status bar. */
const namedShare = 0.05;
const noLanguage = 'zxx';

/** What names and judges an answer. */
type Answer = Pick<DocumentAnalysis, 'task' | 'label' | 'labels' | 'confidence' | 'verdict' | 'displayNames'>;

/** Words and numbers in the language of the editor. */
export class Presenter {
  private readonly t: Translate;
  private readonly locales: readonly string[];
  /** Made when first used: reading the names of all languages takes 24 ms, half of what activation may take. */
  private names: Intl.DisplayNames | undefined;
  private percent: Intl.NumberFormat | undefined;
  private list: Intl.ListFormat | undefined;

  constructor(locale: string, t: Translate) {
    this.t = t;
    this.locales = [locale, 'en'];
  }

  languageName(label: string): string {
    if (label === noLanguage) return this.t('no natural language');
    try {
      this.names ??= new Intl.DisplayNames(this.locales, { type: 'language', fallback: 'code' });
      return this.names.of(label) ?? label;
    } catch {
      return label; // not a language code: a label of someone's own model
    }
  }

  /** What a model's label is called. */
  labelName(label: string, { task, displayNames }: Pick<DocumentAnalysis, 'task' | 'displayNames'>): string {
    if (task === 'language') return this.languageName(label);
    const { t } = this;
    const known: Partial<Record<Task, Readonly<Record<string, string>>>> = {
      sentiment: { positive: t('positive'), neutral: t('neutral'), negative: t('negative') },
      spam: { spam: t('spam'), ham: t('no spam') },
    };
    return known[task]?.[label] ?? displayNames[label] ?? label;
  }

  /** What was asked, as in `Sentiment`; of people's own models, the model's name. */
  taskName({ task, model }: Pick<DocumentAnalysis, 'task' | 'model'>): string {
    const { t } = this;
    if (task === 'custom') return model.name;
    return { language: t('Language'), sentiment: t('Sentiment'), topics: t('Topics'), spam: t('Spam') }[task];
  }

  /** A probability or a share, as in `98%` or `<1%`. */
  score(value: number): string {
    // Rounded down: 99.7 % is not certainty.
    this.percent ??= new Intl.NumberFormat(this.locales, { style: 'percent', maximumFractionDigits: 0, roundingMode: 'floor' });
    return value > 0 && value < 0.01 ? `<${this.percent.format(0.01)}` : this.percent.format(value);
  }

  /** As in `English, French and Swedish`. */
  enumerate(names: readonly string[]): string {
    this.list ??= new Intl.ListFormat(this.locales, { type: 'conjunction' });
    return this.list.format(names);
  }

  /** The answer in a few words, as in `French 99%`. */
  headline(analysis: Answer & Pick<DocumentAnalysis, 'shares' | 'mismatch'>): string {
    const { t } = this;
    if (analysis.verdict === 'not-language') return t('Not natural language');
    if (analysis.verdict === 'not-enough-text') return t('Not enough text');
    if (analysis.mismatch && analysis.label === null) return t('not read: {0}', this.languageName(analysis.mismatch.language));
    // In a mixed document, `confidence` is a language's share, which says nothing about how sure the answer is.
    const languages = analysis.task === 'language' ? languagesIn(analysis) : [];
    if (languages.length > 2) return t('{0} + {1} more languages', this.languageName(languages[0]), languages.length - 1);
    if (languages.length === 2) return languages.map((language) => this.languageName(language)).join(' + ');
    return this.answer(analysis);
  }

  /** The labels of a text, of one segment or section as well, and how probable they are. */
  answer(analysis: Answer): string {
    const { t } = this;
    const { label, labels, verdict, confidence } = analysis;
    if (verdict === 'not-enough-text') return t('Not enough text');
    if (verdict === 'not-language') return t('Not natural language');
    if (label === null) return verdict === 'other-language' ? t('in a language that it does not read') : t('none of its labels');
    if (labels.length > 1) return labels.map((each) => this.labelName(each, analysis)).join(' + ');
    if (verdict === 'uncertain') return t('{0}? {1}', this.labelName(label, analysis), this.score(confidence));
    return `${this.labelName(label, analysis)} ${this.score(confidence)}`;
  }

  /** One sentence that says what the answer rests on. */
  explanation(analysis: DocumentAnalysis): string {
    const { t } = this;
    const { task, label, verdict, confidence } = analysis;
    if (verdict === 'not-language') return t('The text reads like numbers, code or data, not like a natural language.');
    if (analysis.mismatch && label === null) return this.mismatch(analysis.mismatch);
    if (task !== 'language') return `${this.taskName(analysis)}: ${this.headline(analysis)}`;
    if (verdict === 'not-enough-text' || label === null) return t('The text is too short to tell its language.');
    if (languagesIn(analysis).length > 1) return t('The text is in several languages.');
    if (verdict === 'uncertain') return t('Probably {0} ({1}), but the runners-up are close.', this.languageName(label), this.score(confidence));
    return t('The text is in {0} ({1}).', this.languageName(label), this.score(confidence));
  }

  mismatch({ language, confidence, reads }: LanguageMismatch): string {
    return this.t('The text is in {0} ({1}), but the model reads {2}.', this.languageName(language), this.score(confidence), this.enumerate(reads.map((code) => this.languageName(code))));
  }

  /** How little there was to read, where it was little. */
  amount({ amount, words }: Pick<DocumentAnalysis, 'amount' | 'words'>): string | undefined {
    if (amount === 'enough' || words === 0) return undefined;
    return words === 1 ? this.t('one word is little to go by') : this.t('{0} words are little to go by', words);
  }
}

/** The labels that make up a part of the document worth naming, largest first; text without language does not count. */
export function languagesIn({ shares }: Pick<DocumentAnalysis, 'shares'>): string[] {
  return shares.filter(({ label, share }) => label !== noLanguage && share >= namedShare).map(({ label }) => label);
}

/** Joins neighbouring segments of the same label; the score is that of the weakest, which bounds them all. */
export function runsOf(segments: readonly DocumentSegment[]): DocumentSegment[] {
  const runs: DocumentSegment[] = [];
  for (const segment of segments) {
    const last = runs.at(-1);
    if (last?.label === segment.label && last.cell === segment.cell) {
      runs[runs.length - 1] = { ...last, score: Math.min(last.score, segment.score), range: { start: last.range.start, end: segment.range.end } };
    } else {
      runs.push(segment);
    }
  }
  return runs;
}
