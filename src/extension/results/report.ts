import type { DocumentAnalysis } from '../../protocol/analysis.ts';
import type { ExplainedAnswer } from '../answers/analyses.ts';
import { type Place, isSamePlace, placeOf } from '../answers/place.ts';
import { type Presenter, type Translate, runsOf } from '../answers/present.ts';

export interface ReportParts {
  readonly presenter: Presenter;
  readonly t: Translate;
  /** The whole text at a place. */
  readonly textAt: (place: Place) => string;
  readonly title: (uri: string) => string;
}

/** What is copied or saved: answers about one document, and what explains them. */
export interface Reported {
  readonly uri: string;
  readonly analyses: readonly DocumentAnalysis[];
  readonly explained: readonly ExplainedAnswer[];
}

const scoresListed = 10;

/** A report for people: the answers, then part by part, with the words that explain them. */
export function toMarkdown({ uri, analyses, explained }: Reported, parts: ReportParts): string {
  const lines = [`# ${escaped(parts.title(uri))}`, ''];
  for (const analysis of analyses) {
    lines.push(...answerLines(analysis, parts));
    for (const each of explained) if (each.analysis === analysis) lines.push(...explanationLines(each, parts));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function answerLines(analysis: DocumentAnalysis, { presenter, t, textAt }: ReportParts): string[] {
  const { task, mismatch, model, scores, words, segments } = analysis;
  const lines = [`## ${escaped(presenter.taskName(analysis))}: ${escaped(presenter.headline(analysis))}`, ''];
  if (mismatch) lines.push(escaped(presenter.mismatch(mismatch)), '');
  const amount = presenter.amount(analysis);
  lines.push([...(words > 0 ? [t('{0} words read', words)] : []), t('model {0}', escaped(model.name)), ...(amount === undefined ? [] : [escaped(amount)])].join(' · '), '');
  if (scores.length > 0) {
    lines.push(`| ${t('Label')} | ${t('Probability')} |`, '|:--|--:|', ...scores.slice(0, scoresListed).map(({ label, score }) => `| ${escaped(presenter.labelName(label, analysis))} | ${presenter.score(score)} |`), '');
  }
  const rows = task === 'language' ? runsOf(segments) : segments;
  if (rows.length > 0) {
    lines.push(`| ${t('Line')} | ${t('Label')} | ${t('Probability')} | ${t('Text')} |`, '|--:|:--|--:|:--|');
    for (const segment of rows) lines.push(`| ${segment.range.start.line + 1} | ${escaped(presenter.labelName(segment.label, analysis))} | ${presenter.score(segment.score)} | ${escaped(textAt(placeOf(analysis, segment)))} |`);
    lines.push('');
  }
  return lines;
}

function explanationLines({ analysis, explanation }: ExplainedAnswer, { presenter, t }: ReportParts): string[] {
  const { label, evidence, method } = explanation;
  const name = presenter.labelName(label, analysis);
  const rows = evidence.map(({ text, weight }) => `| ${escaped(text)} | ${weight > 0 ? t('for') : t('against')} | ${Math.abs(weight).toFixed(2)} |`);
  return [`### ${t('Why {0}', escaped(name))}`, '', t('Method: {0}', method), '', `| ${t('Word')} | ${t('Speaks')} | ${t('Change of the log-odds')} |`, '|:--|:--|--:|', ...rows, ''];
}

/** A report for programs: the answers as the server gave them, with the text of every part. */
export function toJson({ uri, analyses, explained }: Reported, { textAt }: Pick<ReportParts, 'textAt'>): string {
  const value = {
    uri,
    analyses: analyses.map((analysis) => ({
      ...analysis,
      segments: analysis.segments.map((segment) => ({ ...segment, text: textAt(placeOf(analysis, segment)) })),
      explanations: explained.filter((each) => each.analysis === analysis).map(({ explanation }) => explanation),
    })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The answer for one section or segment alone. */
export function within(analysis: DocumentAnalysis, place: Place): DocumentAnalysis {
  const segments = analysis.segments.filter((segment) => contains(place, placeOf(analysis, segment)));
  const narrowed = { ...analysis, segments, sections: [], ranges: [place.range], amount: 'enough' as const };
  const section = analysis.sections.find((each) => isSamePlace(placeOf(analysis, each), place));
  if (section) {
    const { label, labels, confidence, scores, verdict, words } = section;
    return { ...narrowed, label, labels, confidence, scores, verdict, words };
  }
  const segment = segments.find((each) => isSamePlace(placeOf(analysis, each), place)) ?? segments.at(0);
  if (!segment) return narrowed;
  const { label, score } = segment;
  return { ...narrowed, label, labels: [label], confidence: score, scores: [{ label, score }], words: 0 };
}

function contains({ uri, range: outer }: Place, { uri: other, range: inner }: Place): boolean {
  if (uri !== other) return false;
  const isBefore = (a: typeof outer.start, b: typeof outer.start): boolean => a.line < b.line || (a.line === b.line && a.character <= b.character);
  return isBefore(outer.start, inner.start) && isBefore(inner.end, outer.end);
}

/** Text as it is, where Markdown would see marks in it. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$]/g, String.raw`\$&`).replace(/\s+/g, ' ').trim();
}


