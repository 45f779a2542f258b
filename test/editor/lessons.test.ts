import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Workbench, cannotRun } from './workbench.ts';

const reason = cannotRun();

describe('the lessons in the editor', { skip: reason }, () => {
  let workbench: Workbench;
  const page = (): ReturnType<Workbench['webview']> => workbench.webview();
  const choose = (title: string): Promise<void> => page().getByRole('button', { name: title, exact: true }).click();

  before(async () => {
    workbench = await Workbench.open({ files: { 'note.md': 'the coffee was not bad but the soup was awful\n' } });
  });
  after(() => workbench?.close());

  it('open from the palette, and calculate with the server that is packaged', async () => {
    await workbench.openFile('note.md');
    await workbench.run('Lexiscope: Open Lessons');
    await page().locator('table.heat').first().waitFor({ timeout: 60000 });
    await choose('Letters of Salammbô: SVD and PCA');
    await page().locator('svg.scatter .own').first().waitFor({ timeout: 30000 });
    await choose('word2vec: skip-gram');
    await page().locator('lexi-movement svg.scatter').waitFor({ timeout: 30000 });
  });

  it('take the text of the editor, and show what an LSTM makes of it', async () => {
    await choose('SimpleRNN and LSTM');
    await page().getByRole('button', { name: 'Take the text of the editor' }).click();
    await page().locator('td', { hasText: /^coffee$/ }).waitFor({ timeout: 30000 });
    const bad = page().locator('table.heat').first().locator('tbody tr').nth(1).locator('td').last();
    assert.ok(Number(await bad.innerText()) > 0.9);
    await workbench.screenshot('lessons-editor');
  });

  it('are where they were after another tab was in front', async () => {
    await workbench.openFile('note.md');
    await workbench.run('Lexiscope: Open Lessons');
    await page().locator('td', { hasText: /^coffee$/ }).waitFor({ timeout: 30000 });
  });

  it('look as they should in dark, light and high contrast', async () => {
    for (const [theme, kind] of [['Dark Modern', 'vs-dark'], ['Light Modern', 'vs'], ['Dark High Contrast', 'hc-black']] as const) {
      await workbench.setTheme(theme, kind);
      await page().locator('table.heat').first().waitFor({ timeout: 20000 });
      await workbench.page.waitForTimeout(1000);
      await workbench.screenshot(`lessons-${kind}`);
    }
  });
});
