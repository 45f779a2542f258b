import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { encodeData, disposeData, inspectData } from '../../../src/jobs/prepareData.ts';
import type { RunConfiguration } from '../../../src/jobs/runConfiguration.ts';
import { presets } from '../../../src/nn/architecture.ts';
import { trainingConfiguration } from '../../../src/nn/configuration.ts';

describe('the parts of a run\'s data', () => {
  let folder: string;
  const rows = Array.from({ length: 300 }, (_, i) => `text ${i % 60}${'!'.repeat(Math.floor(i / 60))}\t${i % 2 === 0 ? 'even' : 'odd'}`);

  const configurationOf = async (name: string, lines: readonly string[]): Promise<RunConfiguration> => {
    const file = path.join(folder, name);
    await writeFile(file, `text\tlabel\n${lines.join('\n')}\n`);
    return {
      kind: 'classifier', version: 1, name: 'parts', task: 'parts', data: [file], validation: 0.3, test: 0.2, reading: {}, target: 'auto',
      tokenizer: { kind: 'words', normalization: { unicode: 'NFC', lowerCase: true }, vocabularySize: 100, minimumCount: 1, punctuation: false, foldDigits: false },
      maximumTokens: 8, classWeights: 'none', training: trainingConfiguration({ architecture: presets.bag }), storage: 'float32', checkpointSeconds: 60, out: path.join(folder, 'model.onnx'),
    };
  };
  const heldOut = async (configuration: RunConfiguration, part: 'validation' | 'test'): Promise<Set<string>> => {
    const { texts, examples } = await encodeData(configuration, await inspectData(configuration, {}), path.join(folder, 'store'), {});
    const found = new Set(Array.from({ length: texts.size(part) }, (_, i) => texts.read(part, i).text.replaceAll('!', '')));
    await disposeData({ texts, examples });
    return found;
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('never share a text, however often and with whatever punctuation it is written', async () => {
    const configuration = await configurationOf('rows.tsv', rows);
    const { trainingExamples, validationExamples, testExamples } = await inspectData(configuration, {});
    assert.equal(trainingExamples + validationExamples + testExamples, 300);
    for (const size of [trainingExamples, validationExamples, testExamples]) assert.ok(size >= 15 && size % 5 === 0, `${size} rows: each text is there five times`);
    const [validation, test] = [await heldOut(configuration, 'validation'), await heldOut(configuration, 'test')];
    assert.deepEqual([validation.size * 5, test.size * 5], [validationExamples, testExamples]);
    for (const text of validation) assert.ok(!test.has(text), text);
  });

  it('leave a label to learn, or say that all texts with it were held out', async () => {
    // Two texts, so that each part has all copies of one or none.
    const two = ['warm day\tgood', 'cold day\tbad'].flatMap((row) => new Array<string>(20).fill(row));
    const configuration = await configurationOf('two.tsv', two);
    const refused = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => inspectData({ ...configuration, training: { ...configuration.training, seed } }, {}).then(() => '', (error: Error) => error.message)));
    const messages = refused.filter((message) => /expected at least two different labels in the rows for training, found (none|only good|only bad): all others were held out/.test(message));
    assert.ok(messages.length > 0, refused.join('\n'));
  });

  it('are the same when the rows come in another order', async () => {
    const [forward, backward] = [await configurationOf('forward.tsv', rows), await configurationOf('backward.tsv', rows.toReversed())];
    assert.deepEqual([...(await heldOut(forward, 'test'))].sort(), [...(await heldOut(backward, 'test'))].sort());
  });
});
