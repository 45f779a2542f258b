import type { ProseSegment } from '../text/prose.ts';
import { toDocumentRange } from '../text/prose.ts';
import { splitSentences } from '../text/sentences.ts';
import type { Classifier } from './classifier.ts';
import type { DocumentOptions, DocumentResult, Segments } from './documentResult.ts';
import { windowsOf } from './documentResult.ts';
import type { LanguageRun, Reading } from './languageRuns.ts';
import { decodeLabels, extendRuns, logProbabilities, runProbabilities } from './languageRuns.ts';
import type { Classification, ScoredLabel } from './result.ts';
import { certainFrom, notLanguage, unreadable } from './result.ts';
import { countScripts } from './scripts.ts';

/**
 * The languages of a document: it is read sentence by sentence, and sentences become runs of one language (languageRuns.ts). The answer for the
 * whole is the mean of the runs' probabilities weighted by letters, so in a mixed document the scores are the languages' shares;
 * runs that are no natural language count only where there is nothing else.
 * @param segments the document's paragraphs
 * @throws LexiscopeError `bad-input` for an unknown candidate, `cancelled`
 */
export async function detectDocument(classifier: Classifier, segments: Segments, { candidates, signal, onProgress }: DocumentOptions = {}): Promise<DocumentResult> {
  const labels = classifier.metadata.labels.map((label) => label.name);
  const indexOf = new Map(labels.map((label, i) => [label, i]));
  const runs: LanguageRun[] = [];
  let hasText = false;
  let tokens = 0;
  for await (const window of windowsOf(segments)) {
    const sentences = window.flatMap((segment) => [...sentencesOf(segment)]);
    hasText ||= sentences.length > 0;
    const results = await classifier.classify(sentences.map(({ text }) => text), { ...(candidates && { candidates }), ...(signal && { signal }) });
    const readings = sentences.map(({ text, start, end, opens }, i): Reading => {
      const { letters } = countScripts(text);
      tokens += results[i].tokens;
      return { start, end, opens, letters, evidence: letters > 0 && results[i].scores.length > 0 ? logProbabilities(results[i].scores, indexOf) : undefined };
    });
    extendRuns(runs, readings, decodeLabels(readings, labels.length, runs.at(-1)?.label));
    onProgress?.(window.at(-1)!.end);
  }
  const probabilities = runs.map(runProbabilities);
  const found = runs.map(({ start, end, label }, i) => ({ start, end, label: labels[label], score: probabilities[i][label] }));
  if (runs.length === 0) return { ...withoutRuns(hasText, candidates ?? labels), segments: [] };
  return { ...whole(runs, probabilities, labels, candidates, tokens), segments: found };
}

function* sentencesOf(segment: ProseSegment): Generator<{ text: string; start: number; end: number; opens: boolean }> {
  let opens = true;
  for (const { start, end } of splitSentences(segment.text)) {
    yield { text: segment.text.slice(start, end), ...toDocumentRange(segment, start, end), opens };
    opens = false;
  }
}

function withoutRuns(hasText: boolean, allowed: readonly string[]): Classification {
  if (!hasText) return unreadable('not-enough-text');
  return unreadable('not-language', allowed.includes(notLanguage) ? notLanguage : null);
}

function whole(runs: readonly LanguageRun[], probabilities: readonly Float64Array[], labels: readonly string[], candidates: readonly string[] | undefined, tokens: number): Classification {
  const other = labels.indexOf(notLanguage);
  const inLanguage = runs.some(({ label }) => label !== other);
  const means = new Float64Array(labels.length);
  let letters = 0;
  runs.forEach((run, i) => {
    if (inLanguage && run.label === other) return;
    letters += run.letters;
    for (let label = 0; label < means.length; label++) means[label] += run.letters * probabilities[i][label];
  });
  const scores = labels
    .map((label, i): ScoredLabel => ({ label, score: means[i] / letters }))
    .filter(({ label }) => !candidates || candidates.includes(label))
    .sort((a, b) => b.score - a.score);
  const [{ label, score: confidence }] = scores;
  const verdict = label === notLanguage ? 'not-language' : confidence >= certainFrom ? 'certain' : 'uncertain';
  return { label, labels: [label], confidence, scores, verdict, tokens };
}
