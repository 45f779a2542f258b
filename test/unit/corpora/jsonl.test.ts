import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LexiscopeError } from '../../../src/base/errors.ts';
import { JsonLinesParser } from '../../../src/corpora/jsonl.ts';
import type { JsonLinesOptions } from '../../../src/corpora/jsonl.ts';
import type { Problem } from '../../../src/corpora/source.ts';
import { lexiscopeError, parseAll, source } from './helpers.ts';

function read(text: string, options: JsonLinesOptions = {}): [string, ...string[]][] {
  return parseAll(new JsonLinesParser(source(), options, true), text).map((example) => [example.text, ...example.labels]);
}

describe('JSON Lines', () => {
  it('have a list of labels, or one label, which may be a number', () => {
    assert.deepEqual(read('{"text":"a","labels":["x","y"]}\n{"text":"b","label":"z"}\r\n\n{"text":"c","label":1}\n{"text":"d","labels":[]}'),
      [['a', 'x', 'y'], ['b', 'z'], ['c', '1'], ['d']]);
  });

  it('can have other keys, and several texts', () => {
    assert.deepEqual(read('{"title":"T","body":"B","topic":"t"}', { text: ['title', 'body'], labels: 'topic' }), [['T\nB', 't']]);
  });

  it('carry the number of their line', () => {
    assert.deepEqual(parseAll(new JsonLinesParser(source(), {}, true), '\n{"text":"a","labels":[]}\n\n{"text":"b","labels":[]}\n').map(({ line }) => line), [2, 4]);
  });

  const good = '{"text":"a","labels":[]}\n';
  for (const [what, line, message] of [
    ['broken JSON', '{"text": ', /^data\.txt:2: not valid JSON/],
    ['a list', '[1]', /^data\.txt:2: expected a JSON object/],
    ['null', 'null', /^data\.txt:2: expected a JSON object/],
    ['a missing text', '{"label":"x"}', /^data\.txt:2: key "text": expected a string, found nothing/],
    ['a text that is none', '{"text":3,"label":"x"}', /^data\.txt:2: key "text": expected a string, found the number 3/],
    ['missing labels', '{"text":"x"}', /^data\.txt:2: key "labels" or "label": missing/],
    ['a label that is none', '{"text":"x","labels":["a",null]}', /^data\.txt:2: key "labels": expected a label or a list of labels, found null/],
    ['an inherited key', '{"text":"x","constructor":1}', /^data\.txt:2: key "labels" or "label": missing/],
  ] as const) {
    it(`with ${what} are an error that names line and key`, () => {
      assert.throws(() => read(good + line), lexiscopeError(message));
    });
  }

  it('are left out one by one where problems are taken', () => {
    const problems: Problem[] = [];
    const parser = new JsonLinesParser(source({ onProblem: (problem) => problems.push(problem) }), {}, true);
    assert.equal(parseAll(parser, `${good}oops\n${good}{}\n${good}`).length, 3);
    assert.deepEqual(problems.map(({ line }) => line), [2, 4]);
  });

  it('nested a million deep do no harm', () => {
    const deep = `{"text":"a","labels":${'['.repeat(1_000_00)}`;
    assert.throws(() => read(deep), lexiscopeError(/^data\.txt:1: not valid JSON/));
  });

  it('read back what was written', () => {
    const row = fc.tuple(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'grapheme' })));
    fc.assert(fc.property(fc.array(row), (rows) => {
      assert.deepEqual(read(rows.map(([text, labels]) => JSON.stringify({ text, labels })).join('\n')), rows.map(([text, labels]) => [text, ...labels]));
    }));
  });

  it('give examples or a LexiscopeError on any JSON and any text', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string(), fc.object().map((value) => JSON.stringify({ text: 'x', ...value }))), (line) => {
      try {
        read(line);
      } catch (error) {
        assert.ok(error instanceof LexiscopeError);
      }
    }));
  });
});
