import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractProse, proseLanguageIds } from '../../../src/text/extractProse.ts';
import { checkSegments, mangled } from './proseChecks.ts';

const kindsOf = (document: string, languageId: string): string[] => extractProse(document, languageId).map(({ kind, text }) => `${kind}: ${text.replace(/\s+/g, ' ')}`);
const sectionsOf = (document: string, languageId: string): string[] => extractProse(document, languageId).filter(({ kind }) => kind !== 'heading').map(({ section, text }) => `${section.join('/')}: ${text}`);

describe('MDX', () => {
  it('is Markdown without imports, exports, tags and expressions', () => {
    const document = "import {A} from './a'\nexport const b = {\n  c: 1,\n}\n\n# Title {props.x}\n\n<Note kind=\"a > b\" f={() => ({})}>\n\nInside **it**, {`no ${1}`} and `<code>` too.\n\n</Note>\n\nText <b>bold</b> and {/* no */}end.\n\n```js\nimport no\n```\n";
    assert.deepEqual(kindsOf(document, 'mdx'), ['heading: Title', 'paragraph: Inside it, and too.', 'paragraph: Text bold and end.']);
  });

  it('has exact maps for any mixture of marks', () => {
    fc.assert(fc.property(mangled('{', '}', '<', '>', '<A', '</A>', '/>', '"', "'", '`', '```\n', '\nimport ', '\nexport ', '# ', '- ', '*', '[a](b)', '$'), (document) => checkSegments(document, extractProse(document, 'mdx'))), { numRuns: 500 });
  });
});

describe('reStructuredText', () => {
  it('gives blocks with their kinds', () => {
    const document = `=====
Title
=====

A *b* with \`\`code\`\`, :ref:\`text <label>\`, :py:func:\`no\`, \`a link <http://x>\`_ and |sub| [1]_::

   literal block

   more literal

- item one
  goes on
- item two

.. note:: Mind this.
   :class: no

   And this.

.. code-block:: python
   :linenos:

   no()

   no()

.. A comment
   goes on

.. _target: http://no

.. [1] The footnote.

:param x: what it is

===== =====
A b   C
===== =====
one   two
===== =====

+----+-----+
| x  | y z |
+----+-----+

>>> no()
no

End.
`;
    assert.deepEqual(kindsOf(document, 'restructuredtext'), [
      'heading: Title', 'paragraph: A b with , text, , a link and', 'list-item: item one goes on', 'list-item: item two', 'paragraph: Mind this.', 'paragraph: And this.', 'footnote: The footnote.',
      'paragraph: what it is', 'table-cell: A b', 'table-cell: C', 'table-cell: one', 'table-cell: two', 'table-cell: x', 'table-cell: y z', 'paragraph: End.',
    ]);
  });

  it('tells the levels of titles by the order of their styles', () => {
    assert.deepEqual(sectionsOf('A\n=\n\nx\n\nB\n---\n\ny\n\nC\n~~~\n\nz\n\nD\n---\n\nw\n', 'restructuredtext'), ['A: x', 'A/B: y', 'A/B/C: z', 'A/D: w']);
  });

  it('has exact maps for any mixture of marks', () => {
    fc.assert(fc.property(mangled('.. ', '.. note:: ', '.. code:: x\n', '::\n', '- ', '1. ', '*', '**', '``', '`', '`_', ':ref:`', '|', '====', '\n----\n', '+--+', '>>> ', ':x: ', '[1]_', '.. [1] '), (document) => checkSegments(document, extractProse(document, 'restructuredtext'))), { numRuns: 1000 });
  });
});

describe('AsciiDoc', () => {
  it('gives blocks with their kinds', () => {
    const document = `= Title
Ann Author <a@b.c>
:toc:

Some *bold* \`code\` and https://x.y[a link], <<ref,the text>>, {attr} image:i.png[no].
Second line.

.Block title
[source,ruby]
----
no

no
----

* one
** two
+
continued

Term:: its meaning
NOTE: Mind this.

____
said
____

|===
|A b |C
|one |two
|===

// no
image::no[no]

 literal

End.
`;
    assert.deepEqual(kindsOf(document, 'asciidoc'), [
      'heading: Title', 'paragraph: Some bold and a link, the text, . Second line.', 'caption: Block title', 'list-item: one', 'list-item: two', 'paragraph: continued', 'list-item: Term', 'list-item: its meaning NOTE: Mind this.',
      'quote: said', 'table-cell: A b', 'table-cell: C', 'table-cell: one', 'table-cell: two', 'paragraph: End.',
    ]);
  });

  it('knows the sections', () => {
    assert.deepEqual(sectionsOf('= A\n\nx\n\n== B\n\ny\n\n=== C\n\nz\n\n== D\n\nw\n', 'asciidoc'), ['A: x', 'A/B: y', 'A/B/C: z', 'A/D: w']);
  });

  it('has exact maps for any mixture of marks', () => {
    fc.assert(fc.property(mangled('= ', '== ', '----\n', '....\n', '****\n', '____\n', '|===\n', '|', '* ', '. ', '.T', '::', '`', '*', '_', '#', '<<', '>>', '{a}', 'link:x[', ']', '[source]\n', '//', '+\n', 'footnote:[', '((', '))'), (document) => checkSegments(document, extractProse(document, 'asciidoc'))), { numRuns: 1000 });
  });
});

describe('every format', () => {
  const others: fc.Arbitrary<string> = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 200 });

  it('takes any string, and any part of a document', () => {
    fc.assert(fc.property(others, fc.constantFrom(...proseLanguageIds, 'no-such-language'), (document, id) => checkSegments(document, extractProse(document, id))), { numRuns: 1000 });
  });

  it('takes an empty document and one of a single character', () => {
    for (const id of proseLanguageIds) for (const document of ['', '\ufeff', '\n', '"', '\\', '<', '{', '#', '\ud800']) checkSegments(document, extractProse(document, id));
  });
});
