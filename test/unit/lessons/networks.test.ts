import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { packageRoot } from '../../../src/base/files.ts';
import { denseLesson } from '../../../src/lessons/embeddingDense.ts';
import { softmax } from '../../../src/lessons/layers.ts';
import { type LessonNetworks, readNetworks } from '../../../src/lessons/networks.ts';
import { recurrentLesson } from '../../../src/lessons/recurrent.ts';
import { type Architecture, createNetwork } from '../../../src/nn/architecture.ts';
import { exportGraph } from '../../../src/nn/exportModel.ts';
import { encodeGraph } from '../../../src/onnx/modelFile.ts';
import { type Session, createSession } from '../../../src/onnx/runtime.ts';

const text = 'although the hotel was not very good we enjoyed the zeppelin but the ending was rather dull';

describe('the networks of the lessons', () => {
  let networks: LessonNetworks;
  const sessions: Session[] = [];
  before(async () => {
    networks = await readNetworks(packageRoot(import.meta.url));
  });
  after(() => Promise.all(sessions.map((session) => session.dispose())));

  /** What ONNX Runtime gives for the sentence. @param identity the hidden states themselves, through an output layer that changes nothing */
  async function byOnnxRuntime(name: 'dense' | 'rnn' | 'lstm', ids: readonly number[], identity: boolean): Promise<Float32Array> {
    const { size, labels, tokenizer } = networks;
    const dropout = { embedding: 0, between: 0, recurrent: 0, output: 0 };
    const architecture: Architecture = {
      embedding: { kind: 'table', dimensions: size }, ...(name !== 'dense' && { recurrent: { cell: name, hiddenSize: size, layers: 1, bidirectional: false } }),
      pooling: identity ? 'none' : [name === 'dense' ? 'mean' : 'last'], dense: [], crf: false, dropout,
    };
    const network = createNetwork(architecture, { vocabularySize: tokenizer.vocabularySize, logits: identity ? size : labels.length, maximumTokens: 40 });
    const parameters = new Map(Object.entries(networks.networks[name].parameters));
    if (identity) {
      parameters.set('output/W', Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0)));
      parameters.set('output/b', new Float32Array(size));
    }
    const session = await createSession(encodeGraph(exportGraph(network, false, parameters, 'float32')), { threads: 1 });
    sessions.push(session);
    const { logits } = await session.run({ ids: { data: Int32Array.from(ids), shape: [1, ids.length] }, lengths: { data: Int32Array.of(ids.length), shape: [1] } });
    return logits.data as Float32Array;
  }

  for (const cell of ['rnn', 'lstm'] as const) {
    it(`have the hidden states of ONNX Runtime's ${cell.toUpperCase()} after every word`, async () => {
      const { tokens, states } = recurrentLesson(networks, { text, cell });
      const theirs = await byOnnxRuntime(cell, tokens.map(({ id }) => id), true);
      const ours = states.find(({ name }) => name === 'hidden')!.table.values.flat();
      assert.equal(ours.length, theirs.length);
      ours.forEach((value, i) => assert.ok(Math.abs(value - theirs[i]) < 1e-5, `${value} for ${theirs[i]}`));
    });

    it(`give ONNX Runtime's answer of the ${cell.toUpperCase()}`, async () => {
      const { tokens, verdicts } = recurrentLesson(networks, { text, cell });
      const theirs = await byOnnxRuntime(cell, tokens.map(({ id }) => id), false);
      verdicts.at(-1)!.logits.forEach((logit, k) => assert.ok(Math.abs(logit - theirs[k]) < 1e-4));
    });
  }

  it("give ONNX Runtime's answer of Embedding + Dense", async () => {
    const { tokens, verdict } = denseLesson(networks, { text });
    const theirs = await byOnnxRuntime('dense', tokens.map(({ id }) => id), false);
    verdict.logits.forEach((logit, k) => assert.ok(Math.abs(logit - theirs[k]) < 1e-5));
  });

  it('have cells and hidden states that follow from the gates', () => {
    const { states } = recurrentLesson(networks, { text, cell: 'lstm' });
    const at = (name: string, t: number, unit: number): number => (t < 0 ? 0 : states.find((state) => state.name === name)!.table.values[t][unit]);
    for (let t = 0; t < 16; t++) {
      for (let unit = 0; unit < networks.size; unit++) {
        assert.ok(Math.abs(at('cell', t, unit) - (at('forget', t, unit) * at('cell', t - 1, unit) + at('input', t, unit) * at('candidate', t, unit))) < 1e-12);
        assert.ok(Math.abs(at('hidden', t, unit) - at('output', t, unit) * Math.tanh(at('cell', t, unit))) < 1e-12);
      }
    }
  });

  it('know that order matters, where they read in order', () => {
    const good = (said: string, cell: 'rnn' | 'lstm'): number => recurrentLesson(networks, { text: said, cell }).verdicts.at(-1)!.probabilities[0];
    for (const cell of ['rnn', 'lstm'] as const) {
      assert.ok(good('the food was bad but the room was good', cell) > 0.9);
      assert.ok(good('the food was good but the room was bad', cell) < 0.1);
      assert.ok(good('the film was not good', cell) < 0.1);
    }
    const mean = (said: string): readonly number[] => denseLesson(networks, { text: said }).verdict.probabilities;
    mean('the food was bad but the room was good').forEach((p, k) => assert.ok(Math.abs(p - mean('the food was good but the room was bad')[k]) < 1e-12));
  });

  it('mark words that they do not know, and refuse a text without words', () => {
    const { tokens } = denseLesson(networks, { text: 'The zeppelin was GOOD!' });
    assert.deepEqual(tokens.map(({ word, id }) => [word, id === 1]), [['The', false], ['zeppelin', true], ['was', false], ['GOOD', false]]);
    assert.throws(() => denseLesson(networks, { text: ' ... ' }), /no words/);
  });

  it('have a softmax that sums to 1 and does not overflow', () => {
    assert.deepEqual([...softmax([1000, 1000])], [0.5, 0.5]);
    assert.ok(Math.abs(softmax([1, 2, 3])[2] - 0.6652409557748218) < 1e-12);
  });
});
