import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { loadClassifier } from '../../../src/classify/classifier.ts';
import { encodeModel } from '../../../src/onnx/encode.ts';
import { GraphBuilder } from '../../../src/onnx/graphBuilder.ts';
import { formatMetadata } from '../../../src/onnx/metadata.ts';
import type { Graph, Node } from '../../../src/onnx/model.ts';
import { MessageWriter } from '../../../src/onnx/protobuf.ts';
import { type TinyModel, tinyGraph, tinyMetadata, writeTinyModel } from '../../support/tinyModel.ts';
import { inFolder } from '../vectors/files.ts';
import { damaged, damages } from './damages.ts';

const tiny: TinyModel = { labels: ['a', 'b'], votes: { a: [1, 0], b: [0, 1] } };
const isOurs = (error: unknown): error is LexiscopeError => {
  assert.ok(error instanceof LexiscopeError, error instanceof Error ? error.stack : String(error));
  return true;
};

describe('a damaged model', () => {
  it('is loaded and runs, or is refused with an error of ours that names the file, wherever it was cut off or changed', () => inFolder(async (folder) => {
    const file = path.join(folder, 'tiny.onnx');
    await writeTinyModel(file, tiny);
    const whole = await readFile(file);
    await fc.assert(fc.asyncProperty(damages(whole), async (damage) => {
      await writeFile(file, damaged(whole, damage));
      const classifier = await loadClassifier(file).catch((error: unknown) => { assert.ok(isOurs(error) && error.message.includes(file), String(error)); });
      await classifier?.classify(['ab']).catch(isOurs);
      await classifier?.dispose();
    }), { numRuns: 60 });
  }));
});

describe('a hostile model', () => {
  let folder: string;
  let leave: () => void;
  before(() => new Promise<void>((ready) => void inFolder(async (made) => {
    folder = made;
    ready();
    await new Promise<void>((resolve) => { leave = resolve; });
  })));
  after(() => leave());

  const load = async (graph: Graph, change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes): Promise<unknown> => {
    const file = path.join(folder, 'hostile.onnx');
    await writeFile(file, change(encodeModel({ graph, opset: 17, irVersion: 8, producer: '', metadata: formatMetadata(tinyMetadata(tiny)) })));
    const classifier = await loadClassifier(file);
    try {
      return await classifier.classify(['ab']);
    } finally {
      await classifier.dispose();
    }
  };
  const appended = (field: number, content: (writer: MessageWriter) => void) => (bytes: Uint8Array): Uint8Array => Buffer.concat([bytes, new MessageWriter().message(field, content).finish()]);
  /** A TensorProto of one float whose data lie in a file. */
  const external = (tensor: MessageWriter): void => void tensor.integer(1, 1).integer(2, 1).string(8, 'stolen').message(13, (entry) => entry.string(1, 'location').string(2, '/etc/passwd')).integer(14, 1);

  it('whose nodes go in a circle is refused', async () => {
    const { nodes, ...rest } = tinyGraph(tiny);
    const circle: Node[] = [{ type: 'Relu', inputs: ['second'], outputs: ['first'], attributes: {} }, { type: 'Relu', inputs: ['first'], outputs: ['second'], attributes: {} }];
    await assert.rejects(load({ ...rest, nodes: [...nodes, ...circle] }), (error) => isOurs(error) && error.code === 'bad-input');
  });

  it('that wants data from another file is refused, wherever it says so', async () => {
    const elsewhere = /keeps its data in another file/;
    const inAttribute = (kind: number, field: number) => (node: MessageWriter): void => void node.string(4, 'Constant').string(2, 'x').message(5, (attribute) => attribute.string(1, 'value').message(field, external).integer(20, kind));
    for (const [where, change] of [
      ['an initializer', appended(7, (graph) => graph.message(5, external))],
      ['a constant', appended(7, (graph) => graph.message(1, inAttribute(4, 5)))],
      ['an attribute that says it is a number', appended(7, (graph) => graph.message(1, inAttribute(2, 5)))],
      ['a list of tensors', appended(7, (graph) => graph.message(1, inAttribute(9, 10)))],
      ['a function', appended(25, (own) => own.string(1, 'f').message(7, inAttribute(4, 5)))],
    ] as const) {
      await assert.rejects(load(tinyGraph(tiny), change), (error) => isOurs(error) && elsewhere.test(error.message), where);
    }
  });

  it('with kinds of data that could hide it is refused', async () => {
    for (const change of [appended(20, () => undefined), appended(7, (graph) => graph.message(15, () => undefined)), appended(7, (graph) => graph.message(1, (node) => node.message(5, (attribute) => attribute.message(22, () => undefined))))]) {
      await assert.rejects(load(tinyGraph(tiny), change), (error) => isOurs(error) && /not supported/.test(error.message));
    }
  });

  it('that wants a tensor of 4 million million numbers gets an error, not the memory', async () => {
    const g = new GraphBuilder('huge');
    const ids = g.input('ids', 'int32', ['batch', 'time']);
    const lengths = g.cast(g.unsqueeze(g.input('lengths', 'int32', ['batch']), 1), 1);
    const huge = g.reduceSum(g.op('Expand', [g.cast(ids, 1), g.integers(2_000_000, 2_000_000, 1, 1)]), [0, 1]);
    g.output('logits', g.add(g.mul(lengths, g.scalar(0)), huge), 'float32', ['batch', 2]);
    await assert.rejects(load(g.build()), isOurs);
  });
});
