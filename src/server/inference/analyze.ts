import { messageOf, throwIfAborted, LexiscopeError } from '../../base/errors.ts';
import type { Classifier } from '../../classify/classifier.ts';
import { readDocument } from '../../classify/document.ts';
import type { DocumentResult, LabelledSegment } from '../../classify/documentResult.ts';
import { findMismatches, peek } from '../../classify/mismatch.ts';
import { unreadable } from '../../classify/result.ts';
import { countWords } from '../../classify/textReading.ts';
import type { Amount, DocumentSection, DocumentSegment, LabelShare, LanguageMismatch, ScoredLabel } from '../../protocol/analysis.ts';
import type { AnalysisJob, AnalysisNews, AnalysisOutcome, ModelChoice } from '../../protocol/inference.ts';
import type { ProseSegment } from '../../text/prose.ts';
import type { ModelStore } from '../modelStore.ts';
import { type SourceText, openSource } from './readSource.ts';

export interface JobContext<News> {
  readonly signal: AbortSignal;
  readonly progress: (news: News) => void;
}

type Analysis = AnalysisOutcome['analyses'][number];

/** Fewer words say little about a document, whatever the probability. */
const littleWords = 10;

/** Answers one or several questions about one text, which is taken apart once. Where there are several, those that fail are told and the others answered. */
export async function analyze(models: ModelStore, job: AnalysisJob, { signal, progress }: JobContext<AnalysisNews>): Promise<AnalysisOutcome> {
  const source = await openSource(job.source, job.options, signal);
  const kept = job.questions.length > 1 ? keepSegments(source.prose(signal)) : undefined;
  const analyses: Analysis[] = [];
  const failures: AnalysisOutcome['failures'][number][] = [];
  for (const [index, question] of job.questions.entries()) {
    const report = (part: number): void => progress({ part: (index + part) / job.questions.length });
    const tell = (keep: number, segments: readonly DocumentSegment[]): void => progress({ part: index / job.questions.length, found: { task: question.task, keep, segments } });
    try {
      const prose = kept ? kept() : source.prose(signal);
      analyses.push(await answer(models, question, source, prose, { force: job.force, signal, report, tell: job.partial ? tell : undefined }));
    } catch (error) {
      throwIfAborted(signal, 'The analysis');
      if (job.questions.length === 1) throw error;
      failures.push({ task: question.task, message: error instanceof LexiscopeError && error.hint ? `${error.message}. ${error.hint}` : messageOf(error) });
    }
  }
  return { analyses, failures };
}

/** The segments for the first who asks as they are found, for the others from memory. */
function keepSegments(prose: AsyncGenerator<ProseSegment>): () => AsyncGenerator<ProseSegment> {
  const found: ProseSegment[] = [];
  return async function* () {
    yield* found;
    for (;;) {
      const next = await prose.next();
      if (next.done) return;
      found.push(next.value);
      yield next.value;
    }
  };
}

interface AnswerOptions {
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly report: (part: number) => void;
  readonly tell: ((keep: number, segments: readonly DocumentSegment[]) => void) | undefined;
}

async function answer(models: ModelStore, question: ModelChoice, source: SourceText, prose: AsyncGenerator<ProseSegment>, { force, signal, report, tell }: AnswerOptions): Promise<Analysis> {
  const { task, model, candidates } = question;
  const classifier = await models.loadFor(task, model);
  const { languages } = classifier.metadata;
  let all: AsyncIterable<ProseSegment> = prose;
  let mismatch: LanguageMismatch | undefined;
  if (!languages.includes('*') && task !== 'language') {
    const peeked = await peek(prose);
    all = peeked.all;
    const detector = await models.detector();
    if (detector) [mismatch] = await findMismatches(languages, detector, [peeked.beginning], signal);
  }
  const result = mismatch && !force ? await unanswered(all) : await readDocument(classifier, all, {
    signal,
    ...(candidates && { candidates }),
    onProgress: (offset) => report(source.length === 0 ? 1 : offset / source.length),
    ...(tell && { onSegments: segmentTeller(source, tell) }),
  });
  return describe(result, classifier, question, source, mismatch, force);
}

/** The segments as the document has them: one that reaches over cells of a notebook becomes several. */
function place(source: SourceText, segments: readonly LabelledSegment[]): { placed: DocumentSegment[]; before: number[] } {
  const placed: DocumentSegment[] = [];
  // [segments + 1] how many of the document's segments come before each.
  const before = [0];
  for (const { start, end, label, score } of segments) before.push(placed.push(...source.rangesOf(start, end).map((found) => ({ label, score, ...found }))));
  return { placed, before };
}

function segmentTeller(source: SourceText, tell: (keep: number, segments: readonly DocumentSegment[]) => void): (keep: number, segments: readonly LabelledSegment[]) => void {
  let told = [0];
  return (keep, segments) => {
    const { placed, before } = place(source, segments);
    const kept = told[keep];
    told = [...told.slice(0, keep), ...before.map((count) => kept + count)];
    tell(kept, placed);
  };
}

/** What is said of a text that the model does not read: how long it is. */
async function unanswered(prose: AsyncIterable<ProseSegment>): Promise<DocumentResult> {
  let words = 0;
  for await (const { text } of prose) words += countWords(text);
  return { ...unreadable('not-enough-text'), words, segments: [], sections: [] };
}

function describe(result: DocumentResult, classifier: Classifier, { task, model }: ModelChoice, source: SourceText, mismatch: LanguageMismatch | undefined, force: boolean): Analysis {
  const { label, labels, confidence, scores, verdict, words } = result;
  const { placed: segments, before } = place(source, result.segments);
  return {
    task,
    label, labels, confidence, scores, words,
    verdict: mismatch && !force ? 'other-language' : verdict,
    ...(source.ranges && { ranges: source.ranges }),
    model: { id: model, name: classifier.metadata.name },
    displayNames: displayNamesOf(classifier),
    amount: amountOf(words),
    ...(mismatch && { mismatch }),
    segments,
    sections: result.sections.map(({ start, end, firstSegment, endSegment, tokens: _tokens, ...section }): DocumentSection => {
      // Of a section that reaches over cells of a notebook, the part in the cell where it begins.
      const [{ range, cell }] = source.rangesOf(start, end);
      return { ...section, scores: section.scores.slice(0, sectionScores), range, ...(cell !== undefined && { cell }), firstSegment: before[firstSegment], endSegment: before[endSegment] };
    }),
    shares: sharesOf(result.segments),
  };
}

/** A section lists its most probable labels only. */
const sectionScores = 5;

/** What labels are called; languages have no names here, since every client knows them in its own language. */
export function displayNamesOf({ metadata }: Classifier): Record<string, string> {
  if (metadata.task === 'language') return {};
  return Object.fromEntries(metadata.labels.flatMap(({ name, displayName }) => (displayName === undefined ? [] : [[name, displayName]])));
}

export function amountOf(words: number): Amount {
  return words === 0 ? 'none' : words < littleWords ? 'little' : 'enough';
}

/** How much of the text in segments each label has, largest first. */
export function sharesOf(segments: readonly (Pick<LabelledSegment, 'start' | 'end'> & Pick<ScoredLabel, 'label'>)[]): LabelShare[] {
  const lengths = new Map<string, number>();
  let total = 0;
  for (const { label, start, end } of segments) {
    lengths.set(label, (lengths.get(label) ?? 0) + end - start);
    total += end - start;
  }
  return [...lengths].map(([label, length]) => ({ label, share: length / total })).sort((a, b) => b.share - a.share);
}
