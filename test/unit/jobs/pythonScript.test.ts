import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { packageRoot } from '../../../src/base/files.ts';
import { createRandom } from '../../../src/base/random.ts';
import { loadClassifier } from '../../../src/classify/classifier.ts';
import { pythonScript, writePythonScript } from '../../../src/jobs/pythonScript.ts';
import { tagText } from '../../../src/jobs/tagText.ts';
import { type Architecture, allParameters, createNetwork, presets } from '../../../src/nn/architecture.ts';
import { exportGraph } from '../../../src/nn/exportModel.ts';
import { createParameters } from '../../../src/nn/parameters.ts';
import { type ModelMetadata, formatMetadata, formatVersion, logitCount } from '../../../src/onnx/metadata.ts';
import { readModelFile, writeModelFile } from '../../../src/onnx/modelFile.ts';
import { type Session, createSession } from '../../../src/onnx/runtime.ts';
import { createTokenizer } from '../../../src/text/createTokenizer.ts';
import type { TokenizerSpec } from '../../../src/text/tokenizerSpec.ts';

const python = ['/usr/bin/python3', 'python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);

/** A Python process with the script, for which this process runs the models. */
class Peer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #sessions = new Map<string, Session>();

  constructor(script: string) {
    this.#child = spawn(python!, [path.join(packageRoot(import.meta.url), 'test/unit/jobs/pythonPeer.py'), script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  async ask(request: object): Promise<unknown> {
    this.#send(request);
    for (;;) {
      const line: IteratorResult<string> = await this.#lines.next();
      if (line.done) throw new Error('Python ended');
      const said = JSON.parse(line.value) as { answer: unknown } | { open: string } | { run: string; feeds: { ids: number[][] | number[][][]; lengths?: number[] } };
      if ('answer' in said) return said.answer;
      this.#send('open' in said ? await this.#open(said.open) : await this.#run(this.#sessions.get(said.run)!, said.feeds));
    }
  }

  async end(): Promise<void> {
    this.#child.stdin!.end();
    for (const session of this.#sessions.values()) await session.dispose();
  }

  #send(value: unknown): void {
    this.#child.stdin!.write(`${JSON.stringify(value)}\n`);
  }

  async #open(file: string): Promise<object> {
    const { bytes, metadata } = await readModelFile(file);
    const session = await createSession(bytes);
    this.#sessions.set(file, session);
    return { metadata: Object.fromEntries(formatMetadata(metadata)), inputs: session.inputs.map(({ name, type, shape }) => ({ name, shape, type: `tensor(${type})` })) };
  }

  async #run(session: Session, { ids, lengths }: { ids: number[][] | number[][][]; lengths?: number[] }): Promise<unknown> {
    const shape = [1, ids[0].length, ...(Array.isArray(ids[0][0]) ? [ids[0][0].length] : [])];
    const { logits } = await session.run({ ids: { data: Int32Array.from(ids.flat(2)), shape }, ...(lengths && { lengths: { data: Int32Array.from(lengths), shape: [1] } }) });
    const rows = logits.shape.length === 3 ? logits.shape[1] : 1;
    const width = logits.data.length / rows;
    const values = Array.from({ length: rows }, (_, row) => [...(logits.data as Float32Array).subarray(row * width, (row + 1) * width)]);
    return logits.shape.length === 3 ? [values] : values;
  }
}

const unicode = fc.constantFrom('none' as const, 'NFC' as const, 'NFKC' as const);
const normalization = fc.record({ unicode, lowerCase: fc.boolean() });
const parts = ['a', 'É', 'e\u0301', '\u0301', "'", '’', '·', '.', '...', '!!!!', ',', '7', '٣', '½', 'ﬁ', 'İ', 'ΟΔΟΣ', 'Σ', 'σ', '日本', '〇', 'か゛', 'ก็', '한', '\u1112\u1161', 'ﾊﾟ', '👩‍💻', '👍🏽', '\ud83d', '\udc69', '❤️', '☎\ufe0e', '\u200c', '\u00ad', ' ', '\u00a0', 'ﷺ', '🇸🇪', '🇸', '𝔄', '𐐀', '-', '€', '\u2060'];
/** Of the code points in order those whose case and normal form are as old as any Python that is about; and what the rules turn on. */
const text = fc.array(fc.oneof(fc.constantFrom(...parts), fc.integer({ min: 0, max: 0x870 }).map((code) => String.fromCodePoint(code))), { maxLength: 40 }).map((found) => found.join(''));
const spec: fc.Arbitrary<TokenizerSpec> = fc.oneof(
  fc.record({ kind: fc.constant('characters' as const), normalization, vocabulary: fc.constant<string[]>([...new Set(parts.join('').normalize('NFKC').toLowerCase())]) }),
  // So many buckets that the id tells the word.
  fc.record({ kind: fc.constant('words' as const), normalization, vocabulary: fc.constant<string[]>(['a', 'é', '...']), punctuation: fc.boolean(), foldDigits: fc.boolean(), unknownBuckets: fc.constantFrom(0, 1_000_000_007) }),
  fc.record({
    kind: fc.constant('hashed-ngrams' as const), normalization, minimumLength: fc.integer({ min: 1, max: 4 }), maximumLength: fc.integer({ min: 4, max: 6 }),
    wholeWord: fc.boolean(), buckets: fc.integer({ min: 2, max: 5000 }), maximumWordLength: fc.integer({ min: 1, max: 12 }), punctuation: fc.boolean(),
  }),
);

