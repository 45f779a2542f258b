import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DocumentSegment } from '../../../src/protocol/analysis.ts';
import { applyChanges } from '../../../src/protocol/live.ts';
import { changesOf } from '../../../src/server/inference/segmentChanges.ts';

const segment = (label: string, line: number, character = 0, lines = 0): DocumentSegment => ({ label, score: 0.5, range: { start: { line, character }, end: { line: line + lines, character: character + 5 } } });
const moved = (segments: readonly DocumentSegment[], by: number): DocumentSegment[] =>
  segments.map(({ range: { start, end }, ...rest }) => ({ ...rest, range: { start: { ...start, line: start.line + by }, end: { ...end, line: end.line + by } } }));

describe('the changes of a document\'s segments', () => {
  const segments = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(3), fc.nat(2), fc.nat(2)), { maxLength: 20 })
    .map((parts) => parts.map(([label, character, lines, gap], i) => segment(label, 5 * i + gap, character, lines)));

  it('make the segments of one version into those of the next', () => {
    fc.assert(fc.property(segments, segments, (before, after) => {
      assert.deepEqual(applyChanges(before, changesOf(before, after)), after);
    }));
  });

  it('are small where lines were put in: what follows them is not sent again', () => {
    fc.assert(fc.property(segments, segments, fc.integer({ min: 1, max: 9 }), (head, tail, lines) => {
      const rest = moved(tail, 200);
      const inserted = segment('new', 150);
      const changes = changesOf([...head, ...rest], [...head, inserted, ...moved(rest, lines)]);
      assert.deepEqual(applyChanges([...head, ...rest], changes), [...head, inserted, ...moved(rest, lines)]);
      assert.deepEqual(changes.inserted, [inserted]);
    }));
  });

  it('are none where nothing changed', () => {
    const same = [segment('a', 1), segment('b', 4)];
    assert.deepEqual(changesOf(same, same), { keep: 2, inserted: [], tail: 0, lines: 0 });
  });
});
