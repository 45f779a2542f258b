import type { DocumentAnalysis } from '../../protocol/analysis.ts';
import type { Evidence } from '../../protocol/explain.ts';
import type { Answers, ExplainedAnswer } from '../answers/analyses.ts';
import { type Place, isSamePlace, placeOf } from '../answers/place.ts';
import { type Presenter, type Translate, runsOf } from '../answers/present.ts';

/** What of an answer a row stands for: its context menu acts on it. */
export interface Part {
  readonly answers: Answers;
  readonly analysis?: DocumentAnalysis;
  /** A section or segment; left out: the whole of what was read. */
  readonly place?: Place;
  readonly label?: string;
}

export type Tone = 'positive' | 'negative' | 'plain' | 'warning';

/** A row of the result view; how VS Code draws it is the view's business. */
export interface ResultNode {
  /** Stable from one answer to the next, so that what is open stays open. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** A codicon's name. */
  readonly icon: string;
  readonly tone: Tone;
  /** What a screen reader says, where it is more than label and description. */
  readonly spoken?: string;
  /** Words that `when` clauses of the manifest look for. */
  readonly contexts: readonly ('document' | 'stale' | 'explainable' | 'copyable')[];
  readonly part: Part;
  /** A click goes there. */
  readonly place?: Place;
  readonly isOpen?: boolean;
  readonly children?: () => ResultNode[];
}

export interface TreeParts {
  readonly presenter: Presenter;
  readonly t: Translate;
  /** The text at a place, shortened to a line. */
  readonly excerpt: (place: Place) => string;
  /** The name of a document, as its tab has it. */
  readonly title: (uri: string) => string;
}

/** More rows than this under one are put away under `more`. */
const rowsShown = 500;
const scoresShown = 10;
const strongestEvidence = 40;
/** A row that was closed, or had nothing below it, stays so as long as its ID does: an explanation gives it another, and so opens it. */
const explainedMark = '#explained';

/** The row of a document, with everything below it. */
export function documentNode(answers: Answers, parts: TreeParts): ResultNode {
  const { t, title } = parts;
  const { uri, analyses } = answers;
  const name = title(uri);
  const ranges = analyses[0]?.ranges;
  const isStale = analyses.length === 0;
  return {
    id: uri, label: name, part: { answers }, isOpen: true, tone: 'plain', icon: isStale ? 'history' : 'file-text',
    description: isStale ? t('changed since it was read') : ranges ? t('selection') : '',
    spoken: isStale ? t('{0}, changed since it was read', name) : t('{0}, {1} answers', name, analyses.length),
    contexts: isStale ? ['stale'] : ['document', 'copyable'],
    ...(!isStale && { children: () => analyses.map((analysis) => answerNode(answers, analysis, parts)) }),
  };
}

const taskIcons: Readonly<Record<DocumentAnalysis['task'], string>> = { language: 'globe', sentiment: 'smiley', topics: 'tag', spam: 'shield', custom: 'beaker' };

function answerNode(answers: Answers, analysis: DocumentAnalysis, parts: TreeParts): ResultNode {
  const { presenter } = parts;
  const { uri, task, model, mismatch, label } = analysis;
  const id = `${uri}#${task}:${task === 'custom' ? model.id : ''}`;
  const headline = presenter.headline(analysis);
  const amount = presenter.amount(analysis);
  const name = presenter.taskName(analysis);
  return {
    id, label: name, description: [headline, amount].filter((text) => text !== undefined).join(' · '), part: { answers, analysis }, isOpen: true,
    icon: mismatch && label === null ? 'warning' : taskIcons[task], tone: mismatch && label === null ? 'warning' : toneOf(analysis, label),
    tooltip: [`${name}: ${headline}`, mismatch && presenter.mismatch(mismatch), model.name].filter((text) => text !== undefined).join('\n'),
    spoken: [name, headline, amount].filter((text) => text !== undefined).join(', '),
    contexts: label === null ? ['copyable'] : ['explainable', 'copyable'],
    children: () => [...notes(id, answers, analysis, parts), ...explanations(id, answers, analysis, parts), ...scores(id, answers, analysis, parts), ...partsOf(id, answers, analysis, parts)],
  };
}

