/** The programming languages whose comments and strings the server can tell apart (src/text/formats/codeSyntax.ts; a test compares the two). */
const codeLanguageIds = new Set((
  'c cpp objective-c objective-cpp cuda-cpp glsl hlsl zig v proto3 proto csharp java kotlin scala groovy javascript javascriptreact typescript typescriptreact dart go rust '
  + 'swift php css scss less json jsonc python starlark mojo gdscript elixir julia ruby crystal coffeescript perl r shellscript fish makefile dockerfile cmake yaml toml '
  + 'properties ini terraform nix powershell bat sql lua haskell elm ada vhdl fsharp ocaml pascal erlang matlab prolog clojure lisp scheme racket emacs-lisp vb vba fortran '
  + 'fortran-modern nim graphql verilog systemverilog'
).split(' '));

/** Formats that VS Code takes for plain text unless another extension knows them. */
const formatOfExtension: Readonly<Record<string, string>> = {
  csv: 'csv', tsv: 'tsv', jsonl: 'jsonl', ndjson: 'jsonl', srt: 'srt', vtt: 'vtt', mdx: 'mdx', rst: 'restructuredtext', adoc: 'asciidoc', asciidoc: 'asciidoc', tex: 'latex', qmd: 'quarto', rmd: 'rmd',
};

/** The format to read a document as: what the editor says, or for what it takes for plain text, what the file's extension says. */
export function formatOf(languageId: string, path: string): string {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1].toLowerCase();
  if (languageId !== 'plaintext' || extension === undefined) return languageId;
  return Object.hasOwn(formatOfExtension, extension) ? formatOfExtension[extension] : languageId;
}

export function isSourceCode(format: string): boolean {
  return codeLanguageIds.has(format);
}

export type TableKind = 'csv' | 'jsonl';

/** Whether each row of such a document is a text of its own. */
export function tableKind(format: string): TableKind | undefined {
  if (format === 'csv' || format === 'tsv') return 'csv';
  return ['jsonl', 'jsonlines', 'ndjson'].includes(format) ? 'jsonl' : undefined;
}
