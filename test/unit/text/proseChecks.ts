import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maximumSegmentLength } from '../../../src/text/longSegments.ts';
import { toDocumentRange, type ProseSegment } from '../../../src/text/prose.ts';

/** What holds for the segments of every extractor, whatever the document. */
export function checkSegments(document: string, segments: readonly ProseSegment[]): void {
  let reached = 0;
  for (const segment of segments) {
    const { text, start, end, pieces } = segment;
    assert.ok(text.length > 0 && text.length <= maximumSegmentLength && text === text.trim(), 'bounded text without blanks around it');
    assert.ok(start < end && end <= document.length);
    if (segment.kind !== 'footnote' && segment.kind !== 'caption') {
      assert.ok(start >= reached, 'in the order of the document, except what interrupts a paragraph');
      reached = end;
    }
    let textEnd = 0;
    let documentEnd = start;
    for (let i = 0; i < pieces.length; i += 3) {
      const [textStart, documentStart, length] = pieces.subarray(i, i + 3);
      assert.ok(textStart >= textEnd && documentStart >= documentEnd, 'pieces rise');
      assert.equal(text.slice(textStart, textStart + length), document.slice(documentStart, documentStart + length));
      textEnd = textStart + length;
      documentEnd = documentStart + length;
    }
    assert.ok(documentEnd <= end && textEnd <= text.length);
    assert.deepEqual(toDocumentRange(segment, 0, text.length), { start, end });
  }
}

/** Strings that look like a format: its marks and some words, in any order. */
export function mangled(...marks: string[]): fc.Arbitrary<string> {
  const word = fc.constantFrom('word', 'Two words.', 'é', '日本。', '😀', '\ud800', ' ', ' ', '\n', '\n\n', '\r\n', '\t', '    ', '\ufeff', '\u2028', '$');
  const any = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 5 });
  return fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...marks) }, { weight: 4, arbitrary: word }, any), { maxLength: 60 }).map((parts) => parts.join(''));
}
