/** What other editors call a language, by the name that VS Code has for it. Emacs and Helix mostly use VS Code's names, Vim its own file types. */
const aliases: Readonly<Record<string, string>> = {
  text: 'plaintext', txt: 'plaintext', mail: 'plaintext', help: 'plaintext', org: 'plaintext', gitcommit: 'git-commit', rst: 'restructuredtext', plaintex: 'latex',
  asciidoctor: 'asciidoc', 'markdown.mdx': 'mdx', 'markdown.pandoc': 'markdown', pandoc: 'markdown', sh: 'shellscript', bash: 'shellscript', cs: 'csharp', vim: 'viml',
};

/** VS Code's language id for what any editor sends. */
export function commonLanguageId(languageId: string): string {
  return aliases[languageId] ?? languageId;
}
