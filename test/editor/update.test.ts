import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { packageFor } from '../../scripts/package.mjs';
import { ResultsPane } from './resultsPane.ts';
import { Workbench, cannotRun, freshVsix } from './workbench.ts';

const older = '0.0.9';
const id = 'lexiscope.lexiscope';
const letters = `body,kind\n${Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? `The lamp ${i} arrived broken and cold.,complaint` : `Thank you for the lovely lamp ${i}!,praise`)).join('\n')}\n`;
/** Letters alone: `w` and the number in base 26. */
const word = (i: number): string => `w${[...i.toString(26)].map((digit) => 'abcdefghijklmnopqrstuvwxyz'[parseInt(digit, 26)]).join('')}`;
const number = (i: number, factor: number): string => ` 0.${100000 + (i * factor) % 900000}`;
/** Large enough for a copy in the cache: 10 MB. */
const vectors = `20000 60\n${Array.from({ length: 20000 }, (_, i) => `${word(i)}${number(i, 7919).repeat(30)}${number(i, 104729).repeat(30)}\n`).join('')}`;
const files = { 'letters.csv': letters, 'note.txt': 'Thank you for the lovely lamp.\n', 'words.txt': `${word(7)} and ${word(8)}\n`, 'french.txt': 'Il pleut depuis ce matin, et le chat dort près de la fenêtre en attendant le soleil.\n' };

