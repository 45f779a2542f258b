import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRandom } from '../../../src/base/random.ts';
import { createNetwork } from '../../../src/nn/architecture.ts';
import type { Checkpoint } from '../../../src/nn/checkpoint.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/nn/checkpoint.ts';
import type { TrainingConfigurationInput } from '../../../src/nn/configuration.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';
import type { EncodedExample, ExampleSource } from '../../../src/nn/examples.ts';
import type { FitOptions, FitResult } from '../../../src/nn/fit.ts';
import { fit } from '../../../src/nn/fit.ts';

/** Texts of ids 1 to 8; the label says whether 1 comes before 2: order matters, so counting words is not enough. */
function orderTask(count: number): EncodedExample[] {
  const random = createRandom(4);
  return Array.from({ length: count }, () => {
    const ids = Int32Array.from({ length: 4 + random.below(4) }, () => 3 + random.below(6));
    const label = random.below(2);
    ids[random.below(2)] = label === 1 ? 1 : 2;
    ids[2 + random.below(2)] = label === 1 ? 2 : 1;
    return { ids, idStarts: Int32Array.from({ length: ids.length + 1 }, (_, i) => i), labels: Int32Array.of(label), weight: 1 };
  });
}

const examples = orderTask(400);
const source: ExampleSource = { size: examples.length, examples: () => examples };
const input: TrainingConfigurationInput = {
  architecture: {
    embedding: { kind: 'table', dimensions: 8 }, recurrent: { cell: 'lstm', hiddenSize: 12 }, pooling: ['last'],
    dropout: { embedding: 0.1, recurrent: 0.1, output: 0.1 },
  },
  epochs: 3, batchSize: 16, window: 128, schedule: { kind: 'cosine', rate: 0.02 }, averaging: { kind: 'ema', decay: 0.9 }, threads: 1, earlyStopping: 0,
};

async function run(changes: Partial<TrainingConfigurationInput> = {}, options: Partial<FitOptions> = {}): Promise<FitResult> {
  const configuration = trainingConfiguration({ ...input, ...changes });
  const network = createNetwork(configuration.architecture, { vocabularySize: 9, logits: 2, maximumTokens: 8 });
  return fit({ network, configuration, lossKind: 'softmax', source, ...options });
}

