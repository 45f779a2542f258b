import { explain } from '../../classify/explain.ts';
import { tagText } from '../../jobs/tagText.ts';
import type { TriedText } from '../../protocol/training.ts';
import type { ModelStore } from '../modelStore.ts';
import type { JobContext } from './analyze.ts';

export interface TryJob {
  readonly model: string;
  readonly tagger: boolean;
  readonly text: string;
}

/** What a model that was just trained says of a text, and which words made it say so. */
export async function tryModel(models: ModelStore, { model, tagger, text }: TryJob, { signal, progress }: JobContext<number>): Promise<TriedText> {
  if (tagger) return { label: null, scores: [], evidence: [], tags: await tagText(model, text) };
  const classifier = await models.load(model);
  const [{ label, scores }] = await classifier.classify([text], { signal });
  const answer = label ?? scores[0]?.label;
  if (answer === undefined) return { label, scores, evidence: [], tags: [] };
  const { supporting, opposing } = await explain(classifier, text, { label: answer, signal, onProgress: progress });
  const evidence = [...supporting, ...opposing].map(({ start, end, effect }) => ({ start, end, weight: effect }));
  return { label, scores, evidence, tags: [] };
}
