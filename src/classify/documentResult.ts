import type { ProseSegment } from '../text/prose.ts';
import { toDocumentRange } from '../text/prose.ts';
import type { ClassifyOptions } from './classifier.ts';
import type { Classification } from './result.ts';
import type { TextReading } from './textReading.ts';

/** A stretch of the document with one answer, in UTF-16 code units of the document. */
export interface LabelledSegment {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** Calibrated probability of the label. */
  readonly score: number;
}

/** What stands under a heading, the sections below it included, or before the first heading. */
export interface SectionResult extends Classification {
  /** The heading; empty before the first one. */
  readonly title: string;
  /** 0: outermost headings. */
  readonly depth: number;
  readonly start: number;
  readonly end: number;
  readonly words: number;
  /** Indices into the document's segments, the last one exclusive. */
  readonly firstSegment: number;
  readonly endSegment: number;
}

/** The answer for a document as a whole and part by part. */
export interface DocumentResult extends Classification {
  readonly words: number;
  /** In the document's order, none overlapping; parts without an answer are left out. */
  readonly segments: readonly LabelledSegment[];
  /** In the document's order; none where there are no headings, and none for languages. */
  readonly sections: readonly SectionResult[];
}

export type Segments = Iterable<ProseSegment> | AsyncIterable<ProseSegment>;

export interface DocumentOptions extends Pick<ClassifyOptions, 'candidates' | 'signal'> {
  /** Called with the document offset up to which the answers are known. */
  readonly onProgress?: (offset: number) => void;
  /** Called with the segments that are known by now: the first `keep` are as they were told before, `segments` follow them. */
  readonly onSegments?: (keep: number, segments: readonly LabelledSegment[]) => void;
}

/** A paragraph of the document that has been read. */
export class ReadParagraph {
  readonly segment: ProseSegment;
  readonly reading: TextReading;
  #ranges: Int32Array | undefined;

  constructor(segment: ProseSegment, reading: TextReading) {
    this.segment = segment;
    this.reading = reading;
  }

  /** [parts x 2]: start and end of each part, as the segment's own offsets are counted. */
  get ranges(): Int32Array {
    this.#ranges ??= Int32Array.from(this.reading.parts.flatMap((part) => {
      const { start, end } = toDocumentRange(this.segment, part.start, part.end);
      return [start, end];
    }));
    return this.#ranges;
  }
}

/** Builds a document's answer from its paragraphs, window by window. */
export interface DocumentAssembler {
  /**
   * Takes the next paragraphs.
   * @param bases what is to be added to the offsets of each one
   * @returns how many of the segments known before stand as they were
   */
  add(paragraphs: readonly ReadParagraph[], bases: ArrayLike<number>): number;
  /** What is known by now, from the segment of this number on. */
  segmentsFrom(index: number): LabelledSegment[];
  /** Does what the answer for the whole needs and the segments do not; may be called after any window, to see to it early. */
  settle(): Promise<void>;
  finish(): Promise<DocumentResult>;
}

/** So many segments are read before their answers are computed: few at first, so that something is soon known. */
const windowSizes = { first: 16, largest: 512 };

/** Sizes of the windows, one after the other: each twice as large as the one before it, up to what fills batches well and still lets progress be seen. */
export function* windowSizesOf(): Generator<number, never> {
  for (let size = windowSizes.first; ; size = Math.min(2 * size, windowSizes.largest)) yield size;
}

/** Segments in windows. */
export async function* windowsOf(segments: Segments): AsyncGenerator<ProseSegment[]> {
  const sizes = windowSizesOf();
  let window: ProseSegment[] = [];
  let size = sizes.next().value;
  for await (const segment of segments) {
    window.push(segment);
    if (window.length < size) continue;
    yield window;
    window = [];
    size = sizes.next().value;
  }
  if (window.length > 0) yield window;
}
