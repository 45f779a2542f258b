import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { decodeMetadata, decodeModel } from '../../../src/onnx/decode.ts';
import { encodeModel } from '../../../src/onnx/encode.ts';
import { GraphBuilder } from '../../../src/onnx/graphBuilder.ts';
import type { ModelMetadata } from '../../../src/onnx/metadata.ts';
import { formatMetadata, parseMetadata } from '../../../src/onnx/metadata.ts';
import type { Attribute, Model } from '../../../src/onnx/model.ts';
import { dataTypes, float32Tensor, int64Tensor } from '../../../src/onnx/model.ts';
import { encodeGraph, readModelFile, writeModelFile } from '../../../src/onnx/modelFile.ts';
import { createSession } from '../../../src/onnx/runtime.ts';
import { MessageWriter } from '../../../src/onnx/protobuf.ts';

/** y = x w + 1 in a loop of three steps, so that a body graph is inside. */
function exampleGraph(): ReturnType<GraphBuilder['build']> {
  const b = new GraphBuilder('example');
  const x = b.input('x', 'float32', ['steps', 2]);
  const w = b.initializer('w', float32Tensor(Float32Array.of(2, 0, 0, 3), [2, 2]));
  const body = new GraphBuilder('body', b.bodyPrefix('body'));
  const state = body.input('state', 'float32', [2]);
  const step = body.input('step', 'float32', [2]);
  const sum = body.add(state, step);
  body.output('next', sum, 'float32', [2]);
  body.output('all', sum, 'float32', [2]);
  const zero = b.op('ConstantOfShape', [b.integers(2)]);
  const [, sums] = b.ops('Scan', [zero, b.matMul(x, w)], 2, { body: { graph: body.build() }, num_scan_inputs: 1 });
  b.output('y', b.add(sums, b.scalar(1)), 'float32', ['steps', 2]);
  return b.build();
}

const metadata: ModelMetadata = {
  format: 1, name: 'Mood', task: 'sentiment', labels: [{ name: 'negative' }, { name: 'positive', displayName: 'Positive' }],
  target: { kind: 'single' }, tokenizer: { kind: 'characters', normalization: { unicode: 'NFC', lowerCase: true }, vocabulary: ['a', 'é', '猫', '🙂'] },
  input: { maximumTokens: 100, overlap: 10 }, calibration: { temperature: 1.5 }, languages: ['en'], training: { epochs: 3 }, licence: 'MIT',
};

describe('an ONNX model written here', () => {
  it('runs in ONNX Runtime and gives what the formula says', async () => {
    const session = await createSession(encodeGraph(exampleGraph()));
    const { y } = await session.run({ x: { data: Float32Array.of(1, 1, 2, 2, 3, 3), shape: [3, 2] } });
    assert.deepEqual([...y.data], [3, 4, 7, 10, 13, 19]);
    assert.deepEqual(y.shape, [3, 2]);
    await session.dispose();
  });

  it('is read back as it was written', () => {
    const model: Model = { graph: exampleGraph(), opset: 17, irVersion: 8, producer: 'lexiscope', metadata: new Map([['a', 'b'], ['lexiscope.name', '"Ü 猫"']]) };
    assert.deepEqual(decodeModel(encodeModel(model)), model);
  });

  it('keeps attributes of every kind', () => {
    const attributes: Record<string, Attribute> = {
      a: { kind: 'int', value: -3 }, b: { kind: 'ints', value: [1, -(2 ** 40), 0] }, c: { kind: 'float', value: 0.5 }, d: { kind: 'floats', value: [1.5, -2] },
      e: { kind: 'string', value: 'é' }, f: { kind: 'strings', value: ['', 'x'] }, g: { kind: 'tensor', value: int64Tensor([7, -8]) },
    };
    const graph = { name: 'g', nodes: [{ type: 'Whatever', inputs: ['', 'x'], outputs: ['y'], attributes }], inputs: [], outputs: [], initializers: new Map() };
    const model: Model = { graph, opset: 17, irVersion: 8, producer: '', metadata: new Map() };
    assert.deepEqual(decodeModel(encodeModel(model)), model);
  });
});

