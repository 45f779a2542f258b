import type { DocumentAnalysis, DocumentSegment } from '../protocol/analysis.ts';

/** `vscode.l10n.t`, or a stand-in in tests. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** A language of which less than this share of a document is written is not named in the status bar. */
const namedShare = 0.05;
const noLanguage = 'zxx';

/** Words and numbers in the language of the editor. */
export class Presenter {
  private readonly t: Translate;
  private readonly names: Intl.DisplayNames;
  private readonly percent: Intl.NumberFormat;

  constructor(locale: string, t: Translate) {
    this.t = t;
    this.names = new Intl.DisplayNames([locale, 'en'], { type: 'language', fallback: 'code' });
    // Rounded down: 99.7 % is not certainty.
    this.percent = new Intl.NumberFormat([locale, 'en'], { style: 'percent', maximumFractionDigits: 0, roundingMode: 'floor' });
  }

  languageName(label: string): string {
    if (label === noLanguage) return this.t('no natural language');
    try {
      return this.names.of(label) ?? label;
    } catch {
      return label; // not a language code: a label of someone's own model
    }
  }

  score(value: number): string {
    return this.percent.format(value);
  }

  /** The answer in a few words, as in `French 99%`. */
  headline(analysis: DocumentAnalysis): string {
    const { t } = this;
    const name = this.languageName(analysis.label);
    switch (analysis.verdict) {
      case 'not-enough-text':
        return t('Not enough text');
      case 'not-language':
        return t('Not natural language');
      case 'uncertain':
        return t('{0}? {1}', name, this.score(analysis.confidence));
      case 'certain': {
        const named = languagesIn(analysis);
        if (named.length > 2) return t('{0} + {1} more languages', this.languageName(named[0]), named.length - 1);
        if (named.length === 2) return named.map((label) => this.languageName(label)).join(' + ');
        return `${name} ${this.score(analysis.confidence)}`;
      }
    }
  }

  /** One sentence that says what the answer rests on. */
  explanation(analysis: DocumentAnalysis): string {
    const { t } = this;
    const name = this.languageName(analysis.label);
    switch (analysis.verdict) {
      case 'not-enough-text':
        return analysis.label === '' ? t('The text is too short to tell its language.') : t('The text is too short to tell its language; the best guess is {0}.', name);
      case 'not-language':
        return t('The text reads like numbers, code or data, not like a natural language.');
      case 'uncertain':
        return t('Probably {0} ({1}), but the runners-up are close.', name, this.score(analysis.confidence));
      case 'certain':
        return languagesIn(analysis).length > 1 ? t('The text is in several languages.') : t('The text is in {0} ({1}).', name, this.score(analysis.confidence));
    }
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
