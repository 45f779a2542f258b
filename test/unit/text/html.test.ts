import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractProse } from '../../../src/text/extractProse.ts';
import { checkSegments, mangled } from './proseChecks.ts';

const textsOf = (document: string, languageId = 'html'): string[] => extractProse(document, languageId).map(({ text }) => text.replace(/\s+/g, ' '));

describe('HTML', () => {
  it('gives blocks with their kinds and the headings above them', () => {
    const document = '<title>T</title><h1>A <i>b</i></h1><p>One<p>Two<ul><li>x<li>y</ul><h2>C</h2><table><caption>cap</caption><tr><td>1 a<td>2 b</table><blockquote>said</blockquote>end';
    assert.deepEqual(extractProse(document, 'html').map(({ kind, text, section }) => [kind, text, section.join('/')]), [
      ['heading', 'T', ''], ['heading', 'A b', ''], ['paragraph', 'One', 'A b'], ['paragraph', 'Two', 'A b'], ['list-item', 'x', 'A b'], ['list-item', 'y', 'A b'],
      ['heading', 'C', 'A b'], ['caption', 'cap', 'A b/C'], ['table-cell', '1 a', 'A b/C'], ['table-cell', '2 b', 'A b/C'], ['quote', 'said', 'A b/C'], ['paragraph', 'end', 'A b/C'],
    ]);
  });

  it('leaves out scripts, styles, code, comments and attributes', () => {
    const document = '<script>if (a < b) "</p>";</script><style>p {}</style><p title="no">Use <code>x()</code> <b>now</b><!-- no --></p><pre>no\n<p>no</pre><svg><text>no</text></svg><math><mi>x</mi></math>yes';
    assert.deepEqual(textsOf(document), ['Use now', 'yes']);
  });

  it('replaces character references and line breaks, with exact places', () => {
    const document = '<p>caf&eacute;&#115; &amp;&nbsp;bar<br>&nosuch; &NotEqualTilde;</p>';
    const [segment] = extractProse(document, 'html');
    assert.equal(segment.text, 'cafés &\u00a0bar\n&nosuch; ≂\u0338');
    checkSegments(document, [segment]);
  });

  it('survives a forgotten end tag of inline code', () => {
    assert.deepEqual(textsOf('<p>Use <code>x</p><p>next</p>'), ['Use', 'next']);
  });

  it('reads the places right across the pieces in which it is parsed', () => {
    const document = '<p>caf&eacute; &amp; <i>more</i> text</p>\n'.repeat(5000);
    const segments = extractProse(document, 'html');
    assert.equal(segments.length, 5000);
    assert.ok(segments.every(({ text }) => text === 'café & more text'));
    checkSegments(document, segments);
  });

  it('leaves the marks of template languages out', () => {
    assert.deepEqual(textsOf('<p>Hello {{ user.name }}, {% if x %}welcome{% endif %} <%= y %>!</p>', 'handlebars'), ['Hello , welcome !']);
  });

  it('reads XML with elements that it does not know as blocks', () => {
    assert.deepEqual(textsOf('<book><para>One <emphasis>two</emphasis></para><para>Three<![CDATA[ & four]]></para><programlisting>no</programlisting></book>', 'xml'), ['One two', 'Three & four']);
  });

  it('has exact maps for any mixture of marks', () => {
    const marks = ['<p>', '</p>', '<li>', '</ul>', '<h2>', '</h2>', '<code>', '</code>', '<pre>', '</pre>', '<script>', '</script>', '<!--', '-->', '<br/>', '<td', '>', '<', '&amp;', '&eacute', '&#x1F600;', '&NotEqualTilde;', '<![CDATA[', ']]>', '"', '<title>', '</title>', '{{', '}}', '<svg/>'];
    fc.assert(fc.property(mangled(...marks), fc.constantFrom('html', 'xml', 'handlebars'), (document, id) => checkSegments(document, extractProse(document, id))), { numRuns: 1000 });
  });

  it('finds all the words of HTML that means something', () => {
    const inline = fc.constantFrom('alpha', '<b>beta</b>', '<a href="hidden">gamma</a>', '<code>hidden</code>', '&lt;', '<!-- hidden -->');
    const text = fc.array(inline, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
    const block = fc.oneof(text.map((x) => `<p>${x}</p>`), text.map((x) => `<h3>${x}</h3>`), text.map((x) => `<ul><li>${x}</li><li>${x}</ul>`), text.map((x) => `<table><tr><td>${x}</td></tr></table>`), fc.constant('<pre>hidden</pre>'));
    fc.assert(fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
      const document = `<html><body>${blocks.join('\n')}</body></html>`;
      const segments = extractProse(document, 'html');
      checkSegments(document, segments);
      const words = (x: string): string[] => x.match(/alpha|beta|gamma|hidden/g) ?? [];
      assert.deepEqual(words(segments.map((segment) => segment.text).join(' ')), words(document).filter((word) => word !== 'hidden'));
    }), { numRuns: 300 });
  });
});
