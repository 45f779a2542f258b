import path from 'node:path';
import { evaluateAnalogies, evaluatePairs } from '../../src/vectors/evaluate.ts';
import { readAnalogies, readWordPairs } from '../../src/vectors/evaluationData.ts';
import type { VectorSpace } from '../../src/vectors/space.ts';
import { mostSimilar } from '../../src/vectors/words.ts';

const pairFiles = ['wordsim353', 'wordsim353-similarity', 'wordsim353-relatedness'];
/** For a language without data of similarity: words whose neighbours a reader can judge. */
const probes: Readonly<Record<string, readonly string[]>> = { sv: ['häst', 'röd', 'springa', 'mor', 'skog', 'kyrka'] };

/** Spearman on the parts of WordSim-353 and the accuracy on Google's analogies; for other languages than English the neighbours of a few words. */
export async function describeQuality(space: VectorSpace, language: string, data: string): Promise<string> {
  if (language !== 'en') {
    const known = (probes[language] ?? []).filter((word) => space.indexOf(word) >= 0);
    return known.map((word) => `${word}: ${mostSimilar(space, { positive: [word] }, { top: 5 }).map((neighbour) => neighbour.word).join(' ')}`).join('; ');
  }
  const figures: string[] = [];
  for (const name of pairFiles) {
    const { spearman, found, total } = evaluatePairs(space, await readWordPairs(path.join(data, 'wordsim', `${name}.tsv`)));
    figures.push(`${name} ${spearman?.toFixed(3)} (${found} of ${total})`);
  }
  const questions = await readAnalogies(path.join(data, 'wordsim', 'questions-words.txt'));
  const { accuracy, found, total } = await evaluateAnalogies(space, questions);
  figures.push(`analogies ${accuracy?.toFixed(3)} (${found} of ${total})`);
  return figures.join(', ');
}
