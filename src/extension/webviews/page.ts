import { randomBytes } from 'node:crypto';
import { type PageSetup, pageSetupId } from '../../protocol/webview.ts';

export interface PageParts {
  readonly title: string;
  /** Addresses in the webview's scheme. */
  readonly script: string;
  readonly styles: readonly string[];
  readonly codicons: string;
  /** The webview's source for content security policies. */
  readonly cspSource: string;
  readonly setup: PageSetup;
}

/**
 * The HTML of a webview. The policy allows the one script that carries the nonce, and style sheets, fonts and pictures of the
 * extension; no inline script, no `eval`, no connection to anywhere. `blob:` and `data:` are for pictures that the page drew itself.
 */
export function pageHtml({ title, script, styles, codicons, cspSource, setup }: PageParts): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`, `script-src 'nonce-${nonce}'`, `style-src ${cspSource}`, `font-src ${cspSource}`, `img-src ${cspSource} blob: data:`,
    `base-uri 'none'`, `form-action 'none'`,
  ].join('; ');
  const links = styles.map((href) => `<link rel="stylesheet" href="${escapeHtml(href)}">`).join('\n');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(setup.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${escapeHtml(codicons)}">
${links}
<script type="application/json" id="${pageSetupId}">${jsonInScript(setup)}</script>
</head>
<body>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `</script>` or `<!--` in a string would end or bend the element. */
function jsonInScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
