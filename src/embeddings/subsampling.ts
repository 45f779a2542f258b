import { createRandom } from '../base/random.ts';
import type { EncodedCorpus } from './corpus.ts';
import { keepLimits } from './noise.ts';
import { boundary } from './tokenLog.ts';

/**
 * The ids of a corpus with frequent words thinned out before windows are formed, once and for all, as the counting families need it
 * ("dirty" subsampling of Levy, Goldberg and Dagan 2015: windows grow over the gaps).
 * @param threshold as in word2vec; 0 keeps everything
 */
export function subsampled(corpus: EncodedCorpus, threshold: number, seed: number): Int32Array {
  const random = createRandom(seed);
  const limits = keepLimits(corpus.vocabulary.counts, threshold);
  const kept = new Int32Array(corpus.ids.length);
  let count = 0;
  for (const piece of corpus.ids.pieces()) {
    for (const id of piece) {
      if (id !== boundary && limits[id] !== 0xffffffff && random.next() * 4294967296 > limits[id]) continue;
      kept[count++] = id;
    }
  }
  return kept.subarray(0, count);
}
