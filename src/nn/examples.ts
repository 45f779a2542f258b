import type { EncodedText } from '../text/tokenizer.ts';

/** A text ready for training: the ids of each token, one after the other. */
export interface EncodedExample {
  /** Ids of all tokens; token i has ids[idStarts[i]] to ids[idStarts[i + 1]] (exclusive). */
  readonly ids: Int32Array;
  /** tokens + 1 offsets. */
  readonly idStarts: Int32Array;
  /** Indices of the labels: one for single-label targets, any number for multi-label ones, one a token when tagging. */
  readonly labels: Int32Array;
  /** Its share in the loss. */
  readonly weight: number;
  /** A distribution over the labels that replaces `labels` in the loss: soft labels of a teacher (Hinton et al. 2015). */
  readonly distribution?: Float32Array;
  /**
   * Added to the logits in the loss, one a label: what another model says of the text, so that this one learns what is left;
   * or a large negative number for a label that the text's data set does not have, so that nothing is learnt of it.
   */
  readonly offsets?: Float32Array;
}

export function encodedExample(text: EncodedText, labels: ArrayLike<number>, weight = 1): EncodedExample {
  return { ids: text.ids, idStarts: text.idStarts, labels: Int32Array.from(labels), weight };
}

export function tokensOf(example: EncodedExample): number {
  return example.idStarts.length - 1;
}

/**
 * Where training examples come from. An epoch's examples, in order, must depend on nothing but the epoch's number, so
 * that a resumed run sees what an uninterrupted one would.
 */
export interface ExampleSource {
  /** Examples in an epoch; for the schedule and the time left. */
  readonly size: number;
  examples(epoch: number): AsyncIterable<EncodedExample> | Iterable<EncodedExample>;
}
