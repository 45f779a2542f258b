// npm run bench -- training: ms per batch of our trainer and of PyTorch, in one run, alternating.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { packageRoot } from '../src/base/files.ts';
import { createRandom } from '../src/base/random.ts';
import { createNetwork } from '../src/nn/architecture.ts';
import { trainingConfiguration } from '../src/nn/configuration.ts';
import type { EncodedExample } from '../src/nn/examples.ts';
import { Trainer } from '../src/nn/trainer.ts';

interface Setting {
  readonly embedding: number;
  readonly hidden: number;
  readonly batch: number;
  readonly steps: number;
}

const vocabulary = 20000;
const labels = 10;
const threads = 2;
const settings: Setting[] = process.argv.includes('--plot')
  ? [32, 64, 128, 256, 512].flatMap((hidden) => [25, 100, 400].map((steps) => ({ embedding: 64, hidden, batch: 32, steps })))
  : [
    { embedding: 64, hidden: 128, batch: 32, steps: 100 },
    { embedding: 128, hidden: 256, batch: 64, steps: 100 },
    { embedding: 64, hidden: 128, batch: 32, steps: 400 },
  ];

/** Median ms of a whole step: embedding, LSTM, dense layer, loss, backward, clipping, Adam. */
async function ours({ embedding, hidden, batch, steps }: Setting): Promise<number> {
  const configuration = trainingConfiguration({ architecture: { embedding: { kind: 'table', dimensions: embedding }, recurrent: { cell: 'lstm', hiddenSize: hidden }, pooling: ['last'] }, threads });
  const network = createNetwork(configuration.architecture, { vocabularySize: vocabulary, logits: labels, maximumTokens: steps });
  const trainer = await Trainer.create(network, configuration, 'softmax');
  const random = createRandom(1);
  const examples = (): EncodedExample[] => Array.from({ length: batch }, () => ({
    ids: Int32Array.from({ length: steps }, () => 1 + random.below(vocabulary - 1)), idStarts: Int32Array.from({ length: steps + 1 }, (_, i) => i),
    labels: Int32Array.of(random.below(labels)), weight: 1,
  }));
  const times: number[] = [];
  for (let i = 0; i < 25; i++) {
    const data = examples();
    const start = performance.now();
    await trainer.step(data, 0.001);
    if (i >= 5) times.push(performance.now() - start);
  }
  await trainer.dispose();
  return median(times);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const script = path.join(packageRoot(import.meta.url), 'bench/training_torch.py');

/** The same in PyTorch; undefined where it is not installed. */
function theirs({ embedding, hidden, batch, steps }: Setting): number | undefined {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [script, ...[embedding, hidden, batch, steps, vocabulary, labels, threads].map(String)], { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(stderr.includes('No module named') ? 'PyTorch is not installed (Debian: apt-get install python3-torch); only our own times follow\n' : stderr);
    return undefined;
  }
  return Number(stdout);
}

console.log('| embedding | hidden | batch | steps | ours, ms a batch | PyTorch, ms a batch | ratio |\n|---|---|---|---|---|---|---|');
for (const setting of settings) {
  const [a, b, c, d] = [await ours(setting), theirs(setting), await ours(setting), theirs(setting)];
  const mine = Math.min(a, c);
  const peer = b === undefined || d === undefined ? undefined : Math.min(b, d);
  console.log(`| ${setting.embedding} | ${setting.hidden} | ${setting.batch} | ${setting.steps} | ${mine.toFixed(1)} | ${peer?.toFixed(1) ?? '-'} | ${peer === undefined ? '-' : (peer / mine).toFixed(2)} |`);
}
