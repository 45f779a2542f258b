import type { RuntimeTensor } from '../onnx/runtime.ts';
import type { Chunk } from './chunks.ts';
import { widestToken } from './chunks.ts';
import type { GraphInputs } from './graphContract.ts';

/** Chunks that go through the model together, padded to the longest and widest of them. */
export interface Batch<Text = unknown> {
  readonly chunks: readonly Chunk<Text>[];
  /** Tokens of the longest chunk. */
  readonly time: number;
  /** Ids of the widest token. */
  readonly width: number;
}

export interface BatchLimits {
  readonly maximumRows: number;
  /** Bound on rows x time: what the recurrent layers hold. One chunk alone may exceed it. */
  readonly maximumTokens: number;
  /** Bound on rows x time x width: what the embedding gathers. One chunk alone may exceed it. */
  readonly maximumElements: number;
}

/**
 * Puts chunks of nearly equal length (and width) together, so that little of a batch is padding.
 * @param equalLengths only chunks of exactly one length, for models that cannot be told the lengths
 */
export function planBatches<Text>(chunks: readonly Chunk<Text>[], { maximumRows, maximumTokens, maximumElements }: BatchLimits, severalIds: boolean, equalLengths: boolean): Batch<Text>[] {
  const sized = chunks.map((chunk) => ({ chunk, length: chunk.to - chunk.from, width: severalIds ? widestToken(chunk) : 1 }));
  sized.sort((a, b) => a.length - b.length || a.width - b.width);
  const batches: Batch<Text>[] = [];
  let open: Chunk<Text>[] = [];
  let time = 0;
  let width = 0;
  for (const { chunk, length, width: own } of sized) {
    const widest = Math.max(width, own);
    const tokens = (open.length + 1) * length;
    const full = open.length === maximumRows || tokens > maximumTokens || tokens * widest > maximumElements || (equalLengths && length !== time);
    if (full && open.length > 0) {
      batches.push({ chunks: open, time, width });
      open = [];
      width = 0;
    }
    open.push(chunk);
    time = length;
    width = Math.max(width, own);
  }
  if (open.length > 0) batches.push({ chunks: open, time, width });
  return batches;
}

/** Writes batches into buffers that serve one batch after the other; a batch's tensors hold until the next one is written. */
export class BatchWriter {
  readonly #inputs: GraphInputs;
  #ids = new Int32Array(0);
  #lengths = new Int32Array(0);

  constructor(inputs: GraphInputs) {
    this.#inputs = inputs;
  }

  /** ids [rows, time] or [rows, time, width], zero-padded; lengths [rows]. */
  write({ chunks, time, width }: Batch): Record<string, RuntimeTensor> {
    const { idsType, lengthsType, severalIds } = this.#inputs;
    const rows = chunks.length;
    // An int64 is written as two int32, low half first; no id is negative, so the high half stays 0. Far quicker than BigInt.
    const stride = idsType === 'int64' ? 2 : 1;
    const size = rows * time * width;
    if (this.#ids.length < size * stride) this.#ids = new Int32Array(size * stride);
    else this.#ids.fill(0, 0, size * stride);
    const out = this.#ids;
    for (let row = 0; row < rows; row++) {
      const { encoded: { ids, idStarts }, from, to } = chunks[row];
      for (let token = from, at = row * time * width * stride; token < to; token++, at += width * stride) {
        const end = idStarts[token + 1];
        for (let i = idStarts[token], o = at; i < end; i++, o += stride) out[o] = ids[i];
      }
    }
    const feeds: Record<string, RuntimeTensor> = { ids: { data: integers(out, size, idsType), shape: severalIds ? [rows, time, width] : [rows, time] } };
    if (lengthsType) feeds.lengths = { data: integers(this.#writeLengths(chunks, lengthsType), rows, lengthsType), shape: [rows] };
    return feeds;
  }

  #writeLengths(chunks: readonly Chunk[], type: 'int32' | 'int64'): Int32Array<ArrayBuffer> {
    const stride = type === 'int64' ? 2 : 1;
    if (this.#lengths.length < chunks.length * stride) this.#lengths = new Int32Array(chunks.length * stride);
    chunks.forEach(({ from, to }, row) => { this.#lengths[row * stride] = to - from; });
    return this.#lengths;
  }
}

function integers(buffer: Int32Array<ArrayBuffer>, count: number, type: 'int32' | 'int64'): Int32Array | BigInt64Array {
  return type === 'int64' ? new BigInt64Array(buffer.buffer, 0, count) : buffer.subarray(0, count);
}
