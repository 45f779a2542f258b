import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractProse } from '../../../src/text/extractProse.ts';
import { checkSegments, mangled } from './proseChecks.ts';

describe('a commit message', () => {
  it('is a subject, paragraphs and list items; comments, trailers and the diff are left out', () => {
    const document = 'Add `x` to the list\n\nIt was missing,\nwhich hurt.\n- one\n  more\n- two\n\nSigned-off-by: A <a@b.c>\nCo-authored-by: B\n# Please enter\n# ------------------------ >8 ------------------------\ndiff --git no\n';
    assert.deepEqual(extractProse(document, 'git-commit').map(({ kind, text }) => [kind, text]), [
      ['heading', 'Add  to the list'], ['paragraph', 'It was missing,\nwhich hurt.'], ['list-item', 'one\n  more'], ['list-item', 'two'],
    ]);
  });

  it('keeps a last paragraph that only looks a little like trailers', () => {
    assert.deepEqual(extractProse('Subject\n\nNote: this stays\nas it is prose.', 'git-commit').length, 2);
  });

  it('has exact maps for any mixture of marks', () => {
    fc.assert(fc.property(mangled('#', '# ', '- ', '`', '1. ', 'Fixes: x', '# - >8 -'), (document) => checkSegments(document, extractProse(document, 'git-commit'))), { numRuns: 500 });
  });
});
