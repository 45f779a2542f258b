import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, type FrameLocator, type Locator, type Page, chromium } from 'playwright-core';
import { type Host, findChromium, missingForHost, startHost } from '../../scripts/host.mjs';
import { packageFor } from '../../scripts/package.mjs';

const screenshots = path.resolve('test-results/editor');
const waitMs = 60000;

/** Why the editor tests cannot run here, in one line; undefined when they can. In CI it is an error instead. */
export function cannotRun(): string | undefined {
  const reason = findChromium() ? missingForHost() : 'the editor tests need Chromium: install it (Debian: chromium) or set CHROMIUM_PATH';
  if (reason && process.env.CI) throw new Error(reason);
  return reason;
}

/** Our status bar item; VS Code puts the extension's id before ours. */
const languageItem = '.statusbar-item[id$="lexiscope.language"]';

/** Runs in the page; a string, since Node code sees no DOM types. */
const readColours = `(() => {
  const element = document.querySelector('${languageItem}');
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const text = parse(getComputedStyle(element.querySelector('a') ?? element).color).slice(0, 3);
  for (let at = element; at; at = at.parentElement) {
    const background = parse(getComputedStyle(at).backgroundColor);
    if (background.length === 3 || background[3] === 1) return { text, background: background.slice(0, 3) };
  }
  return { text, background: [255, 255, 255] };
})()`;

/** Runs in the page. */
const readQuickRows = `[...document.querySelectorAll('.quick-input-list .monaco-list-row')].map((row) => ({ text: row.innerText, label: row.getAttribute('aria-label') ?? '' }))`;

/** The package of what is in dist/, made anew only when something in it is newer. */
export async function freshVsix(): Promise<string> {
  const target = `${process.platform}-${process.arch}`;
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const vsix = path.resolve('build/vsix', `lexiscope-${target}-${version}.vsix`);
  const made = await stat(vsix).catch(() => undefined);
  const sources = ['package.json', 'package.nls.json', ...(await filesIn('dist')), ...(await filesIn('models')), ...(await filesIn('l10n'))];
  const newest = Math.max(...(await Promise.all(sources.map((file) => stat(file)))).map(({ mtimeMs }) => mtimeMs));
  return made && made.mtimeMs > newest ? vsix : packageFor(target, 'build/vsix');
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).map((name) => path.join(folder, name));
}

export interface WorkbenchOptions {
  /** Name -> content of the files in the workspace. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trusted?: boolean;
  /** What is installed, instead of the package of what is in dist/. */
  readonly vsix?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of a profile that is there already, as `keepProfile` left it. */
  readonly profile?: string;
  readonly keepProfile?: boolean;
}

/** The packaged extension, installed into a fresh VS Code, in a browser. */
export class Workbench {
  readonly page: Page;
  readonly host: Host;
  readonly workspace: string;
  private readonly browser: Browser;

  private constructor(host: Host, browser: Browser, page: Page, workspace: string) {
    this.host = host;
    this.browser = browser;
    this.page = page;
    this.workspace = workspace;
  }