function assertSame(a: FitResult, b: FitResult): void {
  for (const [name, values] of a.parameters) assert.deepEqual(b.parameters.get(name), values, name);
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-fit-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('fitting a network', () => {
  it('begins with the parameters that it is given', async () => {
    const trained = await run({ epochs: 2 });
    const continued = await run({ epochs: 1, schedule: { kind: 'constant', rate: 1e-9 }, averaging: { kind: 'none' } }, { initialParameters: trained.parameters });
    for (const [name, values] of trained.parameters) {
      const moved = values.reduce((most, value, i) => Math.max(most, Math.abs(value - continued.parameters.get(name)![i])), 0);
      assert.ok(moved < 1e-5, `${name} moved by ${moved}`);
    }
  });

  it('learns the order of words with an LSTM', async () => {
    const losses: number[] = [];
    await run({ epochs: 12 }, { onEpoch: (report) => { losses.push(report.loss); } });
    assert.ok(losses[0] > 0.4, `first loss ${losses[0]}`);
    assert.ok(losses[losses.length - 1] < 0.1, `last loss ${losses[losses.length - 1]}`);
  });

  for (const kind of ['adam', 'rmsprop', 'sgd'] as const) {
    it(`lowers the loss with ${kind}`, async () => {
      const losses: number[] = [];
      const rate = { adam: 0.01, rmsprop: 0.005, sgd: 0.3 }[kind];
      await run({ optimiser: { kind }, schedule: { kind: 'linear', rate }, epochs: 6, averaging: { kind: 'none' } }, { onEpoch: (report) => { losses.push(report.loss); } });
      assert.ok(losses[losses.length - 1] < losses[0] - 0.1, losses.join(' '));
    });
  }

  it('gives the same numbers bit for bit for the same seed, and others for another', async () => {
    const [first, second, other] = [await run(), await run(), await run({ seed: 2 })];
    assertSame(first, second);
    assert.notDeepEqual(other.parameters.get('output/W'), first.parameters.get('output/W'));
  });

  it('continues from any checkpoint as if it had never stopped', () => inFolder(async (folder) => {
    const file = path.join(folder, 'checkpoint.lexi');
    const whole = await run();
    const abort = new AbortController();
    await run({}, { signal: abort.signal, checkpoint: (checkpoint) => writeCheckpoint(file, checkpoint), onStep: ({ step }) => { if (step === 37) abort.abort(); } });
    const resumed = await run({}, { resumeFrom: await readCheckpoint(file) });
    assertSame(whole, resumed);
    assert.equal(resumed.steps, whole.steps);
  }));

  it('stops within one batch when it is cancelled', async () => {
    const abort = new AbortController();
    let last = 0;
    const result = await run({}, { signal: abort.signal, onStep: ({ step }) => { last = step; if (step === 5) abort.abort(); } });
    assert.equal(result.reason, 'cancelled');
    assert.equal(last, 5);
  });

  it('stops early when the score no longer improves, and keeps the best weights', async () => {
    const scores = [0.5, 0.7, 0.6, 0.6, 0.6, 0.6];
    const outputs: Float32Array[] = [];
    const result = await run({ epochs: 6, earlyStopping: 2, averaging: { kind: 'none' } }, {
      evaluate: (parameters) => {
        outputs.push(parameters.get('output/W')!.slice());
        return Promise.resolve({ score: scores[outputs.length - 1], figures: {} });
      },
    });
    assert.equal(result.reason, 'stopped-early');
    assert.equal(outputs.length, 4);
    assert.deepEqual(result.parameters.get('output/W'), outputs[1]);
  });

  it('takes the lower loss for the better of two equal scores', async () => {
    const losses = [0.9, 0.4, 0.6, 0.2, 0.3];
    const outputs: Float32Array[] = [];
    const result = await run({ epochs: 5, earlyStopping: 0, averaging: { kind: 'none' } }, {
      evaluate: (parameters) => {
        outputs.push(parameters.get('output/W')!.slice());
        return Promise.resolve({ score: 1, figures: { loss: losses[outputs.length - 1] } });
      },
    });
    assert.deepEqual(result.parameters.get('output/W'), outputs[3]);
    assert.equal(result.best?.figures['loss'], 0.2);
  });

  it('leaves a frozen embedding table as it is, and releases it when told to', async () => {
    const tables: Float32Array[] = [];
    const remember = (parameters: ReadonlyMap<string, Float32Array>): void => { tables.push(parameters.get('embedding/table')!.slice()); };
    await run({ frozenEpochs: 2, averaging: { kind: 'none' } }, { onEpoch: (_, parameters) => remember(parameters) });
    assert.deepEqual(tables[1], tables[0]);
    assert.notDeepEqual(tables[2], tables[1]);
  });

  it('says at which step the loss stopped being a number', async () => {
    await assert.rejects(run({ schedule: { kind: 'constant', rate: 1e30, warmup: 0 }, clipping: 0, optimiser: { kind: 'sgd' } }), /the loss became (NaN|Infinity|-Infinity) at step \d+/);
  });
});

describe('a checkpoint file', () => {
  it('that is cut off, of another kind or missing is refused with its name', () => inFolder(async (folder) => {
    const file = path.join(folder, 'checkpoint.lexi');
    let kept: Checkpoint | undefined;
    await run({ epochs: 1 }, { checkpoint: async (checkpoint) => { kept = checkpoint; await writeCheckpoint(file, checkpoint); } });
    assert.deepEqual((await readCheckpoint(file)).state.parameters.get('output/W'), kept?.state.parameters.get('output/W'));
    await truncate(file, 5000);
    await assert.rejects(readCheckpoint(file), { code: 'bad-input', message: new RegExp(`${file}: not a checkpoint: it should have \\d+ bytes and has 5000`) });
    await writeFile(file, 'something else');
    await assert.rejects(readCheckpoint(file), { code: 'bad-input', message: /does not begin with LEXI/ });
    await assert.rejects(readCheckpoint(`${file}.none`), { code: 'not-found' });
  }));
});
