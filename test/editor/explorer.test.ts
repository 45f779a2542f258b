import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Workbench, cannotRun } from './workbench.ts';

const texts = {
  'texts/garden.txt': 'The garden was full of flowers and old trees.\n',
  'texts/army.txt': 'The army marched to the war and the soldiers fought a battle.\n',
  'texts/music.txt': 'She played the piano and sang songs with the choir.\n',
  'texts/kitchen.txt': 'He cooked meat, bread and soup in the kitchen.\n',
};
const reason = cannotRun();

describe('the explorer in the editor', { skip: reason }, () => {
  let workbench: Workbench;
  const page = (): ReturnType<Workbench['webview']> => workbench.webview();

  before(async () => {
    workbench = await Workbench.open({ files: { ...texts, 'note.md': 'The king drank coffee.\n', 'tiny.vec': '4 2\nhouse 1 0\nhut 0.9 0.1\nriver 0 1\nstream 0.1 0.9\n' } });
  });
  after(() => workbench?.close());

  it('opens from the palette on the shipped space, and shows the neighbours of a word', async () => {
    await workbench.openFile('note.md');
    await workbench.run('Lexiscope: Explore Vectors');
    const search = page().locator('header input[type=search]');
    await search.waitFor({ timeout: 60000 });
    await search.fill('king');
    await search.press('Enter');
    await page().locator('.term b', { hasText: /^king$/ }).waitFor({ timeout: 30000 });
    assert.ok((await page().locator('table.neighbours tbody button.link').allInnerTexts()).includes('queen'));
    await workbench.screenshot('explorer-neighbours-editor');
  });

  it('copies the list to the clipboard', async () => {
    await page().getByRole('button', { name: 'Copy' }).click();
    await workbench.page.waitForTimeout(500);
    assert.match(await workbench.clipboard(), /^word\tcosine\trank\tcount\n/);
  });

  it('lays out words with progress, and comes back to what it showed after being hidden', async () => {
    await page().getByRole('tab', { name: 'Map' }).click();
    await page().locator('canvas.points[data-drawn="2000"]').waitFor({ state: 'attached', timeout: 120000 });
    await workbench.screenshot('explorer-map-editor');
    await workbench.openFile('note.md');
    await workbench.run('Lexiscope: Explore Vectors');
    await page().locator('canvas.points[data-drawn="2000"]').waitFor({ state: 'attached', timeout: 30000 });
  });

  it('saves a picture of the map where it is told to', async () => {
    await page().getByRole('button', { name: 'PNG' }).click();
    const file = path.join(workbench.workspace, 'picture.png');
    await workbench.fileDialog(file, async () => ((await stat(file).catch(() => undefined))?.size ?? 0) > 0);
    const saved = await readFile(file);
    assert.deepEqual([...saved.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.ok(saved.length > 5000);
  });

  it('shows documents as points, and opens the one that is chosen', async () => {
    await page().locator('lexi-map-controls select').first().selectOption('documents');
    const folder = page().getByLabel('Folder or table');
    await folder.fill(`${workbench.workspace}/texts`);
    await folder.press('Tab');
    await page().getByLabel('Layout').selectOption('pca');
    await page().getByRole('button', { name: 'Lay out' }).click();
    await page().locator('text=4 of 4 points').waitFor({ timeout: 30000 });
    await page().locator('lexi-point-list button', { hasText: 'The army marched' }).dblclick();
    await workbench.page.locator('.tab[data-resource-name="army.txt"]').waitFor({ timeout: 20000 });
  });

  it('looks as it should in dark, light and high contrast', async () => {
    await workbench.run('Lexiscope: Explore Vectors');
    for (const [theme, kind] of [['Dark Modern', 'vs-dark'], ['Light Modern', 'vs'], ['Dark High Contrast', 'hc-black']] as const) {
      await workbench.setTheme(theme, kind);
      await page().locator('canvas.points').waitFor({ state: 'attached', timeout: 20000 });
      await workbench.page.waitForTimeout(1500);
      await workbench.screenshot(`explorer-${kind}`);
    }
  });
});