  /** Packages what is in dist/, installs it and opens the workbench. */
  static async open({ files, settings = {}, trusted = true, vsix, ...rest }: WorkbenchOptions): Promise<Workbench> {
    const installed = vsix ?? [await freshVsix()];
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-workspace-'));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
      await writeFile(path.join(workspace, name), content);
    }
    const host = await startHost({ vsix: installed, settings, trusted, ...rest });
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    const page = await browser.newPage({ viewport: { width: 1200, height: 760 }, permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(host.url(workspace));
    await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: waitMs });
    return new Workbench(host, browser, page, workspace);
  }

  async close(): Promise<void> {
    await this.browser.close();
    // Training jobs outlive the window and the server by design.
    for (const { pid } of this.processes().filter(({ command }) => command.includes('dist/job.js'))) process.kill(pid, 'SIGKILL');
    await this.host.stop();
    await rm(this.workspace, { recursive: true, force: true });
  }

  /** Loads the window anew, as after an update. */
  async reload(): Promise<void> {
    await this.page.goto(this.host.url(this.workspace));
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: waitMs });
  }

  /** Opens a file of the workspace by the quick open box. */
  async openFile(name: string): Promise<void> {
    await this.quickInput('Control+P', name, (text) => text.includes(path.basename(name)));
    await this.page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).waitFor({ timeout: waitMs });
    await this.page.locator('.editor-instance .view-line').first().waitFor({ timeout: waitMs });
  }

  /** Runs a command from the palette by its full title. */
  async run(title: string): Promise<void> {
    await this.quickInput('F1', `>${title}`, (text) => text.startsWith(title));
  }

  /** Opens the quick input, types and takes the row. After a click elsewhere the editor may take the focus back, so: again. */
  private async quickInput(key: string, text: string, accept: (row: string) => boolean): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.keyboard.press(key);
        await input.waitFor({ state: 'visible', timeout: 2000 });
        await input.fill(text, { timeout: 1500 });
        await this.takeRow(accept);
        return;
      } catch (error) {
        if (attempt === 5) throw error;
        await this.page.keyboard.press('Escape');
        await delay(300);
      }
    }
  }

  /** Takes the first row of the open quick input whose text is accepted. The list is drawn anew as results arrive, so a click may miss. */
  async takeRow(accept: (text: string) => boolean, timeoutMs = 15000): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    for (const endMs = Date.now() + timeoutMs; Date.now() < endMs; await delay(100)) {
      const shown = await this.page.evaluate<{ text: string; label: string }[]>(readQuickRows);
      const row = shown.find(({ text }) => accept(text.replace(/\s+/g, ' ').trim()));
      if (!row) continue;
      // By its label, not by its place: another row may stand there by now.
      const taken = await this.page.locator(`.quick-input-list .monaco-list-row[aria-label=${JSON.stringify(row.label)}]`).first().click({ timeout: 2000 }).then(() => true, () => false);
      if (taken) return;
    }
    throw new Error(`no such row; there are: ${(await rows.allInnerTexts()).join(' | ')}`);
  }

  /**
   * Answers the editor's own dialog for a file, until what follows from the answer is there.
   * The dialog looks at the folder while one types, and writes its own proposal into the box: an answer before that is lost.
   */
  async fileDialog(file: string, isDone: () => Promise<boolean>): Promise<void> {
    const box = this.page.locator('.quick-input-widget input[type=text]');
    await box.waitFor({ state: 'visible', timeout: 20000 });
    for (let attempt = 0; attempt < 20; attempt++) {
      // It may close between two of these steps, and another box may stand there, which holds no path.
      const value = (): Promise<string> => box.inputValue({ timeout: 500 }).catch(() => '');
      if ((await value()).startsWith('/')) await box.fill(file, { timeout: 500 }).catch(() => undefined);
      await delay(500);
      if ((await value()) === file) await box.press('Enter', { timeout: 500 }).catch(() => undefined);
      for (let waited = 0; waited < 10; waited++) {
        if (await isDone()) return;
        await delay(100);
      }
    }
    throw new Error(`the dialog was answered with ${file}, and nothing came of it`);
  }

  /** The texts of the open quick pick's rows. */
  async rows(): Promise<string[]> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor({ timeout: 5000 });
    return (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }

  /** Clicks our item of the status bar; the texts of the rows that it shows. The item is drawn anew with the theme and with each answer, and the box of the command before may still be closing: a click can be lost. */
  async rowsOfLanguageItem(): Promise<string[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.languageItem.click({ timeout: 5000 });
        return await this.rows();
      } catch (error) {
        if (attempt === 4) throw error;
        await this.page.keyboard.press('Escape');
        await delay(300);
      }
    }
  }

  /** Our item of the status bar. */
  get languageItem(): Locator {
    return this.page.locator(languageItem);
  }

  /** Waits until our status bar item reads as expected; returns its text. */
  async language(expected: RegExp, timeoutMs = 30000): Promise<string> {
    let text = '';
    for (const endMs = Date.now() + timeoutMs; Date.now() < endMs; await delay(50)) {
      // Not innerText, which would wait for an item that has just gone.
      const [shown = '(no item)'] = await this.languageItem.allInnerTexts();
      text = shown.trim();
      if (expected.test(text)) return text;
    }
    await this.screenshot(`failure-${Date.now()}`);
    const notifications = await this.page.locator('.notification-toast').allInnerTexts();
    throw new Error(`the status bar says "${text}", not ${expected.source}; notifications: ${notifications.join(' | ') || 'none'}; log:\n${await this.log()}`);
  }

  /** Puts the cursor into the active editor. */
  async focusEditor(): Promise<void> {
    await this.page.locator('.editor-instance .view-lines').first().click();
  }

  /** Waits until an item of VS Code's own in the status bar reads as expected. */
  async statusText(id: string, expected: RegExp): Promise<void> {
    const item = this.page.locator(`.statusbar-item[id="${id}"]`);
    let text = '';
    for (const endMs = Date.now() + 10000; Date.now() < endMs; await delay(50)) {
      text = (await item.innerText()).trim();
      if (expected.test(text)) return;
    }
    throw new Error(`${id} says "${text}", not ${expected.source}`);
  }

  /**
   * Chooses a colour theme as a person does.
   * @param kind the class that the workbench has in such a theme: `vs`, `vs-dark` or `hc-black`
   */
  async setTheme(theme: string, kind: string): Promise<void> {
    await this.run('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget input[type=text]').fill(theme);
    await this.takeRow((text) => text.startsWith(theme));
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor({ timeout: 20000 });
  }

  /** Opens a notebook of the workspace by the quick open box. */
  async openNotebook(name: string): Promise<void> {
    await this.quickInput('Control+P', name, (text) => text.includes(name));
    await this.page.locator('.notebook-editor .cell-list-container').first().waitFor({ timeout: waitMs });
  }

  /** Waits for a notification that says this. */
  async notification(expected: RegExp): Promise<void> {
    await this.page.locator('.notification-toast', { hasText: expected }).first().waitFor({ timeout: 30000 });
  }

  /** Clicks a button of a notification. */
  async clickNotification(button: string): Promise<void> {
    await this.page.locator('.notification-toast .monaco-button', { hasText: button }).first().click({ timeout: 10000 });
  }

  /** The page in the active editor tab. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  }

  /** Waits until something like this has been copied; returns what has. */
  async clipboard(expected = /./): Promise<string> {
    let text = '';
    for (const endMs = Date.now() + 10000; Date.now() < endMs && !expected.test(text); await delay(100)) text = await this.page.evaluate<string>('navigator.clipboard.readText()');
    return text;
  }

  /** Changes settings of the workspace; the others stay. */
  async setWorkspaceSettings(changed: Readonly<Record<string, unknown>>): Promise<void> {
    const file = path.join(this.workspace, '.vscode/settings.json');
    const settings = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, unknown>;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ ...settings, ...changed }, null, 2));
  }

  /** Kills the language servers of this host; says how many there were. */
  killServer(): number {
    const servers = this.processes().filter(({ command }) => command.includes('dist/server.js'));
    for (const { pid } of servers) process.kill(pid, 'SIGKILL');
    return servers.length;
  }

  /** The processes of this host's extension that run now. */
  processes(): { pid: number; command: string }[] {
    const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line.includes(path.join(this.host.folder, 'extensions')) && line.includes('/dist/'));
    return lines.map((line) => ({ pid: parseInt(line, 10), command: line.trim().replace(/^\d+ /, '') }));
  }

  /** The colour of our status bar item's text, and the first opaque background behind it, as sRGB triples. */
  async languageColours(): Promise<{ text: number[]; background: number[] }> {
    return this.page.evaluate<{ text: number[]; background: number[] }>(readColours);
  }

  /** Writes a PNG for people to look at. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });
  }

  /** What the extension has written to its log so far. */
  async log(): Promise<string> {
    const logs = path.join(this.host.folder, 'user/logs');
    const names = await readdir(logs, { recursive: true });
    const ours = names.filter((name) => path.basename(name) === 'Lexiscope.log');
    return (await Promise.all(ours.map((name) => readFile(path.join(logs, name), 'utf8')))).join('\n');
  }
}
