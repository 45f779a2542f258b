import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../src/base/files.ts';
import { ConllParser } from '../../../src/corpora/conll.ts';
import type { LabelledExample } from '../../../src/corpora/example.ts';
import type { ExampleFormat } from '../../../src/corpora/formats.ts';
import { exampleParser } from '../../../src/corpora/readExamples.ts';
import { parseAll, source } from './helpers.ts';

/** The first indented block under a heading of docs/data-formats.md that starts with `start`. */
async function block(heading: string, start: string): Promise<string> {
  const text = await readFile(path.join(packageRoot(import.meta.url), 'docs/data-formats.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section !== undefined, `no section ${heading}`);
  const blocks = section.match(/(?:^ {4}.*\n|^\n(?= {4}))+/gm) ?? [];
  const found = blocks.map((lines) => lines.replaceAll(/^ {4}/gm, '').trimStart()).find((lines) => lines.startsWith(start));
  assert.ok(found !== undefined, `no block that starts with ${start}`);
  return found;
}

describe('The examples in docs/data-formats.md', () => {
  const read = async (format: ExampleFormat, heading: string, start: string): Promise<[string, string][]> => {
    const examples: LabelledExample[] = parseAll(exampleParser({ format, labelOf: new Map() }, source(), {}, true), await block(heading, start));
    return examples.map(({ text, labels }) => [text.slice(0, 12), labels.join()]);
  };

  it('are read as the page says', async () => {
    assert.deepEqual(await read('jsonl', 'JSON Lines', '{"text"'), [['The soup was', 'negative'], ['A sunny room', 'positive,room'], ['We came on T', 'neutral']]);
    assert.deepEqual(await read('csv', 'CSV and TSV', 'text,label'), [['The soup was', 'negative'], ['A sunny room', 'positive']]);
    assert.deepEqual(await read('fasttext', 'fastText lines', '__label__'), [['The soup was', 'negative'], ['A sunny room', 'positive,room']]);
    assert.deepEqual(await read('label-tab-text', 'Label-tab-text lines', 'ham\t'), [['See you at t', 'ham'], ['You have won', 'spam']]);
    assert.deepEqual(await read('reuters', 'Reuters-21578', '<REUTERS'), [['BARLEY HARVE', 'barley,grain']]);
    assert.deepEqual(await read('rcv1', 'RCV1', '<?xml'), [['Bakery opens', 'C15,CCAT']]);
  });

  it('of tagged sentences too', async () => {
    const tagged = async (format: 'conllu' | 'conll', heading: string, start: string): Promise<string[]> =>
      parseAll(new ConllParser(source(), format), await block(heading, start)).map(({ tokens, tags }) => tokens.map((token, i) => `${token}/${tags[i]}`).join(' '));
    assert.deepEqual(await tagged('conllu', 'CoNLL-U', '# text'), ['Le/DET chat/NOUN va/VERB à/ADP le/DET lit/NOUN']);
    assert.deepEqual(await tagged('conll', 'CoNLL columns', '-DOCSTART-'), ['Ann/B-PER lives/O here/O']);
  });
});
