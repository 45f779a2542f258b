import type { ProseSegment } from '../text/prose.ts';
import type { ClassifyOptions } from './classifier.ts';
import type { Classification } from './result.ts';

/** A stretch of the document with one answer, in UTF-16 code units of the document. */
export interface LabelledSegment {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** Calibrated probability of the label. */
  readonly score: number;
}

/** The answer for a document as a whole and part by part. */
export interface DocumentResult extends Classification {
  /** In the document's order, none overlapping; parts without an answer are left out. */
  readonly segments: readonly LabelledSegment[];
}

export type Segments = Iterable<ProseSegment> | AsyncIterable<ProseSegment>;

export interface DocumentOptions extends Pick<ClassifyOptions, 'candidates' | 'signal'> {
  /** Called with the document offset up to which the answers are known. */
  readonly onProgress?: (offset: number) => void;
}

/** So many segments are read before their answers are computed: few at first, so that something is soon known. */
const windowSizes = { first: 16, largest: 512 };

/** Segments in groups, each twice as large as the one before it, up to what fills batches well and still lets progress be seen. */
export async function* windowsOf(segments: Segments): AsyncGenerator<ProseSegment[]> {
  let window: ProseSegment[] = [];
  let size = windowSizes.first;
  for await (const segment of segments) {
    window.push(segment);
    if (window.length < size) continue;
    yield window;
    window = [];
    size = Math.min(2 * size, windowSizes.largest);
  }
  if (window.length > 0) yield window;
}
