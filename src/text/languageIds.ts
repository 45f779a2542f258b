import path from 'node:path';

/** VS Code's language ids by file name extension. */
const byExtension: Readonly<Record<string, string>> = {
  '.md': 'markdown', '.markdown': 'markdown', '.mdx': 'mdx', '.qmd': 'quarto', '.rmd': 'rmd', '.tex': 'latex', '.html': 'html', '.htm': 'html', '.xhtml': 'html', '.xml': 'xml',
  '.vue': 'vue', '.svelte': 'svelte', '.rst': 'restructuredtext', '.adoc': 'asciidoc', '.asciidoc': 'asciidoc', '.srt': 'srt', '.vtt': 'vtt', '.ipynb': 'jupyter',
  '.csv': 'csv', '.tsv': 'tsv', '.jsonl': 'jsonl', '.ndjson': 'jsonl',
  '.ts': 'typescript', '.tsx': 'typescriptreact', '.js': 'javascript', '.mjs': 'javascript', '.cjs': 'javascript', '.jsx': 'javascriptreact', '.py': 'python', '.c': 'c', '.h': 'c',
  '.cc': 'cpp', '.cpp': 'cpp', '.hpp': 'cpp', '.cs': 'csharp', '.java': 'java', '.go': 'go', '.rs': 'rust', '.rb': 'ruby', '.php': 'php', '.swift': 'swift', '.kt': 'kotlin',
  '.sh': 'shellscript', '.sql': 'sql', '.lua': 'lua', '.r': 'r', '.css': 'css', '.scss': 'scss', '.yaml': 'yaml', '.yml': 'yaml', '.toml': 'toml',
};

/** How a file's prose is found: by the extension of its name, under a `.gz` too; plain text where it says nothing. */
export function languageIdOf(file: string): string {
  return byExtension[path.extname(file.replace(/\.gz$/i, '')).toLowerCase()] ?? 'plaintext';
}
