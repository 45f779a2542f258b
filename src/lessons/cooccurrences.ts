import { windowWeights } from '../embeddings/window.ts';
import type { WindowSettings } from '../embeddings/window.ts';
import type { LessonCorpus } from './lessonText.ts';

/** [words, words] row-major: how often the word of the column stands in the window around the word of the row, weighted by distance as the trainers do. */
export function cooccurrences({ words, lines }: LessonCorpus, settings: WindowSettings): Float64Array {
  const weights = windowWeights(settings);
  const counts = new Float64Array(words.length ** 2);
  for (const line of lines) {
    for (let at = 0; at < line.length; at++) {
      for (let offset = -settings.size; offset <= settings.size; offset++) {
        const beside = at + offset;
        if (offset !== 0 && beside >= 0 && beside < line.length) counts[line[at] * words.length + line[beside]] += weights[offset + settings.size];
      }
    }
  }
  return counts;
}
