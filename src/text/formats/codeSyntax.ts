/** How a string literal is written. */
export interface StringSyntax {
  readonly open: string;
  readonly close: string;
  /** Backslashes escape. */
  readonly escapes: boolean;
  readonly multiline: boolean;
  /** `${` or `#{` begins a part that is code, up to its }. */
  readonly interpolation?: string;
  /** A literal of one character: at most an escape long, never prose. */
  readonly character?: boolean;
}

/** Where a programming language keeps its prose. */
export interface CodeSyntax {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  readonly strings: readonly StringSyntax[];
  /** Strings in three quotes that stand alone are documentation, and so comments. */
  readonly docstrings?: boolean;
}

const double: StringSyntax = { open: '"', close: '"', escapes: true, multiline: false };
const single: StringSyntax = { open: "'", close: "'", escapes: true, multiline: false };
const character: StringSyntax = { open: "'", close: "'", escapes: true, multiline: false, character: true };
const tripleDouble: StringSyntax = { open: '"""', close: '"""', escapes: true, multiline: true };
const tripleSingle: StringSyntax = { open: "'''", close: "'''", escapes: true, multiline: true };
const template: StringSyntax = { open: '`', close: '`', escapes: true, multiline: true, interpolation: '${' };
const rawBacktick: StringSyntax = { open: '`', close: '`', escapes: false, multiline: true };
const multiline = (syntax: StringSyntax, interpolation?: string): StringSyntax => ({ ...syntax, multiline: true, ...(interpolation === undefined ? {} : { interpolation }) });
const doubled = (mark: string): StringSyntax => ({ open: mark, close: mark, escapes: false, multiline: false });

const slashes = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
const hash = { lineComments: ['#'], blockComments: [] } as const;
const dashes = { lineComments: ['--'], blockComments: [['/*', '*/']] } as const;
const semicolon = { lineComments: [';'], blockComments: [] } as const;

const c: CodeSyntax = { ...slashes, strings: [double, character] };
const javaScript: CodeSyntax = { ...slashes, strings: [double, single, template] };
const jvm: CodeSyntax = { ...slashes, strings: [tripleDouble, double, character] };
const python: CodeSyntax = { ...hash, strings: [tripleDouble, tripleSingle, double, single], docstrings: true };
const shell: CodeSyntax = { ...hash, strings: [multiline(double), { ...single, escapes: false, multiline: true }] };
const lisp: CodeSyntax = { ...semicolon, blockComments: [['#|', '|#']], strings: [multiline(double)] };
const basic: CodeSyntax = { lineComments: ["'"], blockComments: [], strings: [doubled('"')] };