const reason = cannotRun();
describe('an older version that is used, updated and uninstalled', { skip: reason }, () => {
  let workbench: Workbench;
  let elsewhere: string;
  let profile: string;
  let settings: Record<string, unknown>;
  const at = (...parts: string[]): string => path.join(profile, ...parts);
  /** Folders of ours among the installed extensions, with their versions. */
  const installed = (): string[] => readdirSync(at('extensions')).filter((name) => name.startsWith(id));
  const settingsNow = async (): Promise<Record<string, unknown>> => JSON.parse(await readFile(at('user/User/settings.json'), 'utf8')) as Record<string, unknown>;
  const cached = (): Promise<string[]> => readdir(path.join(elsewhere, 'cache'), { recursive: true });

  before(async () => {
    elsewhere = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-update-'));
    profile = path.resolve('.vscode-test', `run-update-${process.pid}`);
    const space = path.join(elsewhere, 'numbered.vec');
    await writeFile(space, vectors);
    await freshVsix();
    const old = packageFor(`${process.platform}-${process.arch}`, path.join(elsewhere, 'old'), older);
    workbench = await Workbench.open({ files, vsix: [old], profile, keepProfile: true, env: { LEXISCOPE_CACHE: path.join(elsewhere, 'cache') }, settings: { 'lexiscope.hover.neighbours': 3, 'lexiscope.vectors.spaces': [space] } });
  });
  after(async () => {
    await workbench?.close();
    for (const folder of [elsewhere, profile]) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  /** A row of the view `Runs`. */
  const run = (): Locator => workbench.page.locator('.pane', { has: workbench.page.locator('.pane-header', { hasText: 'Runs' }) }).locator('.monaco-list-row', { hasText: 'letters.csv' }).first();

  /** The model that was trained here answers, and the space of the settings is read. */
  async function worksAsBefore(): Promise<void> {
    await workbench.openFile('french.txt');
    await workbench.run('Lexiscope: Detect Language');
    await workbench.language(/^French \d\d%$/);
    await workbench.openFile('note.txt');
    await workbench.run('Lexiscope: Categorize Document');
    await workbench.takeRow((text) => text.includes('letters.csv'));
    await new ResultsPane(workbench).row(/letters\.csv.* praise/);
    await workbench.run('Lexiscope: Choose Vector Space');
    await workbench.takeRow((text) => text.includes('numbered'));
    await workbench.openFile('words.txt');
    await workbench.run('Lexiscope: Find Similar Words');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'rank' }).first().waitFor({ timeout: 60000 });
    await workbench.page.keyboard.press('Escape');
  }

  it('is used: a model is trained and put to use, a vector space is loaded', async () => {
    assert.deepEqual(installed().map((name) => name.includes(older)), [true]);
    await workbench.openFile('letters.csv');
    await workbench.run('Lexiscope: Train...');
    const panel = workbench.webview();
    await panel.locator('#pick-document').click({ timeout: 60000 });
    await panel.getByText('Texts: 60').first().waitFor({ timeout: 60000 });
    await panel.locator('#preset-bag').click();
    await panel.locator('#start:not([disabled])').click({ timeout: 30000 });
    await panel.locator('#state[data-state=finished]').waitFor({ timeout: 180000 });
    await panel.locator('#use').click();
    await panel.locator('#note', { hasText: 'Categorize Document' }).waitFor({ timeout: 30000 });
    await worksAsBefore();
    settings = await settingsNow();
    assert.ok((await cached()).length > 0, 'the space was cached');
    assert.ok(workbench.processes().length > 0 && workbench.processes().every(({ command }) => command.includes(older)));
  });

  it('is updated while it runs; the window that is loaded anew has the new version, with everything of before', async () => {
    const kept = await cached();
    workbench.host.install(await freshVsix());
    await workbench.reload();
    await worksAsBefore();
    assert.deepEqual(await settingsNow(), settings);
    assert.deepEqual(await cached(), kept, 'what was cached is read, not made again under another name');
    // The processes of the old version end with the window that they served.
    for (const endMs = Date.now() + 30000; Date.now() < endMs && workbench.processes().some(({ command }) => command.includes(older)); ) await delay(200);
    assert.deepEqual(workbench.processes().filter(({ command }) => command.includes(older)), []);
    await workbench.run('View: Show Lexiscope');
    await run().waitFor({ timeout: 30000 });
    await workbench.screenshot('updated');
  });

  it('opens the run of the older version, whose model can be tried', async () => {
    await run().click();
    const panel = workbench.webview();
    await panel.locator('#state[data-state=finished]').waitFor({ timeout: 60000 });
    await panel.locator('[data-tab=try]').click();
    await panel.locator('#try-text textarea').fill('The lamp arrived broken.');
    await panel.locator('#try-label', { hasText: 'complaint' }).waitFor({ timeout: 30000 });
  });

  it('is uninstalled: no process and no command is left, what the person made is', async () => {
    workbench.host.uninstall(id);
    await workbench.reload();
    for (const endMs = Date.now() + 30000; Date.now() < endMs && workbench.processes().length > 0; ) await delay(200);
    assert.deepEqual(workbench.processes(), []);
    await workbench.page.keyboard.press('F1');
    await workbench.page.locator('.quick-input-widget input[type=text]').fill('>Lexiscope: Detect Language');
    await delay(1500);
    assert.deepEqual((await workbench.rows()).filter((row) => row.startsWith('Lexiscope')), []);
    await workbench.page.keyboard.press('Escape');
    assert.equal(await workbench.languageItem.count(), 0);
    assert.deepEqual(await settingsNow(), settings);
    assert.equal(readdirSync(at('runs')).filter((name) => existsSync(at('runs', name, 'configuration.json'))).length, 1);
    await workbench.screenshot('uninstalled');
  });

  it('leaves nothing in the folder of extensions, and the editor starts without a complaint', async () => {
    await workbench.close();
    await rm(at('user/logs'), { recursive: true });
    workbench = await Workbench.open({ files, vsix: [], profile, keepProfile: true });
    await workbench.openFile('note.txt');
    // The editor removes what was uninstalled some seconds after its start.
    for (const endMs = Date.now() + 60000; Date.now() < endMs && installed().length > 0; ) await delay(500);
    assert.deepEqual(installed(), []);
    const logs = (await readdir(at('user/logs'), { recursive: true })).filter((name) => name.endsWith('.log'));
    const lines = (await Promise.all(logs.map((name) => readFile(at('user/logs', name), 'utf8')))).flatMap((text) => text.split('\n'));
    assert.ok(lines.length > 10);
    assert.deepEqual(lines.filter((line) => /lexiscope/i.test(line) && /error|warn/i.test(line)), []);
  });
});
