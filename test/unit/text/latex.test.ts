import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractProse } from '../../../src/text/extractProse.ts';
import { toDocumentRange } from '../../../src/text/prose.ts';
import { checkSegments, mangled } from './proseChecks.ts';

const textsOf = (document: string): string[] => extractProse(document, 'latex').map(({ text }) => text);

describe('LaTeX', () => {
  it('gives blocks with their kinds and the headings above them', () => {
    const document = String.raw`\documentclass[a4]{article}
\usepackage{x} Not prose.
\title{The \emph{title}}
\begin{document}
\maketitle
\section[short]{First}
One
line.

Two.\footnote{A note.} Three.
\begin{itemize}
  \item x
  \item[b] y
\end{itemize}
\subsection*{Inner}
\begin{figure}[ht]\includegraphics[width=1cm]{f}\caption{A caption}\label{f}\end{figure}
\begin{tabular}{l|r} a b & c \\[2pt] d \end{tabular}
\begin{quote}said\end{quote}
\end{document} Not prose.`;
    assert.deepEqual(extractProse(document, 'latex').map(({ kind, text, section }) => [kind, text, section.join('/')]), [
      ['heading', 'The title', ''], ['heading', 'First', 'The title'], ['paragraph', 'One\nline.', 'The title/First'], ['paragraph', 'Two. Three.', 'The title/First'], ['footnote', 'A note.', 'The title/First'],
      ['list-item', 'x', 'The title/First'], ['list-item', 'y', 'The title/First'], ['heading', 'Inner', 'The title/First'], ['caption', 'A caption', 'The title/First/Inner'],
      ['table-cell', 'a b', 'The title/First/Inner'], ['table-cell', 'c', 'The title/First/Inner'], ['table-cell', 'd', 'The title/First/Inner'], ['quote', 'said', 'The title/First/Inner'],
    ]);
  });

  it('leaves out formulas, code, references, definitions and comments', () => {
    const document = String.raw`Let $x_1 = \$2$ and \(y\) be \textbf{real}~\cite[p.~3]{knuth}.% no
 More\label{l} \[ z \] text \verb|no| here $$w$$. \newcommand{\foo}[1]{no #1}\def\bar#1{no} \href{http://no}{Link}
\begin{equation*} no \end{equation*}
\begin{lstlisting}[language=C]
no % $ {
\end{lstlisting}
% only a comment

Costs \$5 or 5\,\%.`;
    assert.deepEqual(textsOf(document).map((text) => text.replace(/\s+/g, ' ')), ['Let and be real .More text here . Link', 'Costs $5 or 5 %.']);
  });

  it('replaces accents, symbols and quotation marks, with exact places', () => {
    const document = String.raw`\'Et\'e na\"{\i}ve Stra\ss{}e \c{c}a \o re \ldots{} ''quoted'' A~B \LaTeX x`;
    const [segment] = extractProse(document, 'latex');
    assert.equal(segment.text, 'Été naïve Straße ça øre … ”quoted” A\u00a0B LaTeX x');
    const at = segment.text.indexOf('naïve');
    const { start, end } = toDocumentRange(segment, at, at + 5);
    assert.equal(document.slice(start, end), String.raw`na\"{\i}ve`);
  });

  it('goes on behind what is never closed', () => {
    assert.deepEqual(textsOf('\\section{Open\n\nText $x and\n\n\\begin{verbatim} {{ more \\cite{a'), ['Open', 'Text x and', 'more a']);
  });

  it('ends a paragraph at a blank line of any kind', () => {
    assert.deepEqual(textsOf('a\r\n \r\nb\n\t\nc\\par d'), ['a', 'b', 'c', 'd']);
  });

  it('has exact maps for any mixture of marks', () => {
    const marks = ['\\', '{', '}', '[', ']', '$', '$$', '%', '&', '~', '\\\\', '\\(', '\\)', '\\[', '\\section{', '\\footnote{', '\\caption{', '\\item', '\\begin{tabular}', '\\end{tabular}', '\\begin{verbatim}', '\\end{verbatim}', "\\'", '\\c c', '\\ss', '\\verb|', '``', "''", '\\cite', '\\def', '\\begin{document}', '\\end{document}', '\\title{', '\\begin{itemize}', '\\begin', '\\emph{'];
    fc.assert(fc.property(mangled(...marks), (document) => checkSegments(document, extractProse(document, 'latex'))), { numRuns: 2000 });
  });

  it('finds all the words of LaTeX that means something', () => {
    const inline = fc.constantFrom('alpha', '\\textbf{beta}', '\\href{hidden}{gamma}', '$hidden$', '\\cite{hidden}', '\\%', '% hidden\n', '\\verb!hidden!');
    const text = fc.array(inline, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
    const block = fc.oneof(text, text.map((x) => `\\section{${x}}`), text.map((x) => `\\begin{itemize}\\item ${x}\\item ${x}\\end{itemize}`), text.map((x) => `Text\\footnote{${x}} goes.`), fc.constant('\\begin{align}hidden\\end{align}'));
    fc.assert(fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
      const document = blocks.join('\n\n');
      const segments = extractProse(document, 'latex');
      checkSegments(document, segments);
      const words = (x: string): string[] => x.match(/alpha|beta|gamma|hidden/g) ?? [];
      assert.deepEqual(words(segments.map((segment) => segment.text).join(' ')), words(document).filter((word) => word !== 'hidden'));
    }), { numRuns: 300 });
  });
});
