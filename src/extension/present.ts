import type { DocumentAnalysis, DocumentSegment } from '../protocol/analysis.ts';

/** `vscode.l10n.t`, or a stand-in in tests. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** A language of which less than this share of a document is written is not named in the status bar. */
const namedShare = 0.05;
const noLanguage = 'zxx';

/** Words and numbers in the language of the editor. */
export class Presenter {
  private readonly t: Translate;
  private readonly locales: readonly string[];
  /** Made when first used: reading the names of all languages takes 24 ms, half of what activation may take. */
  private names: Intl.DisplayNames | undefined;
  private percent: Intl.NumberFormat | undefined;

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

  /** A probability or a share, as in `98%` or `<1%`. */
  score(value: number): string {
    // Rounded down: 99.7 % is not certainty.
    this.percent ??= new Intl.NumberFormat(this.locales, { style: 'percent', maximumFractionDigits: 0, roundingMode: 'floor' });
    return value > 0 && value < 0.01 ? `<${this.percent.format(0.01)}` : this.percent.format(value);
  }

  /** The answer in a few words, as in `French 99%`. */
  headline(analysis: DocumentAnalysis): string {
    const { t } = this;
    const { label, verdict, confidence } = analysis;
    if (verdict === 'not-language') return t('Not natural language');
    if (verdict === 'not-enough-text' || label === null) return t('Not enough text');
    // In a mixed document, `confidence` is a language's share, which says nothing about how sure the answer is.
    const languages = languagesIn(analysis);
    if (languages.length > 2) return t('{0} + {1} more languages', this.languageName(languages[0]), languages.length - 1);
    if (languages.length === 2) return languages.map((language) => this.languageName(language)).join(' + ');
    if (verdict === 'uncertain') return t('{0}? {1}', this.languageName(label), this.score(confidence));
    return `${this.languageName(label)} ${this.score(confidence)}`;
  }

  /** One sentence that says what the answer rests on. */
  explanation(analysis: DocumentAnalysis): string {
    const { t } = this;
    const { label, verdict, confidence } = analysis;
    if (verdict === 'not-language') return t('The text reads like numbers, code or data, not like a natural language.');
    if (verdict === 'not-enough-text' || label === null) return t('The text is too short to tell its language.');
    if (languagesIn(analysis).length > 1) return t('The text is in several languages.');
    if (verdict === 'uncertain') return t('Probably {0} ({1}), but the runners-up are close.', this.languageName(label), this.score(confidence));
    return t('The text is in {0} ({1}).', this.languageName(label), this.score(confidence));
  }
}

/** The labels that make up a part of the document worth naming, largest first; text without language does not count. */
export function languagesIn({ shares }: DocumentAnalysis): string[] {
  return shares.filter(({ label, share }) => label !== noLanguage && share >= namedShare).map(({ label }) => label);
}

/** Joins neighbouring segments of the same label; the score is that of the weakest, which bounds them all. */
export function runsOf(segments: readonly DocumentSegment[]): DocumentSegment[] {
  const runs: DocumentSegment[] = [];
  for (const segment of segments) {
    const last = runs.at(-1);
    if (last?.label === segment.label) {
      runs[runs.length - 1] = { label: last.label, score: Math.min(last.score, segment.score), range: { start: last.range.start, end: segment.range.end } };
    } else {
      runs.push(segment);
    }
  }
  return runs;
}
