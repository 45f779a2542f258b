import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hoverCommands } from '../../../../src/protocol/hover.ts';
import type { WordDescription } from '../../../../src/protocol/spaces.ts';
import { hoverNote, hoverText } from '../../../../src/server/hover/hoverText.ts';

const description: WordDescription = {
  space: 'en', asked: 'House', term: { asked: 'House', word: 'house', kind: 'case', rank: 1234 }, count: 99, size: 60000,
  neighbours: [{ word: 'houses', score: 0.75, rank: 9 }, { word: 'élan', score: 0.5, rank: 10 }], spellings: [], similarity: null,
};
const plain = { locale: 'en', commandLinks: false };

describe('the text of a hover', () => {
  it('has the rank and the neighbours in columns, with a bar and the cosine', () => {
    const lines = hoverText(description, 'English', undefined, plain).split('\n');
    assert.equal(lines[0], '**House** · rank 1,234 of 60,000 · English');
    assert.deepEqual(lines.slice(2), ['```text', 'houses  █████████    0.75', 'élan    ██████       0.50', '```']);
  });

  it('says as what a word was taken', () => {
    const inflected: WordDescription = { ...description, asked: 'housed', term: { asked: 'housed', word: 'house', kind: 'inflection', rank: 1234 } };
    assert.match(hoverText(inflected, 'English', undefined, plain), /\*\*housed\*\* · taken as \*house\*/);
  });

  it('tells unseen words from known ones, and offers spellings', () => {
    const unknown: WordDescription = { ...description, asked: 'huose', term: null, neighbours: [], spellings: ['house', 'hose'] };
    assert.equal(hoverText(unknown, 'English', undefined, plain), '**huose** is not in the vocabulary of English.\n\nSpelled nearly like it: *house*, *hose*.');
    const bySubwords: WordDescription = { ...description, term: { asked: 'House', word: 'House', kind: 'subwords', rank: null } };
    assert.match(hoverText(bySubwords, 'English', undefined, plain), /its vector comes from its letters/);
  });

  it('compares with the selected word', () => {
    const second = { asked: 'gardens', word: 'garden', kind: 'inflection', rank: 77 } as const;
    const compared = hoverText({ ...description, similarity: { second, cosine: 0.25, neighbourRank: 4321 } }, 'English', 'gardens', plain);
    assert.match(compared, /Similarity of \*house\* and \*garden\*: \*\*0\.25\*\* `███` · \*garden\* is neighbour 4,321 of \*house\*/);
    assert.match(hoverText(description, 'English', 'zzz', plain), /\*zzz\* is not in the vocabulary/);
  });

  it('links commands with their arguments where the client follows them, and only there', () => {
    assert.doesNotMatch(hoverText(description, 'English', undefined, plain), /command:/);
    const linked = hoverText(description, 'English', 'tree', { ...plain, commandLinks: true });
    const links = new Map([...linked.matchAll(/\]\(command:([\w.]+)\?([^)]*)\)/g)].map(([, command, argument]) => [command, JSON.parse(decodeURIComponent(argument)) as unknown]));
    assert.deepEqual(links.get(hoverCommands.explore), [{ space: 'en', word: 'house' }]);
    assert.deepEqual(links.get(hoverCommands.compare), [{ space: 'en', first: 'house', second: 'tree' }]);
    assert.equal(links.size, 3);
  });

  it('speaks the language of the editor, with its numbers', () => {
    assert.match(hoverText(description, 'English', undefined, { ...plain, locale: 'sv' }), /rang 1\s234 av 60\s000[^]*0,75/);
    assert.match(hoverText(description, 'English', undefined, { ...plain, locale: 'fr-CA' }), /rang 1\s234 sur 60\s000[^]*0,75/);
  });

  it('lets no word of a document or a file become markup', () => {
    const wild: WordDescription = { ...description, asked: '](command:x)<b>*', term: null, neighbours: [], spellings: ['`a`[b](c)'] };
    const text = hoverText(wild, '<i>', undefined, { ...plain, commandLinks: true });
    assert.doesNotMatch(text, /(?<!\\)\]\(command:x/);
    assert.doesNotMatch(text, /(?<!\\)</);
    assert.match(hoverText({ ...description, neighbours: [{ word: '```', score: 1, rank: 1 }] }, 'x', undefined, plain), /^''' /m);
  });

  it('tells that a space is being read, or cannot be', () => {
    assert.match(hoverNote('glove.txt', undefined, plain), /^Reading the vectors of glove\\\.txt/);
    assert.match(hoverNote('glove.txt', 'glove.txt:3: expected 5 values', plain), /cannot be read: glove\\\.txt:3: expected 5 values/);
  });
});
