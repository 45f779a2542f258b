import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { RunConfiguration } from '../../../src/jobs/runConfiguration.ts';
import { RunFolder } from '../../../src/jobs/runFolder.ts';
import { presets } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';

const configuration: RunConfiguration = {
  kind: 'classifier', version: 1, name: 'x', task: 'x', data: ['/x.jsonl'], validation: 0.1, reading: {}, target: 'auto',
  tokenizer: { kind: 'words', normalization: { unicode: 'NFC', lowerCase: true }, punctuation: true, foldDigits: false, vocabularySize: 10, minimumCount: 1 },
  maximumTokens: 8, classWeights: 'none', training: trainingConfiguration({ architecture: presets.bag }), storage: 'float32', checkpointSeconds: 60, out: '/x.onnx',
};

describe('a run\'s folder', () => {
  let root: string;
  before(async () => { root = await mkdtemp(path.join(tmpdir(), 'lexiscope-')); });
  after(() => rm(root, { recursive: true }));

  const point = (epoch: number): Parameters<RunFolder['appendCurve']>[0] => ({ epoch, step: 10 * epoch, loss: 1 / epoch, rate: 0.1, seconds: 1, best: true, figures: { accuracy: 0.5 } });

  it('gives back its configuration and curves', async () => {
    const run = new RunFolder(path.join(root, 'a'));
    await run.create(configuration, false);
    assert.deepEqual(await run.readConfiguration(), configuration);
    assert.equal(await run.readPreparation(), undefined);
    await run.appendCurve(point(1));
    await run.appendCurve(point(2));
    assert.deepEqual(run.readCurves(), [point(1), point(2)]);
  });

  it('forgets the points of the curves after a checkpoint, and half a row that a kill left', async () => {
    const run = new RunFolder(path.join(root, 'b'));
    await run.create(configuration, false);
    for (const epoch of [1, 2, 3]) await run.appendCurve(point(epoch));
    await appendFile(path.join(run.folder, 'curves.jsonl'), '{"epoch":4,"st');
    await run.rewindCurves(20);
    assert.deepEqual(run.readCurves(), [point(1), point(2)]);
  });

  it('is begun anew when the run is done, and otherwise only when told to', async () => {
    const run = new RunFolder(path.join(root, 'c'));
    await run.create(configuration, false);
    await run.appendCurve(point(1));
    await assert.rejects(run.create(configuration, false), { code: 'bad-input', message: /holds a run that is not done/ });
    await run.writeResult({ reason: 'cancelled', figures: {}, out: '/x.onnx' });
    await assert.rejects(run.create(configuration, false), { code: 'bad-input' });
    await run.checkResumable();
    await run.create(configuration, true);
    await run.writeResult({ reason: 'finished', figures: {}, out: '/x.onnx' });
    await assert.rejects(run.checkResumable(), { message: /this run is done/ });
    await run.create(configuration, false);
    assert.deepEqual(run.readCurves(), []);
  });

  it('names the file and the key that are broken', async () => {
    const run = new RunFolder(path.join(root, 'd'));
    await run.create(configuration, false);
    await writeFile(path.join(run.folder, 'configuration.json'), JSON.stringify({ ...configuration, maximumTokens: 0 }));
    await assert.rejects(run.readConfiguration(), { code: 'bad-input', message: /configuration\.json: maximumTokens/ });
    await writeFile(path.join(run.folder, 'configuration.json'), '{');
    await assert.rejects(run.readConfiguration(), { code: 'bad-input', message: /configuration\.json/ });
    await assert.rejects(new RunFolder(path.join(root, 'none')).readConfiguration(), { code: 'not-found' });
  });

  it('removes the examples of dead processes, not of living ones', async () => {
    const run = new RunFolder(path.join(root, 'e'));
    await run.create(configuration, false);
    await writeFile(path.join(run.folder, 'examples.999999999.tmp'), '');
    await writeFile(run.examples, '');
    await run.removeLeftovers();
    assert.deepEqual((await readdir(run.folder)).sort(), ['configuration.json', path.basename(run.examples)].sort());
  });
});