describe('a file that is no proper model', () => {
  const whole = encodeModel({ graph: exampleGraph(), opset: 17, irVersion: 8, producer: 'lexiscope', metadata: formatMetadata(metadata) });

  it('is refused with an error of ours, however it is damaged', () => {
    const refusesOrReads = (bytes: Uint8Array): void => {
      try {
        decodeModel(bytes);
        decodeMetadata(bytes);
      } catch (error) {
        assert.ok(error instanceof LexiscopeError, String(error));
      }
    };
    fc.assert(fc.property(fc.nat(whole.length), (length) => refusesOrReads(whole.slice(0, length))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refusesOrReads));
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }), (changes) => {
      const damaged = whole.slice();
      for (const [at, value] of changes) damaged[at] = value;
      refusesOrReads(damaged);
    }));
  });

  it('is refused when it keeps data in another file', () => {
    const bytes = new MessageWriter().integer(1, 8).message(7, (graph) => graph.message(5, (tensor) => {
      tensor.integer(1, 1).integer(2, dataTypes.float32).string(8, 'w').message(13, (entry) => entry.string(1, 'location').string(2, '../../etc/passwd')).integer(14, 1);
    })).finish();
    assert.throws(() => decodeModel(bytes), { code: 'bad-input', message: /tensor w keeps its data in another file/ });
  });

  it('is refused when graphs are nested without end', () => {
    const nested = (depth: number): Uint8Array => new MessageWriter().message(1, (node) => node.string(4, 'If').message(5, (attribute) => {
      attribute.string(1, 'then_branch').integer(20, 5);
      if (depth > 0) attribute.bytes(6, nested(depth - 1));
    })).finish();
    assert.throws(() => decodeModel(new MessageWriter().bytes(7, nested(40)).finish()), { code: 'bad-input', message: /nested more than 16 deep/ });
  });

  it('is refused when a tensor says more than it holds', () => {
    const bytes = new MessageWriter().message(7, (graph) => graph.message(5, (tensor) => {
      tensor.integer(1, 1_000_000).integer(1, 1_000_000).integer(2, dataTypes.float32).string(8, 'w').bytes(9, new Uint8Array(8));
    })).finish();
    assert.throws(() => decodeModel(bytes), { message: /tensor w of shape \[1000000, 1000000\] needs 4000000000000 bytes and has 8/ });
  });
});

describe('the metadata contract', () => {
  const read = (change: (properties: Map<string, string>) => void): ModelMetadata => {
    const properties = formatMetadata(metadata);
    change(properties);
    return parseMetadata(properties, 'mood.onnx');
  };

  it('comes back as it was written', () => {
    assert.deepEqual(read(() => undefined), metadata);
  });

  it('fills in what may be left out', () => {
    const found = read((p) => { for (const key of ['calibration', 'languages', 'training', 'licence']) p.delete(`lexiscope.${key}`); });
    assert.deepEqual([found.calibration, found.languages, found.training, found.licence], [{ temperature: 1 }, ['*'], {}, '']);
  });

  const broken: [string, (p: Map<string, string>) => void, RegExp][] = [
    ['a missing key', (p) => p.delete('lexiscope.labels'), /^mood\.onnx: metadata key lexiscope\.labels is missing$/],
    ['text that is no JSON', (p) => p.set('lexiscope.target', '{kind'), /^mood\.onnx: metadata key lexiscope\.target: expected valid JSON, found \{kind$/],
    ['a wrong type', (p) => p.set('lexiscope.input', '{"maximumTokens":"many"}'), /metadata key lexiscope\.input\.maximumTokens: expected number, found "many"/],
    ['an unknown tokenizer', (p) => p.set('lexiscope.tokenizer', '{"kind":"magic"}'), /metadata key lexiscope\.tokenizer\.kind: expected .*"characters".*, found "magic"/],
    ['one label', (p) => p.set('lexiscope.labels', '[{"name":"a"}]'), /metadata key lexiscope\.labels: expected >=2, found 1/],
    ['a label twice', (p) => p.set('lexiscope.labels', '[{"name":"a"},{"name":"a"}]'), /lexiscope\.labels: expected names that differ/],
    ['too few thresholds', (p) => p.set('lexiscope.target', '{"kind":"multiple","thresholds":[0.5]}'), /lexiscope\.target\.thresholds: expected 2 thresholds, one a label, found 1/],
    ['an overlap as long as a chunk', (p) => p.set('lexiscope.input', '{"maximumTokens":8,"overlap":8}'), /lexiscope\.input\.overlap: expected fewer than maximumTokens \(8\), found 8/],
    ['a format of the future', (p) => p.set('lexiscope.format', '2'), /format 2 is newer than this version of Lexiscope reads \(1\)/],
  ];
  for (const [what, change, message] of broken) {
    it(`names the key and what was expected for ${what}`, () => assert.throws(() => read(change), { name: 'LexiscopeError', message }));
  }
});

describe('a model file on disk', () => {
  it('is written whole under its name or not at all, and read back', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-onnx-'));
    try {
      const file = path.join(folder, 'mood.onnx');
      await writeModelFile(file, exampleGraph(), metadata);
      assert.deepEqual(await readdir(folder), ['mood.onnx']);
      assert.deepEqual((await readModelFile(file)).metadata, metadata);
      await writeFile(file, 'no model');
      await assert.rejects(readModelFile(file), { code: 'bad-input', message: new RegExp(`^${file}: not an ONNX model`) });
      await assert.rejects(readModelFile(path.join(folder, 'none.onnx')), { code: 'not-found', message: /no such model file/ });
      await assert.rejects(writeModelFile(path.join(folder, 'missing', 'x.onnx'), exampleGraph(), metadata));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
