import type { Classifier } from './classifier.ts';
import type { DocumentAssembler, DocumentOptions, DocumentResult, Segments } from './documentResult.ts';
import { ReadParagraph, windowsOf } from './documentResult.ts';
import { LabelDocument } from './labelDocument.ts';
import { LanguageDocument } from './language.ts';
import { readTexts } from './textReading.ts';

/**
 * Reads a document with a model: language models give runs of one language, others an answer for the whole prose, one for each section and one for each
 * part of it (a sentence for sentiment, a paragraph for all else).
 * @param segments the document's prose, as extractProse or streamProse find it
 * @throws LexiscopeError `bad-input` for an unknown candidate, `cancelled`
 */
export async function readDocument(classifier: Classifier, segments: Segments, options: DocumentOptions = {}): Promise<DocumentResult> {
  const { onProgress, onSegments, ...classifyOptions } = options;
  const document = createAssembler(classifier, classifyOptions);
  for await (const window of windowsOf(segments)) {
    const readings = await readTexts(classifier, window.map(({ text }) => text), classifyOptions);
    const keep = document.add(window.map((segment, i) => new ReadParagraph(segment, readings[i])), new Uint8Array(window.length));
    onSegments?.(keep, document.segmentsFrom(keep));
    await document.settle();
    onProgress?.(window.at(-1)!.end);
  }
  return document.finish();
}

/** What puts together the answers of this model. */
export function createAssembler(classifier: Classifier, options: Pick<DocumentOptions, 'candidates' | 'signal'>): DocumentAssembler {
  return classifier.metadata.task === 'language' ? new LanguageDocument(classifier.metadata, options.candidates) : new LabelDocument(classifier, options);
}
