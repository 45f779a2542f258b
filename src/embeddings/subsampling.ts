import { createRandom } from '../base/random.ts';
import type { EncodedCorpus } from './corpus.ts';
import { keepLimits } from './noise.ts';
import { TokenLog, boundary } from './tokenLog.ts';

/**
 * The ids of a corpus with frequent words thinned out before windows are formed, once and for all, as the counting families need it
 * ("dirty" subsampling of Levy, Goldberg and Dagan 2015: windows grow over the gaps). The corpus' own ids are disposed of.
 * @param threshold as in word2vec; 0 keeps everything
 */
export function subsampled(corpus: EncodedCorpus, threshold: number, seed: number, idMemoryBytes: number): TokenLog {
  if (threshold === 0) return corpus.ids;
  const random = createRandom(seed);
  const limits = keepLimits(corpus.vocabulary.counts, threshold);
  const kept = new TokenLog(idMemoryBytes);
  for (const piece of corpus.ids.pieces()) {
    for (const id of piece) {
      if (id === boundary) kept.appendBoundary();
      else if (limits[id] === 0xffffffff || random.next() * 4294967296 <= limits[id]) kept.append(id);
    }
  }
  kept.flush();
  corpus.ids.dispose();
  return kept;
}
