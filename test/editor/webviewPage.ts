import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';
import { findChromium } from '../../scripts/host.mjs';
import { pageHtml } from '../../src/extension/webviews/page.ts';
import { type Implementation, type Methods, type ParameterSchemas, Rpc } from '../../src/protocol/rpc.ts';

const origin = 'https://lexiscope.test';
const contentTypes: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** Colours of VS Code's dark and light themes and of its high-contrast one, as far as the pages use them. */
const themes = {
  dark: { 'foreground': '#cccccc', 'editor-background': '#1f1f1f', 'descriptionForeground': '#9d9d9d', 'charts-blue': '#3794ff', 'charts-red': '#f14c4c', 'charts-green': '#89d185', 'charts-orange': '#d18616', 'charts-purple': '#b180d7', 'charts-yellow': '#cca700', 'focusBorder': '#0078d4', 'widget-border': '#313131', 'sideBar-background': '#181818', 'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'errorForeground': '#f85149', 'textLink-foreground': '#4daafc', 'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff', 'list-hoverBackground': '#2a2d2e', 'panel-border': '#2b2b2b', 'badge-background': '#616161', 'badge-foreground': '#f8f8f8' },
  light: { 'foreground': '#3b3b3b', 'editor-background': '#ffffff', 'descriptionForeground': '#3b3b3b', 'charts-blue': '#1a85ff', 'charts-red': '#e51400', 'charts-green': '#388a34', 'charts-orange': '#d18616', 'charts-purple': '#652d90', 'charts-yellow': '#bf8803', 'focusBorder': '#005fb8', 'widget-border': '#e5e5e5', 'sideBar-background': '#f8f8f8', 'button-background': '#005fb8', 'button-foreground': '#ffffff', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'errorForeground': '#f85149', 'textLink-foreground': '#005fb8', 'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000', 'list-hoverBackground': '#f2f2f2', 'panel-border': '#e5e5e5', 'badge-background': '#cccccc', 'badge-foreground': '#3b3b3b' },
  highContrast: { 'foreground': '#ffffff', 'editor-background': '#000000', 'descriptionForeground': '#ffffff', 'charts-blue': '#3794ff', 'charts-red': '#f48771', 'charts-green': '#89d185', 'charts-orange': '#d18616', 'charts-purple': '#b180d7', 'charts-yellow': '#cca700', 'focusBorder': '#f38518', 'contrastBorder': '#6fc3df', 'contrastActiveBorder': '#f38518', 'widget-border': '#6fc3df', 'sideBar-background': '#000000', 'button-background': '#000000', 'button-foreground': '#ffffff', 'errorForeground': '#f48771', 'textLink-foreground': '#21a6ff', 'panel-border': '#6fc3df', 'badge-background': '#000000', 'badge-foreground': '#ffffff' },
} as const;
export type Theme = keyof typeof themes;

/** A webview's page in a browser of its own, with our page policy, and a host in this process at the other end of its connection. */
export class WebviewPage<Remote extends Methods<Remote>, Local extends Methods<Local>> {
  readonly page: Page;
  readonly host: Rpc<Local, Remote>;
  /** What the page complained of: errors, refused by the policy. */
  readonly complaints: string[] = [];
  private readonly browser: Browser;

  private constructor(browser: Browser, page: Page, host: Rpc<Local, Remote>) {
    this.browser = browser;
    this.page = page;
    this.host = host;
  }

  static async open<Remote extends Methods<Remote>, Local extends Methods<Local>>(
    name: string,
    implementation: Implementation<Local>,
    schemas: ParameterSchemas<Local>,
    options: { readonly theme?: Theme; readonly width?: number; readonly height?: number; readonly state?: unknown; readonly strings?: Readonly<Record<string, string>>; /** No GPU process: the browser composes pages itself, and WebGL is missing or slow. */ readonly withoutGpu?: boolean } = {},
  ): Promise<WebviewPage<Remote, Local>> {
    const { theme = 'dark', width = 1100, height = 900, state = null, strings = {}, withoutGpu = false } = options;
    const browser = await chromium.launch({ executablePath: findChromium()!, args: ['--no-sandbox', ...(withoutGpu ? ['--disable-gpu'] : ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'])] });
    const page = await browser.newPage({ viewport: { width, height } });
    page.setDefaultTimeout(60000);
    const listeners: ((message: unknown) => void)[] = [];
    const host = new Rpc<Local, Remote>(
      { post: (message) => void page.evaluate(`window.postMessage(${JSON.stringify(message)})`).catch(() => undefined), onMessage: (listener) => void listeners.push(listener) },
      implementation,
      { schemas },
    );
    const opened = new WebviewPage(browser, page, host);
    page.on('pageerror', (error) => opened.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') opened.complaints.push(message.text());
    });
    await page.exposeFunction('hostReceives', (message: string) => {
      for (const listener of listeners) listener(JSON.parse(message));
    });
    await page.addInitScript(`{ let state = ${JSON.stringify(state)}; window.acquireVsCodeApi = () => ({ postMessage: (message) => void window.hostReceives(JSON.stringify(message)), getState: () => state, setState: (next) => { state = next; window.savedState = next; } }); }`);
    const html = pageHtml({ title: name, script: `${origin}/${name}.js`, styles: [`${origin}/theme.css`, `${origin}/${name}.css`], codicons: `${origin}/codicon.css`, cspSource: origin, setup: { locale: 'en', strings } });
    const colours = Object.entries(themes[theme]).map(([key, value]) => `--vscode-${key}: ${value};`).join(' ');
    const styles = `:root { ${colours} --vscode-font-family: sans-serif; --vscode-font-size: 13px; --vscode-editor-font-family: monospace; --vscode-settings-dropdownBackground: ${themes[theme]['sideBar-background']}; --vscode-settings-textInputBackground: ${themes[theme]['sideBar-background']}; --vscode-input-background: ${themes[theme]['sideBar-background']}; --vscode-settings-textInputForeground: ${themes[theme].foreground}; --vscode-settings-dropdownForeground: ${themes[theme].foreground}; --vscode-input-foreground: ${themes[theme].foreground}; }`;
    await page.route(`${origin}/**`, async (route) => {
      const file = new URL(route.request().url()).pathname.slice(1);
      if (file === '') await route.fulfill({ contentType: 'text/html', body: html });
      else if (file === 'theme.css') await route.fulfill({ contentType: 'text/css', body: styles });
      else await route.fulfill({ contentType: contentTypes[path.extname(file)] ?? 'application/octet-stream', body: await readFile(path.join('dist/webview', file)) });
    });
    await page.goto(`${origin}/`);
    return opened;
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join('test-results/editor', `${name}.png`), fullPage: true });
  }

  async close(): Promise<void> {
    this.host.dispose();
    await this.browser.close();
  }
}
