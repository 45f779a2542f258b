import { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnalyzeParams, DocumentAnalysis, DocumentRange, LabelShare, LabelledSegment, TextAnalysis } from '../protocol/analysis.ts';
import type { InferenceProgress, InferenceRequest } from '../protocol/inference.ts';

export interface AnalysisOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: InferenceProgress) => void;
}

/** Where texts are analysed: the inference process, or a stand-in in tests. */
export type Analyze = (request: InferenceRequest, options: AnalysisOptions) => Promise<TextAnalysis>;

/**
 * Analyses the document, or a range of it, as it is now. The document may change meanwhile: the answer is for the version that it
 * names, with ranges in that version.
 */
export async function analyzeDocument(analyze: Analyze, document: TextDocument, params: AnalyzeParams, options: AnalysisOptions = {}): Promise<DocumentAnalysis> {
  const startedMs = performance.now();
  const { task, model = task, candidates, ranges: [range] = [] } = params;
  const { uri, version, languageId } = document;
  const whole = document.getText();
  const from = range ? document.offsetAt(range.start) : 0;
  const to = range ? Math.max(from, document.offsetAt(range.end)) : whole.length;
  const text = range ? whole.slice(from, to) : whole;

  const request: InferenceRequest = { task, text, languageId, model, ...(candidates === undefined ? {} : { candidates }) };
  const { segments, ...answer } = await analyze(request, options);

  // TextDocuments changes a document in place; offsets are of the text that was read.
  const read = document.version === version ? document : TextDocument.create(uri, languageId, version, whole);
  const rangeOf = (start: number, end: number): DocumentRange => ({ start: read.positionAt(start), end: read.positionAt(end) });
  return {
    ...answer,
    task,
    uri,
    version,
    ...(range ? { range: rangeOf(from, to) } : {}),
    segments: segments.map(({ start, end, label, score }) => ({ label, score, range: rangeOf(from + start, from + end) })),
    shares: sharesOf(segments),
    elapsedMs: performance.now() - startedMs,
  };
}

function sharesOf(segments: readonly LabelledSegment[]): LabelShare[] {
  const lengths = new Map<string, number>();
  let total = 0;
  for (const { label, start, end } of segments) {
    lengths.set(label, (lengths.get(label) ?? 0) + end - start);
    total += end - start;
  }
  return [...lengths].map(([label, length]) => ({ label, share: length / total })).sort((a, b) => b.share - a.share);
}
