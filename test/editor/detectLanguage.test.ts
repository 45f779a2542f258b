import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { packageRoot } from '../../src/base/files.ts';
import { Workbench, cannotRun } from './workbench.ts';

const samples = path.join(packageRoot(import.meta.url), 'media/samples');
const sample = (name: string): string => readFileSync(path.join(samples, name), 'utf8');
const names = ['french.txt', 'japanese.txt', 'swedish.txt', 'mixed.md', 'numbers.txt', 'short.txt'];
const detect = 'Lexiscope: Detect Language';
const offer = /^Language\?$/;

const reason = cannotRun();
describe('detecting the language of the open document', { skip: reason }, () => {
  let workbench: Workbench;

  before(async () => {
    // 5 MB of prose: long enough to be stopped, and to have its progress shown.
    const long = `${sample('french.txt')}\n${sample('swedish.txt')}\n`.repeat(3600);
    const files = Object.fromEntries(names.map((name) => [name, sample(name)]));
    workbench = await Workbench.open({ files: { ...files, 'long.txt': long, 'code.ts': 'export const one = 1;\n' } });
  });
  after(() => workbench?.close());

  it('offers itself in the status bar for prose, not for code', async () => {
    await workbench.openFile('code.ts');
    await workbench.openFile('french.txt');
    await workbench.language(offer);
    await workbench.openFile('code.ts');
    await workbench.language(/\(no item\)/);
  });

  it('names the language of a French text in the status bar', async () => {
    await workbench.openFile('french.txt');
    await workbench.run(detect);
    await workbench.language(/^French \d\d%$/);
    await workbench.screenshot('french');
  });

  it('drops the answer at the first edit: it was for another version', async () => {
    await workbench.focusEditor();
    await workbench.page.keyboard.type('x');
    await workbench.language(offer);
    await workbench.page.keyboard.press('Control+Z');
    await workbench.run(detect);
    await workbench.language(/^French/);
  });

  it('names the language of a Japanese text', async () => {
    await workbench.openFile('japanese.txt');
    await workbench.run(detect);
    await workbench.language(/^Japanese \d\d%$/);
    await workbench.screenshot('japanese');
  });

  it('lists the languages of a mixed document, and goes to the one that is chosen', async () => {
    await workbench.openFile('mixed.md');
    await workbench.run(detect);
    await workbench.language(/more languages$/);
    const rows = await workbench.rowsOfLanguageItem();
    for (const language of ['English', 'German', 'Spanish', 'Greek']) assert.ok(rows.some((row) => row.startsWith(language)), `${language} in ${rows.join(' | ')}`);
    assert.ok(!rows.some((row) => row.includes('notProse')), 'code is not prose');
    await workbench.screenshot('mixed-details');
    await workbench.takeRow((text) => text.startsWith('German'));
    const lines = sample('mixed.md').split('\n');
    const first = lines.findIndex((line) => line.startsWith('Am Nachmittag')) + 1;
    await workbench.statusText('status.editor.selection', new RegExp(`^Ln ${first + 1}, .*selected`));
    await workbench.screenshot('mixed-revealed');
  });

  it('reads the selection alone when there is one', async () => {
    // The German paragraph is still selected.
    await workbench.run(detect);
    await workbench.language(/^German \d\d%$/);
    await workbench.focusEditor();
    await workbench.run(detect);
    await workbench.language(/more languages$/);
  });

  it('says so when there is no natural language, or too little text', async () => {
    await workbench.openFile('numbers.txt');
    await workbench.run(detect);
    await workbench.language(/^Not natural language$/);
    await workbench.openFile('short.txt');
    await workbench.run(detect);
    await workbench.language(/^(Not enough text|.+\? \d+%)$/);
  });

  it('shows progress on a long document, and stops at a click', async () => {
    await workbench.openFile('long.txt');
    await workbench.run(detect);
    await workbench.language(/Reading the text/);
    const toast = workbench.page.locator('.notification-toast', { hasText: 'Detecting the language' });
    await toast.waitFor({ timeout: 10000 });
    await workbench.screenshot('progress');
    await toast.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await workbench.language(offer);
  });

  it('survives a killed server: the next request is answered', async () => {
    assert.equal(workbench.killServer(), 1);
    await workbench.openFile('swedish.txt');
    await workbench.run(detect);
    await workbench.language(/^Swedish \d\d%$/);
  });

  const themes = [['Dark Modern', 'dark', 'vs-dark'], ['Dark High Contrast', 'high-contrast', 'hc-black'], ['Light Modern', 'light', 'vs']];
  for (const [theme, name, kind] of themes) {
    it(`can be read in a ${name} theme`, async () => {
      await workbench.setTheme(theme, kind);
      await workbench.openFile('mixed.md');
      await workbench.run(detect);
      await workbench.language(/more languages$/);
      await workbench.rowsOfLanguageItem();
      await workbench.screenshot(`theme-${name}`);
      await workbench.page.keyboard.press('Escape');
      const { text, background } = await workbench.languageColours();
      assert.ok(contrast(text, background) >= 4.5, `${text.join()} on ${background.join()}`);
    });
  }
});

/** WCAG 2.2's contrast ratio of two sRGB colours, 1 to 21. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (rgb: readonly number[]): number => {
    const [red, green, blue] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}