/** By VS Code language id. Longer opening marks come first, so that """ is not read as "". */
export const codeSyntaxes: Readonly<Record<string, CodeSyntax>> = {
  c, cpp: c, 'objective-c': c, 'objective-cpp': c, 'cuda-cpp': c, glsl: c, hlsl: c, zig: c, v: c, proto3: c, proto: c,
  csharp: { ...slashes, strings: [tripleDouble, { open: '@"', close: '"', escapes: false, multiline: true }, double, character] },
  java: jvm,
  kotlin: { ...jvm, strings: [tripleDouble, { ...double, interpolation: '${' }, character] },
  scala: jvm,
  groovy: { ...slashes, strings: [tripleDouble, tripleSingle, double, single] },
  javascript: javaScript, javascriptreact: javaScript, typescript: javaScript, typescriptreact: javaScript,
  dart: { ...slashes, strings: [tripleDouble, tripleSingle, { ...double, interpolation: '${' }, { ...single, interpolation: '${' }] },
  go: { ...slashes, strings: [double, rawBacktick, character] },
  rust: { ...slashes, strings: [{ open: 'r#"', close: '"#', escapes: false, multiline: true }, multiline(double), character] },
  swift: { ...slashes, strings: [tripleDouble, double] },
  php: { lineComments: ['//', '#'], blockComments: [['/*', '*/']], strings: [multiline(double), multiline(single)] },
  css: { lineComments: [], blockComments: [['/*', '*/']], strings: [double, single] },
  scss: { ...slashes, strings: [double, single] },
  less: { ...slashes, strings: [double, single] },
  json: { lineComments: [], blockComments: [], strings: [double] },
  jsonc: { ...slashes, strings: [double] },
  python, starlark: python, mojo: python, gdscript: python,
  elixir: { ...hash, strings: [tripleDouble, multiline(double, '#{')] },
  julia: { ...hash, blockComments: [['#=', '=#']], strings: [tripleDouble, multiline(double), character] },
  ruby: { ...hash, blockComments: [['\n=begin', '\n=end']], strings: [multiline(double, '#{'), multiline(single)] },
  crystal: { ...hash, strings: [multiline(double, '#{'), character] },
  coffeescript: { ...hash, blockComments: [['###', '###']], strings: [tripleDouble, tripleSingle, double, single] },
  perl: { ...hash, strings: [multiline(double), multiline(single)] },
  r: { ...hash, strings: [multiline(double), multiline(single)] },
  shellscript: shell, fish: shell,
  makefile: { ...hash, strings: [] },
  dockerfile: { ...hash, strings: [double] },
  cmake: { ...hash, blockComments: [['#[[', ']]']], strings: [multiline(double)] },
  yaml: { ...hash, strings: [multiline(double), { ...single, escapes: false, multiline: true }] },
  toml: { ...python, docstrings: false },
  properties: { lineComments: ['#', '!'], blockComments: [], strings: [] },
  ini: { lineComments: [';', '#'], blockComments: [], strings: [double] },
  terraform: { lineComments: ['#', '//'], blockComments: [['/*', '*/']], strings: [{ ...double, interpolation: '${' }] },
  nix: { ...hash, blockComments: [['/*', '*/']], strings: [{ open: "''", close: "''", escapes: false, multiline: true, interpolation: '${' }, multiline(double, '${')] },
  powershell: { ...hash, blockComments: [['<#', '#>']], strings: [{ ...double, escapes: false, multiline: true }, { ...single, escapes: false, multiline: true }] },
  bat: { lineComments: ['REM ', 'rem ', '::'], blockComments: [], strings: [] },
  sql: { ...dashes, strings: [{ ...single, escapes: false, multiline: true }] },
  lua: { lineComments: ['--'], blockComments: [['--[[', ']]']], strings: [{ open: '[[', close: ']]', escapes: false, multiline: true }, double, single] },
  haskell: { lineComments: ['--'], blockComments: [['{-', '-}']], strings: [double, character] },
  elm: { lineComments: ['--'], blockComments: [['{-', '-}']], strings: [tripleDouble, double, character] },
  ada: { lineComments: ['--'], blockComments: [], strings: [doubled('"')] },
  vhdl: { lineComments: ['--'], blockComments: [['/*', '*/']], strings: [doubled('"')] },
  fsharp: { lineComments: ['//'], blockComments: [['(*', '*)']], strings: [tripleDouble, double, character] },
  ocaml: { lineComments: [], blockComments: [['(*', '*)']], strings: [multiline(double), character] },
  pascal: { lineComments: ['//'], blockComments: [['{', '}'], ['(*', '*)']], strings: [doubled("'")] },
  erlang: { lineComments: ['%'], blockComments: [], strings: [multiline(double)] },
  matlab: { lineComments: ['%'], blockComments: [['%{', '%}']], strings: [doubled('"'), doubled("'")] },
  prolog: { lineComments: ['%'], blockComments: [['/*', '*/']], strings: [multiline(double)] },
  clojure: { ...semicolon, strings: [multiline(double)] },
  lisp, scheme: lisp, racket: lisp,
  'emacs-lisp': { ...semicolon, strings: [multiline(double)] },
  vb: basic, vba: basic,
  fortran: { lineComments: ['!'], blockComments: [], strings: [doubled('"'), doubled("'")] },
  'fortran-modern': { lineComments: ['!'], blockComments: [], strings: [doubled('"'), doubled("'")] },
  nim: { ...hash, blockComments: [['#[', ']#']], strings: [tripleDouble, double, character] },
  graphql: { ...hash, strings: [tripleDouble, double] },
  verilog: { ...slashes, strings: [double] },
  systemverilog: { ...slashes, strings: [double] },
};