const words: TokenizerSpec = { kind: 'words', normalization: { unicode: 'NFC', lowerCase: true }, vocabulary: ['the', 'film', 'was', 'great', '.'], punctuation: true, foldDigits: true, unknownBuckets: 0 };
const ngrams: TokenizerSpec = { kind: 'hashed-ngrams', normalization: { unicode: 'NFC', lowerCase: true }, minimumLength: 2, maximumLength: 4, wholeWord: true, buckets: 200, maximumWordLength: 20, punctuation: false };
const characters: TokenizerSpec = { kind: 'characters', normalization: { unicode: 'NFKC', lowerCase: true }, vocabulary: [...'etaoinshrdlu .'] };

/** A model that has learnt nothing: numbers at random. */
async function writeModel(file: string, architecture: Architecture, tokenizer: TokenizerSpec, target: ModelMetadata['target'], task = 'custom'): Promise<void> {
  const labels = (target.kind === 'binary' ? ['no', 'yes'] : ['a', 'b', 'c']).map((name) => ({ name }));
  const metadata: ModelMetadata = { format: formatVersion, name: 'x', task, labels, target, tokenizer, input: { maximumTokens: 12, overlap: 3 }, calibration: { temperature: 1.7 }, languages: ['*'], training: {}, licence: '' };
  const network = createNetwork(architecture, { vocabularySize: createTokenizer(tokenizer).vocabularySize, logits: logitCount(metadata), maximumTokens: 12 });
  const parameters = createParameters(allParameters(network), createRandom(3));
  for (const values of parameters.values()) for (let i = 0; i < values.length; i++) values[i] *= 3;
  await writeModelFile(file, exportGraph(network, tokenizer.kind === 'hashed-ngrams', parameters, 'float32'), metadata);
}

const embedding = { kind: 'table', dimensions: 6 } as const;
const bag: Architecture = { ...presets.bag, embedding };
const lstm: Architecture = { ...presets.lstm, embedding, recurrent: { ...presets.lstm.recurrent, hiddenSize: 5 } };
const texts = ['The film was GREAT.', 'the film was 1984 times the film that the first film was, and the end was great. '.repeat(5), ' '.repeat(40_000).replaceAll('  ', 'e '), 'x', '…'];

describe('the Python script of a model', { skip: python === undefined && 'there is no Python here' }, () => {
  let folder: string;
  let peer: Peer;
  const at = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    await writeFile(at('script.py'), pythonScript('script.py', 'model.onnx'));
    peer = new Peer(at('script.py'));
  });
  after(async () => {
    await peer.end();
    await rm(folder, { recursive: true });
  });

  it('gives any text the ids that the model was trained with', async () => {
    await fc.assert(fc.asyncProperty(spec, text, async (tokenizer, given) => {
      const { ids, idStarts, length } = createTokenizer(tokenizer).encode(given);
      assert.deepEqual(await peer.ask({ spec: tokenizer, text: given }), Array.from({ length }, (_, t) => [...ids.subarray(idStarts[t], idStarts[t + 1])]));
    }), { numRuns: 1000 });
  });

  const classifiers: [string, Architecture, TokenizerSpec, ModelMetadata['target']][] = [
    ['one of several labels by words', lstm, words, { kind: 'single' }],
    ['yes or no by hashed n-grams', bag, ngrams, { kind: 'binary', threshold: 0.4 }],
    ['several labels by characters', lstm, characters, { kind: 'multiple', thresholds: [0.5, 0.4, 0.6] }],
  ];
  for (const [what, architecture, tokenizer, target] of classifiers) {
    it(`has Lexiscope's scores: ${what}`, async () => {
      const model = at(`${target.kind}.onnx`);
      await writeModel(model, architecture, tokenizer, target);
      const classifier = await loadClassifier(model);
      try {
        const results = await classifier.classify(texts);
        for (const [i, { scores, labels, tokens }] of results.entries()) {
          const said = await peer.ask({ model, text: texts[i], tags: false }) as { scores: Record<string, number> | null; labels: string[] };
          assert.equal(said.scores === null, tokens === 0);
          for (const { label, score } of tokens === 0 ? [] : scores) assert.ok(Math.abs(said.scores![label] - score) < 1e-5, `${texts[i].slice(0, 30)}: ${label} ${said.scores![label]} ${score}`);
          assert.deepEqual(said.labels.sort(), [...labels].sort());
        }
      } finally {
        await classifier.dispose();
      }
    });
  }

  it('has Lexiscope\'s tags', async () => {
    const model = at('tagger.onnx');
    await writeModel(model, { ...lstm, pooling: 'none' }, ngrams, { kind: 'single' }, 'tagging');
    const given = 'The film -- was great … in 1984!';
    const tags = await tagText(model, given);
    const said = await peer.ask({ model, text: given, tags: true }) as [string, string, number][];
    assert.deepEqual(said.map(([word, tag]) => [word, tag]), tags.map(({ start, end, tag }) => [given.slice(start, end), tag]));
    said.forEach(([, , score], i) => assert.ok(Math.abs(score - tags[i].score) < 1e-5));
  });

  it('is written with its model beside it, never over another one', async () => {
    await writeFile(at('trained.onnx'), 'model');
    const files = await writePythonScript(at('trained.onnx'), at('out/reviews.py'));
    assert.deepEqual(files, [at('out/reviews.py'), at('out/reviews.onnx')]);
    assert.match(await readFile(files[0], 'utf8'), /python reviews\.py "A text"[\s\S]*MODEL_FILE = "reviews\.onnx"/);
    assert.equal(await readFile(files[1], 'utf8'), 'model');
    await writePythonScript(at('trained.onnx'), at('out/reviews.py'));
    await writeFile(at('other.onnx'), 'another model');
    await assert.rejects(writePythonScript(at('other.onnx'), at('out/reviews.py')), { code: 'bad-input', message: /reviews\.onnx: the script's model belongs here/ });
  });
});
