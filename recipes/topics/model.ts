import { exportGraph } from '../../src/nn/exportModel.ts';
import { formatVersion } from '../../src/onnx/metadata.ts';
import { writeModelFile } from '../../src/onnx/modelFile.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import type { TokenizerSpec } from '../../src/text/tokenizerSpec.ts';
import type { TrainingPlan } from '../wide/recurrent.ts';
import { recurrentNetwork } from '../wide/recurrent.ts';
import { sumOfLogits, tfIdfGraph } from '../wide/tfIdfGraph.ts';
import type { Planes } from '../wide/supportVectors.ts';
import { shareOfNetwork, shareOfPlanes } from '../wide/train.ts';
import type { Decided } from './decision.ts';
import { topicNames } from './names.ts';

/** `share` of the recurrent network's logits and the rest of the linear path's, added. */
export interface TopicsModel {
  readonly planes: Planes;
  readonly recurrent: Parameters;
  readonly idf: Float32Array;
  readonly plan: TrainingPlan;
  readonly share: number;
}

/** Writes the model with int8 matrices and its metadata. */
export async function writeTopicsModel(file: string, { planes, recurrent, idf, plan, share }: TopicsModel, tokenizer: TokenizerSpec, labels: readonly string[], { decision, report }: Decided, about: Readonly<Record<string, unknown>>): Promise<void> {
  const graph = sumOfLogits(exportGraph(recurrentNetwork(plan), false, shareOfNetwork(recurrent, share), 'int8'), tfIdfGraph(shareOfPlanes(planes, 1 - share), idf));
  await writeModelFile(file, graph, {
    format: formatVersion, name: 'Topics', task: 'topics',
    labels: labels.map((name) => ({ name, displayName: topicNames[name] ?? name })),
    target: { kind: 'multiple', thresholds: [...decision.thresholds] }, tokenizer,
    input: { maximumTokens: plan.maximumTokens, overlap: 0 }, calibration: { temperature: decision.temperature }, languages: ['en'],
    training: { recipe: 'recipes/topics.ts', date: new Date().toISOString().slice(0, 10), linearPathOnUnseenStories: report, ...about },
    licence: 'Trained on Reuters-21578, which is free for research only; the other sets that gave vectors and counterexamples are listed in models/topics.md.',
  });
}