function notes(id: string, answers: Answers, analysis: DocumentAnalysis, { presenter }: TreeParts): ResultNode[] {
  if (!analysis.mismatch) return [];
  return [{ id: `${id}#mismatch`, label: presenter.mismatch(analysis.mismatch), icon: 'info', tone: 'warning', contexts: [], part: { answers, analysis } }];
}

/** The other labels; for a mixed document, the languages' shares. */
function scores(id: string, answers: Answers, analysis: DocumentAnalysis, { presenter, t }: TreeParts): ResultNode[] {
  const { scores: all, task } = analysis;
  if (all.length < 2) return [];
  const rows = (): ResultNode[] => all.slice(0, scoresShown).map(({ label, score }) => {
    const name = presenter.labelName(label, analysis);
    return { id: `${id}#score:${label}`, label: name, description: presenter.score(score), icon: 'dash', tone: 'plain', contexts: ['explainable', 'copyable'], part: { answers, analysis, label } };
  });
  const isMixed = task === 'language' && runsOf(analysis.segments).length > 1;
  return [{ id: `${id}#scores`, label: isMixed ? t('Shares') : t('Probabilities'), icon: 'graph', tone: 'plain', contexts: [], part: { answers, analysis }, children: rows }];
}

/** Sections where there are headings, else segments; sections nest. */
function partsOf(id: string, answers: Answers, analysis: DocumentAnalysis, parts: TreeParts): ResultNode[] {
  if (analysis.sections.length > 0) return sectionNodes(id, answers, analysis, parts, 0, analysis.sections.length);
  const runs = analysis.task === 'language';
  const segments = runs ? runsOf(analysis.segments) : analysis.segments;
  // One run is the answer itself.
  if (segments.length < 2) return [];
  return segmentNodes(id, answers, { ...analysis, segments }, analysis, parts, 0, segments.length);
}

/** Sections from `first` to before `end`, those of the outermost depth as rows, the others below them. One that holds all others is open. */
function sectionNodes(id: string, answers: Answers, analysis: DocumentAnalysis, parts: TreeParts, first: number, end: number): ResultNode[] {
  const { sections } = analysis;
  const { presenter, t } = parts;
  const nodes: ResultNode[] = [];
  for (let index = first; index < end; ) {
    const section = sections[index];
    let next = index + 1;
    while (next < end && sections[next].depth > section.depth) next++;
    const place: Place = placeOf(analysis, section);
    const sectionId = `${id}#section:${index}`;
    const name = section.title === '' ? t('before the first heading') : section.title;
    const answer = presenter.answer({ ...section, task: analysis.task, displayNames: analysis.displayNames });
    const [from, to, below] = [section.firstSegment, section.endSegment, index + 1];
    const isExplained = explainedAt(answers, analysis, place).length > 0;
    const ownEnd = below < next ? Math.min(sections[below].firstSegment, to) : to;
    nodes.push({
      id: isExplained ? `${sectionId}${explainedMark}` : sectionId, label: name, description: answer, place, icon: 'symbol-text', isOpen: isExplained || (index === first && next === end), tone: toneOf(analysis, section.label), spoken: t('Section {0}, {1}', name, answer),
      contexts: section.label === null ? [] : ['explainable', 'copyable'], part: { answers, analysis, place, ...(section.label !== null && { label: section.label }) },
      children: () => [...explanations(sectionId, answers, analysis, parts, place), ...segmentNodes(sectionId, answers, analysis, analysis, parts, from, ownEnd), ...sectionNodes(id, answers, analysis, parts, below, next)],
    });
    index = next;
  }
  return nodes;
}

