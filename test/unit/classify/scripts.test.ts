import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Classifier } from '../../../src/classify/classifier.ts';
import { loadClassifier } from '../../../src/classify/classifier.ts';
import { countScripts, labelsByScript } from '../../../src/classify/scripts.ts';
import { writeTinyModel } from '../../support/tinyModel.ts';

describe('the script of a text', () => {
  const majorityOf = (text: string): string | undefined => countScripts(text).majority;

  it('is that of more than half of its letters', () => {
    assert.equal(majorityOf('Η γλώσσα'), 'Grek');
    assert.equal(majorityOf('αβγ or Greek'), undefined);
    assert.equal(majorityOf('Привет, world'), 'Cyrl');
    assert.equal(majorityOf('plain Latin letters'), undefined);
  });

  it('counts vowel signs of Indic scripts as letters', () => {
    assert.equal(majorityOf('தமிழ்'), 'Taml');
    assert.equal(countScripts('தமிழ்').letters, 5);
  });

  it('is Japanese where kana stand among Han characters, and open where none do', () => {
    assert.equal(majorityOf('日本語を話します'), 'Kana');
    assert.equal(majorityOf('カーテン'), 'Kana');
    assert.equal(majorityOf('東京都'), 'Hani');
    assert.equal(majorityOf('他在台北买了一杯鮮の茶然后回家去了因为天气很冷'), 'Hani');
  });

  it('reads characters beyond the basic plane and takes lone surrogates for none', () => {
    assert.equal(majorityOf('\u{20bb7}\u{20bb7}'), 'Hani');
    assert.deepEqual(countScripts('\ud800 12 !'), { letters: 0, majority: undefined });
  });
});

describe('the languages of a script', () => {
  it('are those that the model knows; a script of unknown languages rules nothing out', () => {
    const labels = labelsByScript(['en', 'ru', 'el', 'uk']);
    assert.deepEqual(labels.get('Cyrl'), [1, 3]);
    assert.deepEqual(labels.get('Grek'), [2]);
    assert.equal(labels.get('Thai'), undefined);
  });

  it('leave each of these scripts to one language of the shipped ones', () => {
    const shipped = 'af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gu he hi hr hu hy id is it ja ka kk ko la lg lt lv mi mk mn mr ms nb nl nn pa pl pt ro ru sk sl sn so sq sr st sv sw ta te th tl tn tr ts uk ur vi xh yo zh zu'.split(' ');
    const owned = [...labelsByScript(shipped)].filter(([, indices]) => indices.length === 1).map(([script, [index]]) => `${script} ${shipped[index]}`);
    assert.deepEqual(owned, ['Armn hy', 'Beng bn', 'Geor ka', 'Grek el', 'Gujr gu', 'Guru pa', 'Hang ko', 'Hebr he', 'Kana ja', 'Taml ta', 'Telu te', 'Thai th']);
  });
});

describe('a language model', () => {
  let folder: string;
  let classifier: Classifier;

  // Whatever it reads, the network itself says en.
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-'));
    const file = path.join(folder, 'language.onnx');
    await writeTinyModel(file, { labels: ['el', 'en', 'ru', 'uk', 'zxx'], votes: { a: [0, 9, 0, 0, 0], я: [0, 9, 0, 4, 0], '=': [0, 0, 0, 0, 9] }, metadata: { task: 'language' } });
    classifier = await loadClassifier(file);
  });
  after(async () => {
    await classifier.dispose();
    await rm(folder, { recursive: true });
  });

  it('is certain of a script that one of its languages owns', async () => {
    const [{ label, confidence, verdict, tokens }] = await classifier.classify(['Καλημέρα']);
    assert.deepEqual([label, confidence, verdict, tokens], ['el', 1, 'certain', 8]);
  });

  it('chooses among the languages of the script', async () => {
    const [{ label, scores }] = await classifier.classify(['яяя']);
    assert.equal(label, 'uk');
    assert.deepEqual(scores.map((s) => s.label), ['uk', 'ru']);
  });

  it('never is certain where the script excludes every candidate', async () => {
    const [{ verdict, label }] = await classifier.classify(['яяя'], { candidates: ['en', 'el'] });
    assert.deepEqual([label, verdict], ['en', 'uncertain']);
  });

  it('tells no text from text that is no language', async () => {
    const results = await classifier.classify(['', ' \n', '3.14 + 2', 'a====']);
    assert.deepEqual(results.map((r) => r.verdict), ['not-enough-text', 'not-enough-text', 'not-language', 'not-language']);
    assert.deepEqual(results.map((r) => r.label), [null, null, 'zxx', 'zxx']);
    const [digits] = await classifier.classify(['42'], { candidates: ['en', 'el'] });
    assert.deepEqual([digits.label, digits.verdict], [null, 'not-language']);
  });
});
