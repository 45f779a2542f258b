import * as vscode from 'vscode';
import { type Implementation, type Methods, type ParameterSchemas, Rpc } from '../../protocol/rpc.ts';
import { pageHtml } from './page.ts';

/** A kind of webview: its name is the name of its folder in webview/ and of its files in dist/webview/. */
export interface PanelKind {
  readonly name: string;
  readonly viewType: `lexiscope.${string}`;
  readonly title: string;
  /** Codicon of the editor's tab; left out: the extension's mark. */
  readonly icon?: string;
}

export interface PanelParts<Local extends Methods<Local>> {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** What the page may call; every method needs a schema, since a page is beyond a trust boundary. */
  readonly implementation: Implementation<Local>;
  readonly schemas: Required<ParameterSchemas<Local>>;
}

/** An editor tab with a page in it, and the connection to the page's script. */
export interface Panel<Remote extends Methods<Remote>, Local extends Methods<Local>> {
  readonly webviewPanel: vscode.WebviewPanel;
  readonly rpc: Rpc<Local, Remote>;
}

export function createWebviewPanel({ viewType, title }: PanelKind, column: vscode.ViewColumn = vscode.ViewColumn.Active): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(viewType, title, column);
}

/**
 * Fills a new panel, or one that VS Code restores after a reload, with its page. The connection ends with the panel; a hidden page is
 * unloaded and loaded again when shown, so state that matters is kept by the host or by the page's `setState`.
 */
export function fillPanel<Remote extends Methods<Remote>, Local extends Methods<Local>>(
  webviewPanel: vscode.WebviewPanel,
  kind: PanelKind,
  { context, log, implementation, schemas }: PanelParts<Local>,
): Panel<Remote, Local> {
  const { webview } = webviewPanel;
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist/webview');
  const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const mark = vscode.Uri.joinPath(context.extensionUri, 'media/lexiscope.svg');
  webviewPanel.iconPath = kind.icon === undefined ? { light: mark, dark: mark } : new vscode.ThemeIcon(kind.icon);
  const rpc = new Rpc<Local, Remote>(
    {
      // What cannot be delivered (a hidden page) is lost by design; `false` is no error.
      post: (message) => void webview.postMessage(message),
      // Ends with the panel, which disposes of its listeners.
      onMessage: (listener) => void webview.onDidReceiveMessage(listener),
    },
    implementation,
    { schemas, onFault: (fault) => log.warn(`${kind.name}: ${fault.message}`) },
  );
  webviewPanel.onDidDispose(() => rpc.dispose());
  webview.html = pageHtml({
    title: kind.title,
    script: address(`${kind.name}.js`),
    styles: [address(`${kind.name}.css`)],
    codicons: address('codicon.css'),
    cspSource: webview.cspSource,
    setup: { locale: vscode.env.language, strings: vscode.l10n.bundle ?? {} },
  });
  return { webviewPanel, rpc };
}