/** @param shown the analysis with the segments that are listed, which for languages are joined */
function segmentNodes(id: string, answers: Answers, shown: DocumentAnalysis, analysis: DocumentAnalysis, parts: TreeParts, from: number, to: number): ResultNode[] {
  const { presenter, t, excerpt } = parts;
  const end = Math.min(to, from + rowsShown);
  const nodes = shown.segments.slice(from, end).map((segment, i): ResultNode => {
    const place: Place = placeOf(analysis, segment);
    const text = excerpt(place);
    const answer = `${presenter.labelName(segment.label, analysis)} ${presenter.score(segment.score)}`;
    const segmentId = `${id}#${from + i}`;
    const isExplained = explainedAt(answers, analysis, place).length > 0;
    const line = t('line {0}', segment.range.start.line + 1);
    return {
      id: isExplained ? `${segmentId}${explainedMark}` : segmentId, place, icon: segmentIcon(analysis, segment.label), tone: toneOf(analysis, segment.label), spoken: `${answer}, ${line}: ${text}`, tooltip: `${answer}, ${line}\n${text}`,
      // The answer first: a narrow view shows it whole.
      label: answer, description: text, contexts: ['explainable', 'copyable'], part: { answers, analysis, place, label: segment.label }, isOpen: isExplained,
      ...(isExplained && { children: () => explanations(segmentId, answers, analysis, parts, place) }),
    };
  });
  if (end < to) {
    nodes.push({ id: `${id}#more:${end}`, label: t('{0} more', to - end), icon: 'ellipsis', tone: 'plain', contexts: [], part: { answers, analysis }, children: () => segmentNodes(id, answers, shown, analysis, parts, end, to) });
  }
  return nodes;
}

function explainedAt({ explained }: Answers, analysis: DocumentAnalysis, place?: Place): ExplainedAnswer[] {
  return explained.filter((each) => each.analysis === analysis && isSamePlace(each.place, place));
}

function explanations(id: string, answers: Answers, analysis: DocumentAnalysis, parts: TreeParts, place?: Place): ResultNode[] {
  const { t, presenter } = parts;
  return explainedAt(answers, analysis, place).map(({ explanation }): ResultNode => {
    const { label, method, unit, evidence } = explanation;
    const name = presenter.labelName(label, analysis);
    const explanationId = `${id}#why:${label}`;
    const how = method === 'script' ? t('the writing system alone decided') : unit === 'word' ? t('each word left out in turn (occlusion)') : unit === 'sentence' ? t('each sentence left out in turn (occlusion)') : t('sentences, then words left out in turn (occlusion)');
    return {
      id: explanationId, label: t('Why {0}', name), description: how, tooltip: t('Method: {0}', how), icon: 'lightbulb', tone: 'plain', isOpen: true, contexts: ['copyable'], part: { answers, analysis, label, ...(place && { place }) },
      children: () => evidence.slice(0, strongestEvidence).map((each, i) => evidenceNode(`${explanationId}#${i}`, each, name, answers, analysis, parts, explanation.uri)),
    };
  });
}

function evidenceNode(id: string, { range, cell, text, weight }: Evidence, name: string, answers: Answers, analysis: DocumentAnalysis, { t }: TreeParts, uri: string): ResultNode {
  const speaks = weight > 0 ? t('for {0}', name) : t('against {0}', name);
  const place: Place = cell === undefined ? { uri, range } : placeOf(analysis, { range, cell });
  return {
    id, label: text.replace(/\s+/g, ' '), description: `${speaks} · ${oddsFactor(weight)}×`, tooltip: evidenceText(weight, name, t), spoken: `${text}: ${evidenceText(weight, name, t)}`,
    icon: weight > 0 ? 'add' : 'remove', tone: 'plain', place, contexts: [], part: { answers, analysis },
  };
}

/** By how much leaving the word out changes the odds, as in `7.4`. */
function oddsFactor(weight: number): string {
  const factor = Math.exp(Math.min(Math.abs(weight), 20));
  return factor < 10 ? factor.toFixed(1) : factor.toFixed(0);
}

/** What leaving the word out does, in words. */
export function evidenceText(weight: number, name: string, t: Translate): string {
  const factor = oddsFactor(weight);
  return weight > 0 ? t('Speaks for {0}: without it, the odds are {1} times smaller.', name, factor) : t('Speaks against {0}: without it, the odds are {1} times larger.', name, factor);
}

export function toneOf({ task }: Pick<DocumentAnalysis, 'task'>, label: string | null): Tone {
  if (task === 'sentiment' && (label === 'positive' || label === 'negative')) return label;
  return task === 'spam' && label === 'spam' ? 'warning' : 'plain';
}

function segmentIcon({ task }: DocumentAnalysis, label: string): string {
  if (task === 'sentiment') return label === 'positive' ? 'arrow-up' : label === 'negative' ? 'arrow-down' : 'dash';
  return taskIcons[task];
}
