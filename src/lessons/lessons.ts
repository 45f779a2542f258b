import type { LessonAnswer, LessonName, LessonParams } from '../protocol/lessons.ts';
import { denseLesson } from './embeddingDense.ts';
import { gloveLesson } from './glove.ts';
import { lettersLesson } from './letters.ts';
import { mutualInformationLesson } from './mutualInformation.ts';
import { readNetworks } from './networks.ts';
import { oneHotLesson } from './oneHot.ts';
import { recurrentLesson } from './recurrent.ts';
import { readSalammbo } from './salammbo.ts';
import { word2vecLesson } from './word2vec.ts';

/**
 * Calculates a lesson.
 * @param root the extension's folder, where the figures lie
 * @throws LexiscopeError `bad-input` for a text that the lesson cannot work on; `cancelled`
 */
export async function answerLesson<K extends LessonName>(name: K, params: LessonParams<K>, root: string, signal?: AbortSignal): Promise<LessonAnswer<K>> {
  const answers: { readonly [N in LessonName]: (params: LessonParams<N>) => LessonAnswer<N> | Promise<LessonAnswer<N>> } = {
    oneHot: oneHotLesson,
    letters: async (own) => lettersLesson(await readSalammbo(root), own),
    mutualInformation: mutualInformationLesson,
    word2vec: (own) => word2vecLesson(own, signal),
    glove: (own) => gloveLesson(own, signal),
    dense: async (own) => denseLesson(await readNetworks(root), own),
    recurrent: async (own) => recurrentLesson(await readNetworks(root), own),
  };
  return answers[name](params);
}
