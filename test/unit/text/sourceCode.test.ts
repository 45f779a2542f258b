import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractProse } from '../../../src/text/extractProse.ts';
import { codeSyntaxes } from '../../../src/text/formats/codeSyntax.ts';
import { checkSegments, mangled } from './proseChecks.ts';

const commentsOf = (document: string, languageId: string): string[] => extractProse(document, languageId).map(({ text }) => text);
const stringsOf = (document: string, languageId: string): string[] => extractProse(document, languageId, { codeParts: 'strings' }).map(({ text }) => text);

describe('comments of source code', () => {
  it('are joined line by line and parted at blank lines', () => {
    const document = '// One comment\n// over lines.\n//\n// Another.\nlet x = 1; // Trailing one.\n\n// Apart.\n';
    assert.deepEqual(commentsOf(document, 'typescript'), ['One comment\nover lines.', 'Another.', 'Trailing one.', 'Apart.']);
  });

  it('lose the decoration of documentation comments, tags, code and what is meant for tools', () => {
    const document = '/**\n * Adds `a` to {@link List the list}.\n *\n * @param {string} a what to add\n * @returns the list\n */\n// eslint-disable-next-line no-x -- why\n// const old = 1;\n// doIt(old);\n// TODO write it\n';
    assert.deepEqual(commentsOf(document, 'javascript').map((text) => text.replace(/ +/g, ' ')), ['Adds to List the list.', 'a what to add', 'the list', 'TODO write it']);
  });

  it('do not begin in strings, addresses or words', () => {
    assert.deepEqual(commentsOf('x = "http://no // no"; y = \'// no\'; z = `// ${"/* no"} no`; // yes', 'javascript'), ['yes']);
    assert.deepEqual(commentsOf('#!/bin/sh\necho "# no" $# a#no # yes\n', 'shellscript'), ['yes']);
    assert.deepEqual(commentsOf("fn f<'a>(x: &'a str) { let c = '\"'; } // yes", 'rust'), ['yes']);
  });

  it('are found in many languages', () => {
    for (const [document, id] of [
      ['int x; /* A comment */ // Another', 'c'], ['x = 1 # A comment\n\n# Another', 'python'], ['-- A comment\nSELECT 1 /* Another */', 'sql'], ['(* A comment *) let x = "no" (* Another *)', 'ocaml'],
      ['; A comment\n(f)\n;; Another', 'clojure'], ["' A comment\nx = \"it's\"\n' Another", 'vb'], ['{- A comment -} x -- Another', 'haskell'], ['% A comment\nx = 1\n% Another', 'matlab'], ['key: "# no" # A comment\n\n# Another', 'yaml'],
    ] as const) {
      assert.deepEqual(commentsOf(document, id), ['A comment', 'Another'], id);
    }
  });

  it('include the docstrings of Python', () => {
    assert.deepEqual(commentsOf('def f():\n    """Do it.\n\n    At once.\n    """\n    x = """not this one"""\n', 'python'), ['Do it.', 'At once.']);
  });
});

describe('strings of source code', () => {
  it('are prose when they hold two words', () => {
    assert.deepEqual(stringsOf('f("key", \'a_b\', "Some words here", `Hello ${user["first name"]}, welcome`); // "no strings here"', 'typescript'), ['Some words here', 'Hello , welcome']);
  });

  it('have their escapes read, with exact places', () => {
    const document = String.raw`"Say \"caf\u00e9\" twice\n\x41nd \u{1F600} go"`;
    const segments = extractProse(document, 'javascript', { codeParts: 'strings' });
    assert.equal(segments[0].text, 'Say "café" twice\nAnd 😀 go');
    checkSegments(document, segments);
  });

  it('come with comments when both are asked for', () => {
    assert.deepEqual(extractProse('x = "some words" # A comment', 'python', { codeParts: 'both' }).map(({ kind, text }) => [kind, text]), [['string', 'some words'], ['comment', 'A comment']]);
  });
});

describe('source code in any language', () => {
  it('has exact maps for any mixture of marks', () => {
    const ids = Object.keys(codeSyntaxes);
    const marks = ['//', '/*', '*/', '#', '--', ';', '"', "'", '`', '"""', "'''", '\\', '${', '}', '{', '(*', '*)', '<!--', '@param ', '* ', '\n# ', '\n// ', '\n * ', '{-', '-}', '%', 'r#"', '"#', '\\u00e9', '[[', ']]', '=begin', 'REM '];
    fc.assert(fc.property(mangled(...marks), fc.constantFrom(...ids), fc.constantFrom('comments' as const, 'strings' as const, 'both' as const), (document, id, codeParts) => {
      checkSegments(document, extractProse(document, id, { codeParts }));
    }), { numRuns: 2000 });
  });
});
