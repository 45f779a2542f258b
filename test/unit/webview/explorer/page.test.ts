import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toCsv, toTabs } from '../../../../webview/explorer/csv.ts';
import { emptyState, restoreState, stepped, visited } from '../../../../webview/explorer/state.ts';
import { pastedPairs, pastedWords } from '../../../../webview/explorer/words/wordsInput.ts';

describe('CSV', () => {
  it('quotes what must be, and disarms formulas', () => {
    assert.equal(toCsv(['a', 'b'], [['x,y', 1], ['say "hi"', null], ['=1+1', -2]]), '\ufeffa,b\r\n"x,y",1\r\n"say ""hi""",\r\n\'=1+1,-2\r\n');
  });

  it('has as many lines in the clipboard as rows, whatever they hold', () => {
    fc.assert(fc.property(fc.array(fc.string()), (texts) => assert.equal(toTabs(['a'], texts.map((text) => [text])).split('\n').length, texts.length + 1)));
  });
});

describe('the history', () => {
  it('goes back and forward, and forgets what was ahead when something else is looked up', () => {
    let state = ['a', 'b', 'c'].reduce(visited, emptyState);
    state = stepped(stepped(state, -1), -1);
    assert.equal(state.expression, 'a');
    assert.equal(stepped(state, -1), state);
    assert.equal(stepped(state, 1).expression, 'b');
    state = visited(state, 'd');
    assert.deepEqual([state.history, state.at], [['a', 'd'], 1]);
    assert.equal(visited(state, 'd').history.length, 2);
  });
});

describe('the kept state', () => {
  it('is taken when it is one of ours, else begun anew', () => {
    const state = visited(emptyState, 'king');
    assert.deepEqual(restoreState(JSON.parse(JSON.stringify(state))), state);
    fc.assert(fc.property(fc.anything(), (kept) => assert.equal(restoreState(kept), emptyState)));
  });
});

describe('pasted words', () => {
  it('stand between blanks, commas and line breaks, each once', () => {
    assert.deepEqual(pastedWords('king, queen;king\n man '), ['king', 'queen', 'man']);
  });

  it('make pairs line by line', () => {
    assert.deepEqual(pastedPairs('cat dog\nhot, cold\nnew - old\none\na b c\n'), [['cat', 'dog'], ['hot', 'cold'], ['new', 'old']]);
  });
});
