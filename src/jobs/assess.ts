import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { replaceFile, writeFileAtomically } from '../base/files.ts';
import type { EncodedExample } from '../nn/examples.ts';
import type { Evaluation } from '../nn/fit.ts';
import type { RunMetrics } from '../protocol/trainingRun.ts';
import type { Answer } from './answers.ts';
import { answerOf, answerRow } from './answers.ts';
import { softmaxAnswer, softmaxLoss } from './logits.ts';
import type { PreparedData } from './prepareData.ts';
import type { Preparation, RunFolder } from './runFolder.ts';
import { MetricsBuilder } from './runMetrics.ts';
import type { HeldOutPart } from './textStore.ts';
import type { Decision } from './validation.ts';
import { batchesOf, collectLogits, fitDecision, scoreLogits, scoreTags } from './validation.ts';

/** Logits of a batch: [batch, logits]; of a tagger [batch, time, labels]. */
export type RunBatch = (batch: readonly EncodedExample[]) => Promise<Float32Array>;

/** The worst so many answers are kept for people to look at. */
const keptAnswers = 20_000;

/** Runs a network over held-out examples and scores its answers; fits the decision on them, where none is given. */
export async function judge(data: PreparedData, part: HeldOutPart, preparation: Preparation, run: RunBatch, given?: Decision): Promise<{ decision: Decision; evaluation: Evaluation }> {
  const { labels, target } = preparation;
  const { examples } = data;
  if (target === 'tags') return { decision: { target: { kind: 'single' }, temperature: 1 }, evaluation: await scoreTags(examples.inOrder(part), labels, run) };
  const values = await collectLogits(examples.inOrder(part), examples.size(part), logitCountOf(preparation), run);
  const decision = given ?? fitDecision(values, { target, labels });
  return { decision, evaluation: scoreLogits(values, labels.length, decision) };
}

export function logitCountOf({ target, labels }: Preparation): number {
  return target === 'binary' ? 1 : labels.length;
}

/**
 * Measures the final model on the test data, or on the validation data where there is none, and keeps what people look at: metrics.json, and
 * answers.jsonl with the worst answers first.
 * @param run the model as it was stored
 * @returns its figures
 */
export async function assess(folder: RunFolder, data: PreparedData, preparation: Preparation, decision: Decision, run: RunBatch): Promise<RunMetrics> {
  const part = data.examples.size('test') > 0 ? 'test' : 'validation';
  const { evaluation: { figures } } = await judge(data, part, preparation, run, decision);
  const metrics = new MetricsBuilder(preparation.labels, decision);
  const answers = preparation.target === 'tags' ? await tagAnswers(data, part, preparation, metrics, run) : await textAnswers(data, part, preparation, decision, metrics, run);
  const built = metrics.build(part, figures);
  await writeFileAtomically(folder.metrics, `${JSON.stringify(built)}\n`);
  await writeAnswers(folder.answers, data, part, preparation.labels, answers);
  return built;
}

/** An answer when it is asked for: of a hundred thousand, only the losses are held at once. */
interface Answers {
  readonly losses: Float64Array;
  readonly at: (index: number) => Answer;
}

async function textAnswers({ examples }: PreparedData, part: HeldOutPart, preparation: Preparation, decision: Decision, metrics: MetricsBuilder, run: RunBatch): Promise<Answers> {
  const size = logitCountOf(preparation);
  const { logits, gold } = await collectLogits(examples.inOrder(part), examples.size(part), size, run);
  const at = (index: number): Answer => answerOf(logits.subarray(index * size, (index + 1) * size), gold[index], decision);
  const losses = new Float64Array(gold.length);
  for (let i = 0; i < gold.length; i++) {
    const answer = at(i);
    metrics.add(answer);
    losses[i] = answer.loss;
  }
  return { losses, at };
}

async function tagAnswers({ examples }: PreparedData, part: HeldOutPart, { labels }: Preparation, metrics: MetricsBuilder, run: RunBatch): Promise<Answers> {
  const answers: Answer[] = [];
  for (let i = 0; i < examples.size(part); i++) answers.push({ gold: [], predicted: [], confidence: 1, loss: 0, correct: true, probabilities: [] });
  for (const batch of batchesOf(examples.inOrder(part), () => undefined)) {
    const values = await run(batch.map(({ example }) => example));
    const row = values.length / batch.length;
    for (const [i, { example, index }] of batch.entries()) {
      const tags = Array.from(example.labels, (gold, t) => {
        const z = values.slice(i * row + t * labels.length, i * row + (t + 1) * labels.length);
        return { gold, ...softmaxAnswer(z, 1), loss: softmaxLoss(z, gold) };
      });
      const confidences = tags.map(({ confidence }) => confidence);
      answers[index] = {
        gold: tags.map(({ gold }) => gold), predicted: tags.map(({ label }) => label), confidence: Math.min(1, ...confidences),
        loss: tags.reduce((sum, { loss }) => sum + (Number.isFinite(loss) ? loss : 0), 0), correct: tags.every(({ gold, label }) => gold === label), probabilities: [],
      };
      metrics.addTags(answers[index], confidences);
    }
  }
  return { losses: Float64Array.from(answers, ({ loss }) => loss), at: (index) => answers[index] };
}

/** Mistakes first, each kind by falling loss. */
async function writeAnswers(file: string, { texts }: PreparedData, part: HeldOutPart, labels: readonly string[], { losses, at }: Answers): Promise<void> {
  const correct = Uint8Array.from(losses, (_, index) => Number(at(index).correct));
  const order = Uint32Array.from(losses, (_, index) => index).sort((a, b) => correct[a] - correct[b] || losses[b] - losses[a] || a - b);
  function* rows(): Generator<string> {
    for (const index of order.subarray(0, keptAnswers)) yield `${JSON.stringify(answerRow(at(index), labels, texts.read(part, index)))}\n`;
  }
  await replaceFile(file, (temporary) => pipeline(rows, createWriteStream(temporary)));
}
