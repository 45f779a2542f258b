import type { ModelMetadata } from '../onnx/metadata.ts';
import { BlockFinder, type DocumentBlock } from './documentBlocks.ts';
import { EvidencePool, logEvidence } from './pooling.ts';
import type { Classification } from './result.ts';

/** Between the paragraphs of a block. */
const joint = '\n\n';

/** The answer for a document as a whole, pooled from blocks of its paragraphs, which the model reads as it read its training texts. */
export class WholeAnswer {
  readonly #metadata: ModelMetadata;
  readonly #finder: BlockFinder;
  readonly #pool: EvidencePool;
  /** The texts of the paragraphs that are in no finished block; the first of them is paragraph number `#waitingFrom`. */
  #waiting: string[] = [];
  #waitingFrom = 0;
  #ready: string[] = [];
  /** The answer for the only block so far. */
  #only: Classification | undefined;
  #isEmpty = true;

  /** @throws LexiscopeError `bad-input` for an unknown candidate */
  constructor(metadata: ModelMetadata, candidates: readonly string[] | undefined) {
    this.#metadata = metadata;
    this.#finder = new BlockFinder(metadata.input.maximumTokens);
    this.#pool = new EvidencePool(metadata, candidates);
  }

  /** Takes the next paragraph. */
  push(text: string): void {
    this.#waiting.push(text);
    this.#end(this.#finder.next(text));
  }

  /** The blocks that have been completed since the last call, which are to be classified; at the document's end, the last one too. */
  takeBlocks(atEnd: boolean): string[] {
    if (atEnd) this.#end(this.#finder.last());
    const blocks = this.#ready;
    this.#ready = [];
    return blocks;
  }

  /** Takes the answers for blocks, each with all its scores. */
  add(results: readonly Classification[]): void {
    const evidenceOf = logEvidence(this.#metadata);
    for (const result of results) {
      if (result.tokens === 0) continue;
      this.#only = this.#isEmpty ? result : undefined;
      this.#isEmpty = false;
      this.#pool.add(evidenceOf(result.scores), result.tokens);
    }
  }

  answer(): Classification {
    return this.#only ?? this.#pool.answer();
  }

  #end(block: DocumentBlock | undefined): void {
    if (!block) return;
    this.#ready.push(this.#waiting.slice(0, block.to - this.#waitingFrom).join(joint));
    this.#waiting = this.#waiting.slice(block.to - this.#waitingFrom);
    this.#waitingFrom = block.to;
  }
}
