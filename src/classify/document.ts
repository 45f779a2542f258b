import { toDocumentRange } from '../text/prose.ts';
import { splitSentences } from '../text/sentences.ts';
import type { Classifier } from './classifier.ts';
import type { DocumentOptions, DocumentResult, LabelledSegment, Segments } from './documentResult.ts';
import { windowsOf } from './documentResult.ts';
import { detectDocument } from './language.ts';

/**
 * Reads a document with a model: language models give runs of one language, others an answer for the whole prose and one for each part of it
 * (a sentence for sentiment, a paragraph for all else).
 * @param segments the document's prose, as extractProse or streamProse find it
 * @throws LexiscopeError `bad-input` for an unknown candidate, `cancelled`
 */
export async function readDocument(classifier: Classifier, segments: Segments, options: DocumentOptions = {}): Promise<DocumentResult> {
  if (classifier.metadata.task === 'language') return detectDocument(classifier, segments, options);
  const { onProgress, ...classifyOptions } = options;
  const bySentence = classifier.metadata.task === 'sentiment';
  const paragraphs: string[] = [];
  const labelled: LabelledSegment[] = [];
  for await (const window of windowsOf(segments)) {
    const parts: { text: string; start: number; end: number }[] = [];
    for (const segment of window) {
      paragraphs.push(segment.text);
      if (bySentence) for (const { start, end } of splitSentences(segment.text)) parts.push({ text: segment.text.slice(start, end), ...toDocumentRange(segment, start, end) });
      else parts.push(segment);
    }
    const results = await classifier.classify(parts.map((part) => part.text), { ...classifyOptions, topScores: 1 });
    results.forEach(({ label, confidence }, i) => {
      if (label !== null) labelled.push({ start: parts[i].start, end: parts[i].end, label, score: confidence });
    });
    onProgress?.(window.at(-1)!.end);
  }
  const [whole] = await classifier.classify([paragraphs.join('\n\n')], classifyOptions);
  return { ...whole, segments: labelled };
}
