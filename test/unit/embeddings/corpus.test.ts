import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeCorpus } from '../../../src/embeddings/corpus.ts';
import type { CorpusOptions, EncodedCorpus } from '../../../src/embeddings/corpus.ts';
import { joinPhrases } from '../../../src/embeddings/phrases.ts';
import { TokenInterner } from '../../../src/embeddings/tokenInterner.ts';
import { TokenLog } from '../../../src/embeddings/tokenLog.ts';

const plain: CorpusOptions = { tokens: 'letters', lowerCase: true, boundaries: 'line', minimumCount: 1 };

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-corpus-'));
});
after(() => rm(folder, { recursive: true }));

async function encode(text: string, options: Partial<CorpusOptions> = {}): Promise<EncodedCorpus> {
  const file = path.join(folder, 'corpus.txt');
  await writeFile(file, text);
  return encodeCorpus([file], { ...plain, ...options });
}

/** The corpus as words, sentences divided by |. */
function readable({ ids, vocabulary }: EncodedCorpus): string {
  const all = new Int32Array(ids.length);
  ids.read(0, all);
  return [...all].map((id) => (id < 0 ? '|' : vocabulary.words[id])).join(' ');
}

describe('a corpus', () => {
  it('becomes words by falling frequency, with a boundary after every line', async () => {
    const corpus = await encode('The cat sat.\nThe DOG sat, the cat\n\nran');
    assert.equal(readable(corpus), 'the cat sat | the dog sat the cat | ran |');
    assert.deepEqual(corpus.vocabulary.words, ['the', 'cat', 'sat', 'dog', 'ran']);
    assert.deepEqual([...corpus.vocabulary.counts], [3, 2, 2, 1, 1]);
    assert.equal(corpus.tokenCount, 9);
  });

  it('leaves rare words out before windows are formed', async () => {
    assert.equal(readable(await encode('a b a c a b', { minimumCount: 2 })), 'a b a a b |');
    assert.equal(readable(await encode('a b a c a b', { maximumVocabulary: 1 })), 'a a a |');
  });

  it('ends windows at sentences, paragraphs or documents', async () => {
    const text = 'One two. Three\nfour.\n\nFive.';
    assert.equal(readable(await encode(text, { boundaries: 'paragraph' })), 'one two three four | five |');
    assert.equal(readable(await encode(text, { boundaries: 'document' })), 'one two three four five |');
    assert.equal(readable(await encode('One two. Three four.', { boundaries: 'sentence' })), 'one two | three four |');
  });

  it('can be tokenized already, keep its capitals, and be compressed', async () => {
    const file = path.join(folder, 'tokens.txt.gz');
    await writeFile(file, gzipSync("don't 3.14 New"));
    assert.equal(readable(await encodeCorpus([file], { ...plain, tokens: 'whitespace', lowerCase: false })), "don't 3.14 New |");
  });

  it('takes letters with their marks as words, and single letters in scripts without blanks', async () => {
    assert.equal(readable(await encode('Cafe\u0301 naïve 東京 Ω')), 'cafe\u0301 naïve 東 京 ω |');
  });

  it('without a frequent enough word is an error that says what to do', async () => {
    await assert.rejects(encode('a b c', { minimumCount: 2 }), /no word occurs 2 times in the corpus of 3 tokens/);
  });

  it('stops when it is cancelled', async () => {
    await assert.rejects(encode('a b c', { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});

describe('phrases', () => {
  it('join words that come together more often than apart', async () => {
    const corpus = await encode('new york is big\n new york is old\nis new big\n old york', { minimumCount: 1 });
    const joined = joinPhrases(corpus, 1, 1);
    assert.equal(readable(joined), 'new_york is big | new_york is old | is new big | old york |');
    assert.equal(joined.vocabulary.words[0], 'is');
    assert.equal(joined.vocabulary.counts[joined.vocabulary.words.indexOf('new_york')], 2);
  });
});

describe('the table of distinct tokens', () => {
  it('counts like a map', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 3 })), (tokens) => {
      const interner = new TokenInterner(1000);
      const expected = new Map<string, number>();
      const ids = tokens.map((token) => {
        expected.set(token, (expected.get(token) ?? 0) + 1);
        return interner.intern(`<${token}>`, 1, token.length + 1);
      });
      const entries = new Map([...interner.entries()].map((entry) => [entry.token, entry]));
      assert.deepEqual(new Map([...entries].map(([token, { count }]) => [token, count])), expected);
      tokens.forEach((token, i) => assert.equal(ids[i], entries.get(token)!.id));
    }));
  });

  it('keeps the frequent tokens when it must drop some, and knows where their ids went', () => {
    const interner = new TokenInterner(50);
    const frequent: number[] = [];
    for (let i = 0; i < 400; i++) {
      frequent.push(interner.intern('often', 0, 5));
      const rare = `rare${i}`;
      interner.intern(rare, 0, rare.length);
    }
    const often = [...interner.entries()].find(({ token }) => token === 'often')!;
    assert.equal(often.count, 400);
    const current = interner.currentIds();
    for (const id of frequent) assert.equal(current[id], often.id);
    assert.ok([...interner.entries()].length <= 51);
  });
});

describe('the log of ids', () => {
  it('reads back from a file what it would have kept in memory', () => {
    const logs = [new TokenLog(1 << 30), new TokenLog(1 << 22)];
    for (const log of logs) {
      for (let i = 0; i < 2_500_000; i++) {
        if (i % 10 === 9) log.appendBoundary();
        else log.append(i % 7);
      }
      log.flush();
    }
    const [inMemory, onDisk] = logs.map((log) => log.mapped(Int32Array.of(5, 4, 3, -1, 1, 0, 6)));
    const { path: file } = onDisk;
    assert.ok(file !== undefined && existsSync(file));
    assert.equal(inMemory.path, undefined);
    assert.equal(onDisk.length, inMemory.length);
    const [a, b] = [new Int32Array(100_000), new Int32Array(100_000)];
    for (const start of [0, 1_048_500, inMemory.length - 100_000]) {
      assert.equal(inMemory.read(start, a), 100_000);
      assert.equal(onDisk.read(start, b), 100_000);
      assert.deepEqual(a, b);
    }
    for (const log of [inMemory, onDisk]) log.dispose();
    assert.ok(!existsSync(path.dirname(file)));
  });
});
