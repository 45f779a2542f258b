import type { Classifier, ClassifyOptions } from './classifier.ts';
import { BlockFinder } from './documentBlocks.ts';
import type { DocumentAssembler, DocumentResult, LabelledSegment, ReadParagraph } from './documentResult.ts';
import { EvidencePool, logEvidence } from './pooling.ts';
import type { Classification } from './result.ts';
import { SectionCollector } from './sections.ts';

/** Between the paragraphs of a block. */
const joint = '\n\n';

/**
 * The answer of a model other than for languages: one for each part, one for each section, pooled from its parts, and one for the whole,
 * pooled from blocks of paragraphs (documentBlocks.ts), which the model reads as it read its training texts.
 */
export class LabelDocument implements DocumentAssembler {
  readonly #classifier: Classifier;
  readonly #segments: LabelledSegment[] = [];
  readonly #options: Pick<ClassifyOptions, 'candidates' | 'signal'>;
  readonly #sections: SectionCollector | undefined;
  readonly #finder: BlockFinder;
  /** The texts of the paragraphs that are in no finished block; the first of them is paragraph number `#waitingFrom`. */
  #waiting: string[] = [];
  #waitingFrom = 0;
  #blocks: string[] = [];
  readonly #pool: EvidencePool;
  /** The answer for the only block so far. */
  #only: Classification | undefined;
  #isEmpty = true;
  #words = 0;

  /** @param withSections false where nobody asks for them */
  constructor(classifier: Classifier, options: Pick<ClassifyOptions, 'candidates' | 'signal'>, withSections = true) {
    this.#classifier = classifier;
    this.#options = options;
    this.#sections = withSections ? new SectionCollector(classifier.metadata, options.candidates) : undefined;
    this.#finder = new BlockFinder(classifier.metadata.input.maximumTokens);
    this.#pool = new EvidencePool(classifier.metadata, options.candidates);
  }

  add(paragraphs: readonly ReadParagraph[], bases: ArrayLike<number>): number {
    const before = this.#segments.length;
    paragraphs.forEach((paragraph, i) => {
      const { reading, ranges, segment } = paragraph;
      this.#sections?.add(paragraph, bases[i], this.#segments.length);
      reading.parts.forEach(({ label, score }, part) => {
        if (label !== null) this.#segments.push({ start: bases[i] + ranges[2 * part], end: bases[i] + ranges[2 * part + 1], label, score });
      });
      this.#words += reading.words;
      this.#waiting.push(segment.text);
      this.#take(this.#finder.next(segment.text));
    });
    return before;
  }

  segmentsFrom(index: number): LabelledSegment[] {
    return this.#segments.slice(index);
  }

  async settle(): Promise<void> {
    const blocks = this.#blocks;
    this.#blocks = [];
    const evidenceOf = logEvidence(this.#classifier.metadata);
    for (const result of await this.#classifier.classify(blocks, this.#options)) {
      if (result.tokens === 0) continue;
      this.#only = this.#isEmpty ? result : undefined;
      this.#isEmpty = false;
      this.#pool.add(evidenceOf(result.scores), result.tokens);
    }
  }

  async finish(): Promise<DocumentResult> {
    this.#take(this.#finder.last());
    await this.settle();
    const sections = this.#sections?.finish(this.#segments.length) ?? [];
    return { ...(this.#only ?? this.#pool.answer()), words: this.#words, segments: this.#segments, sections };
  }

  #take(block: { from: number; to: number } | undefined): void {
    if (!block) return;
    this.#blocks.push(this.#waiting.slice(0, block.to - this.#waitingFrom).join(joint));
    this.#waiting = this.#waiting.slice(block.to - this.#waitingFrom);
    this.#waitingFrom = block.to;
  }
}
