// npm run bench -- training: ms per batch of our trainer and of PyTorch, in one run, alternating.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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

interface Row extends Setting {
  readonly ours: number;
  readonly theirs: number | undefined;
}

const vocabulary = 20000;
const labels = 10;
const threads = 2;
/** --plot: many sizes once, drawn into bench/training.svg; else the three settings that are reported. */
const plotted = process.argv.includes('--plot');
const settings: Setting[] = plotted
  ? [32, 64, 128, 256].flatMap((hidden) => [25, 100, 400].map((steps) => ({ embedding: 64, hidden, batch: 32, steps })))
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

/** As PyTorch comes, and as it was quickest on the small machine where this was written: its OpenMP threads get in each other's way there. */
const peers = {
  default: { environment: {}, peerThreads: threads },
  best: { environment: { OMP_WAIT_POLICY: 'passive' }, peerThreads: 1 },
} as const;

/** The same in PyTorch; undefined where it is not installed. */
function theirs({ embedding, hidden, batch, steps }: Setting, { environment, peerThreads }: (typeof peers)[keyof typeof peers]): number | undefined {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [script, ...[embedding, hidden, batch, steps, vocabulary, labels, peerThreads].map(String)], { encoding: 'utf8', env: { ...process.env, ...environment } });
  if (status !== 0) {
    process.stderr.write(stderr.includes('No module named') ? 'PyTorch is not installed (Debian: apt-get install python3-torch); only our own times follow\n' : stderr);
    return undefined;
  }
  return Number(stdout);
}

/** Rounds alternate between the two, so that a noisy machine is noisy for both; a median of medians is reported. */
const rounds = plotted ? 1 : 3;
const rows: Row[] = [];
console.log(`ours and PyTorch with ${threads} threads; "one thread": PyTorch with one, the quickest here\n`);
console.log('| embedding | hidden | batch | steps | ours, ms a batch | PyTorch | ratio | PyTorch, one thread | ratio |\n|---|---|---|---|---|---|---|---|---|');
for (const setting of settings) {
  const mine: number[] = [];
  const times: Record<keyof typeof peers, number[]> = { default: [], best: [] };
  for (let round = 0; round < rounds; round++) {
    mine.push(await ours(setting));
    for (const name of plotted ? (['best'] as const) : (['default', 'best'] as const)) {
      const time = theirs(setting, peers[name]);
      if (time !== undefined) times[name].push(time);
    }
  }
  const middle = (values: number[]): number | undefined => (values.length > 0 ? median(values) : undefined);
  const row = { ...setting, ours: median(mine), theirs: middle(times.best) };
  rows.push(row);
  const range = (values: readonly number[]): string => (values.length > 1 ? ` (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})` : '');
  const beside = (values: number[]): string => {
    const peer = middle(values);
    return peer === undefined ? '- | -' : `${peer.toFixed(1)}${range(values)} | ${(peer / row.ours).toFixed(2)}`;
  };
  console.log(`| ${row.embedding} | ${row.hidden} | ${row.batch} | ${row.steps} | ${row.ours.toFixed(1)}${range(mine)} | ${beside(times.default)} | ${beside(times.best)} |`);
}
if (plotted) writeFileSync(path.join(packageRoot(import.meta.url), 'bench/training.svg'), plotOf(rows));

/** ms a batch against hidden size, a line a number of steps, both axes logarithmic; PyTorch dashed. */
function plotOf(points: readonly Row[]): string {
  const [width, height, margin] = [640, 420, 56];
  const hidden = [...new Set(points.map((row) => row.hidden))];
  const steps = [...new Set(points.map((row) => row.steps))];
  const times = points.flatMap((row) => [row.ours, row.theirs ?? row.ours]);
  const [low, high] = [Math.log(Math.min(...times) / 1.3), Math.log(Math.max(...times) * 1.3)];
  const x = (size: number): number => margin + ((Math.log(size) - Math.log(hidden[0])) / (Math.log(hidden[hidden.length - 1]) - Math.log(hidden[0]))) * (width - 2 * margin - 40);
  const y = (time: number): number => height - margin - ((Math.log(time) - low) / (high - low)) * (height - 2 * margin);
  const colours = ['#0072b2', '#d55e00', '#009e73'];
  const lines = steps.flatMap((count, i) => (['ours', 'theirs'] as const).map((side) => {
    const path = points.filter((row) => row.steps === count && row[side] !== undefined).map((row) => `${x(row.hidden).toFixed(1)},${y(row[side]!).toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colours[i]}" stroke-width="2"${side === 'theirs' ? ' stroke-dasharray="5 4"' : ''}/>`;
  }));
  const labels = steps.map((count, i) => `<text x="${width - margin - 34}" y="${y(points.filter((row) => row.steps === count).at(-1)!.ours) + 4}" fill="${colours[i]}">${count} steps</text>`);
  const ticks = hidden.map((size) => `<text x="${x(size)}" y="${height - margin + 20}" text-anchor="middle">${size}</text>`);
  const scale = [1, 10, 100, 1000, 10000].filter((time) => Math.log(time) > low && Math.log(time) < high)
    .map((time) => `<line x1="${margin}" x2="${width - margin - 40}" y1="${y(time)}" y2="${y(time)}" stroke="#ccc"/><text x="${margin - 8}" y="${y(time) + 4}" text-anchor="end">${time}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="${margin}" y="24">ms a batch of 32, LSTM training step; Lexiscope solid, PyTorch (one thread, its quickest here) dashed</text>
<text x="${width / 2 - 20}" y="${height - 14}" text-anchor="middle">hidden size</text>
${[...scale, ...lines, ...labels, ...ticks].join('\n')}
</svg>
`;
}
