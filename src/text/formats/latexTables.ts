import type { SegmentKind } from '../prose.ts';

const words = (...lines: string[]): string[] => lines.flatMap((line) => line.split(' '));

/** How many of a command's first {arguments} are no prose; those of other commands are. [Options] never are. */
export const hiddenArguments: ReadonlyMap<string, number> = new Map<string, number>([
  ...words(
    // references and citations
    'label ref eqref pageref autoref cref Cref nameref vref subref cite citep citet citealt citealp citeauthor citeyear citeyearpar parencite textcite autocite footcite',
    'fullcite nocite bibitem bibliography bibliographystyle addbibresource printbibliography index glossary gls Gls glspl Glspl acrshort acrlong acrfull ac acp',
    // files and packages
    'input include includeonly subfile import includegraphics includepdf graphicspath lstinputlisting verbatiminput inputminted usepackage RequirePackage documentclass PassOptionsToPackage usetikzlibrary',
    // definitions
    'newcommand renewcommand providecommand DeclareRobustCommand NewDocumentCommand newenvironment renewenvironment newtheorem theoremstyle DeclareMathOperator newcounter newlength newif',
    'newglossaryentry newacronym definecolor colorlet lstset lstdefinestyle lstdefinelanguage hypersetup geometry captionsetup sisetup pgfplotsset tikzset setlist hyphenation',
    // layout
    'vspace hspace setlength addtolength setcounter addtocounter stepcounter refstepcounter pagestyle thispagestyle pagenumbering fontsize fontfamily selectlanguage linespread rule color',
    'cline cmidrule hline addcontentsline markboth enlargethispage vskip hskip tikz setstretch usetheme usecolortheme titleformat titlespacing',
    // code, formulas, quantities, names
    'texttt url path nolinkurl code lstinline mintinline verb ensuremath num si SI qty unit ang ce author affil email institute date thanks orcid todo tag',
  ).map((name): [string, number] => [name, Infinity]),
  ...words('href textcolor colorbox raisebox scalebox rotatebox parbox foreignlanguage fontspec hyperref').map((name): [string, number] => [name, 1]),
  ...words('multicolumn multirow resizebox fcolorbox').map((name): [string, number] => [name, 2]),
]);

/** Commands whose argument is a heading, and its level. */
export const headingLevels: Readonly<Record<string, number>> = {
  title: 0, part: 1, chapter: 2, section: 3, subsection: 4, subsubsection: 5, paragraph: 6, subparagraph: 7, frametitle: 5, framesubtitle: 6,
};

/** Commands whose argument is a segment of its own in the middle of another. */
export const innerKinds: Readonly<Record<string, SegmentKind>> = { footnote: 'footnote', footnotetext: 'footnote', marginpar: 'footnote', caption: 'caption', captionof: 'caption', subcaption: 'caption' };

/** Environments without prose; with their starred forms. */
export const hiddenEnvironments: ReadonlySet<string> = new Set(
  words(
    'equation align gather multline eqnarray alignat flalign displaymath math subequations dmath IEEEeqnarray split cases array matrix pmatrix bmatrix vmatrix',
    'verbatim Verbatim BVerbatim lstlisting minted alltt comment filecontents algorithm algorithmic algorithm2e tikzpicture tikzcd pgfpicture axis picture forest circuitikz',
    'thebibliography bibdiv Sinput Soutput CodeInput CodeOutput code',
  ),
);

export const environmentKinds: Readonly<Record<string, SegmentKind>> = {
  itemize: 'list-item', enumerate: 'list-item', description: 'list-item', compactitem: 'list-item', compactenum: 'list-item',
  quote: 'quote', quotation: 'quote', verse: 'quote', displayquote: 'quote', tabular: 'table-cell', tabularx: 'table-cell', tabulary: 'table-cell', longtable: 'table-cell', tabu: 'table-cell',
};

/** Environments whose {arguments} are measures and the like; those of others (a frame's title) are prose. */
export const environmentsWithHiddenArguments: ReadonlySet<string> = new Set(
  words('tabular tabularx tabulary longtable tabu minipage multicols wrapfigure wraptable adjustbox subfigure subtable column columns spacing list otherlanguage document'),
);

/** Commands that stand for characters. */
export const symbolCommands: Readonly<Record<string, string>> = {
  ss: 'ß', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', aa: 'å', AA: 'Å', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', i: 'ı', j: 'ȷ', dh: 'ð', DH: 'Ð', th: 'þ', TH: 'Þ', dj: 'đ', DJ: 'Đ', ng: 'ŋ', NG: 'Ŋ',
  ldots: '…', dots: '…', textellipsis: '…', LaTeX: 'LaTeX', LaTeXe: 'LaTeX', TeX: 'TeX', BibTeX: 'BibTeX', textendash: '–', textemdash: '—', textquoteright: '’', textquotesingle: "'",
  guillemotleft: '«', guillemotright: '»', og: '« ', fg: ' »', glqq: '„', grqq: '“', textbackslash: '\\', textasciitilde: '~', textdegree: '°', euro: '€', texteuro: '€', pounds: '£', S: '§', copyright: '©',
  quad: ' ', qquad: ' ', space: ' ', newline: '\n', linebreak: '\n', enspace: ' ', thinspace: ' ', nobreakspace: '\u00a0',
};

/** Accent commands and their combining marks. */
export const accentMarks: Readonly<Record<string, string>> = {
  "'": '\u0301', '`': '\u0300', '^': '\u0302', '"': '\u0308', '~': '\u0303', '=': '\u0304', '.': '\u0307',
  c: '\u0327', v: '\u030c', u: '\u0306', H: '\u030b', k: '\u0328', r: '\u030a', b: '\u0331', d: '\u0323',
};
