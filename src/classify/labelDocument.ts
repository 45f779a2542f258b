import type { Classifier, ClassifyOptions } from './classifier.ts';
import type { DocumentAssembler, DocumentResult, LabelledSegment, ReadParagraph } from './documentResult.ts';
import { SectionCollector } from './sections.ts';
import { WholeAnswer } from './wholeAnswer.ts';

/** The answer of a model other than for languages: one for each part, one for each section, pooled from its parts, and one for the whole. */
export class LabelDocument implements DocumentAssembler {
  readonly #classifier: Classifier;
  readonly #options: Pick<ClassifyOptions, 'candidates' | 'signal'>;
  readonly #segments: LabelledSegment[] = [];
  readonly #sections: SectionCollector | undefined;
  readonly #whole: WholeAnswer;
  #words = 0;

  /** @param withSections false where nobody asks for them */
  constructor(classifier: Classifier, options: Pick<ClassifyOptions, 'candidates' | 'signal'>, withSections = true) {
    this.#classifier = classifier;
    this.#options = options;
    this.#sections = withSections ? new SectionCollector(classifier.metadata, options.candidates) : undefined;
    this.#whole = new WholeAnswer(classifier.metadata, options.candidates);
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
      this.#whole.push(segment.text);
    });
    return before;
  }

  segmentsFrom(index: number): LabelledSegment[] {
    return this.#segments.slice(index);
  }

  async settle(): Promise<void> {
    await this.#classify(false);
  }

  async finish(): Promise<DocumentResult> {
    await this.#classify(true);
    const sections = this.#sections?.finish(this.#segments.length) ?? [];
    return { ...this.#whole.answer(), words: this.#words, segments: this.#segments, sections };
  }

  async #classify(atEnd: boolean): Promise<void> {
    const blocks = this.#whole.takeBlocks(atEnd);
    if (blocks.length > 0) this.#whole.add(await this.#classifier.classify(blocks, this.#options));
  }
}
