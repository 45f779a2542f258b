import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { VectorSpace } from '../../src/vectors/space.ts';
import { type EditorCall, type ExplorerTestPage, openExplorer, testSpaces } from './explorerFixture.ts';
import { cannotRun } from './workbench.ts';

const skip = cannotRun() ?? false;

describe('the page of the explorer', { skip }, () => {
  const calls: EditorCall[] = [];
  let folder: string;
  let spaces: Map<string, VectorSpace>;
  let opened: ExplorerTestPage;
  const lastCall = (method: string): Record<string, unknown> | undefined => calls.findLast((call) => call.method === method)?.params as Record<string, unknown> | undefined;
  const tab = (name: string): Promise<void> => opened.page.getByRole('tab', { name }).click();
  async function lookUp(expression: string): Promise<void> {
    const search = opened.page.locator('header input[type=search]');
    await search.fill(expression);
    await search.press('Enter');
  }
  /** Waits until an expression is true in the page, whose policy forbids `waitForFunction`. */
  async function until(expression: string): Promise<void> {
    for (let i = 0; !(await opened.page.evaluate(expression)); i++) {
      assert.ok(i < 300, `${expression} has not come true`);
      await opened.page.waitForTimeout(100);
    }
  }
  const firstNeighbour = (): Promise<string> => opened.page.locator('table.neighbours tbody button.link').first().innerText();

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-explorer-'));
    spaces = await testSpaces();
    opened = await openExplorer(spaces, calls, folder);
  });
  after(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the neighbours of a word with their ranks, and walks from word to word and back', async () => {
    const { page } = opened;
    await lookUp('king');
    await page.waitForSelector('.term >> text=king');
    const near = await firstNeighbour();
    assert.notEqual(near, 'king');
    await page.locator('table.neighbours tbody button.link').first().click();
    await page.waitForSelector(`.term b >> text=/^${near}$/`);
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.waitForSelector('.term b >> text=/^king$/');
    assert.equal(await firstNeighbour(), near);
    await page.getByRole('button', { name: 'Forward' }).click();
    await page.waitForSelector(`.term b >> text=/^${near}$/`);
  });

  it('takes expressions, and says which word it does not know', async () => {
    const { page } = opened;
    await lookUp('king - man + woman');
    await page.waitForSelector('.term >> text=woman');
    await lookUp('kking');
    await page.waitForSelector('[role=alert]');
    assert.match(await page.locator('[role=alert]').innerText(), /kking/);
    await lookUp('king');
    await page.waitForSelector('.term b >> text=/^king$/');
  });

  it('copies a list for a spreadsheet and saves it as CSV', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'CSV' }).click();
    await page.waitForTimeout(200);
    assert.match(String(lastCall('copy')?.['text']), /^word\tcosine\trank\tcount\n\S+\t0\.\d+\t\d+\t/);
    assert.equal(lastCall('save')?.['name'], 'neighbours of king.csv');
    assert.match(String(lastCall('save')?.['content']), /^\ufeffword,cosine,rank,count\r\n/);
    await opened.screenshot('explorer-neighbours');
  });

  it('draws the similarities of pasted words as a heat map, and names those that it does not know', async () => {
    const { page } = opened;
    await tab('Similarity matrix');
    await page.locator('lexi-matrix textarea').fill('king queen house music qqqq');
    await page.getByRole('button', { name: 'Compare all' }).click();
    await page.waitForSelector('table.heat');
    assert.equal(await page.locator('table.heat tbody td').count(), 16);
    assert.equal(await page.locator('table.heat tbody td').first().innerText(), '1.00');
    assert.ok(await page.isVisible('text=Unknown: qqqq'));
    const shade = await page.locator('table.heat tbody td').first().getAttribute('style');
    assert.equal(shade, '--shade: 70%;');
    await opened.screenshot('explorer-matrix');
  });

  it('finds the odd one out, and compares pairs', async () => {
    const { page } = opened;
    await tab('Odd one out');
    await page.locator('lexi-odd textarea').fill('monday tuesday wednesday river');
    await page.getByRole('button', { name: 'Find the odd one out' }).click();
    await page.waitForSelector('text=The odd one out is river.');
    await tab('Pairs');
    await page.locator('lexi-pairs textarea').fill('king queen\nking, qqqq');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.waitForSelector('lexi-pairs tbody tr:nth-child(2) .error');
    assert.match(await page.locator('lexi-pairs tbody tr').first().innerText(), /king\s+queen\s+0\.\d{3}/);
  });

  it('lays words out as a map by UMAP, shows how far it is, and draws lines to the neighbours of a chosen word', async () => {
    const { page } = opened;
    await tab('Map');
    await page.waitForSelector('.progress');
    await page.waitForSelector('lexi-map-stage canvas.points[data-drawn="2000"]', { state: 'attached' });
    await page.waitForSelector('text=2,000 of 2,000 points');
    await page.locator('lexi-point-list button').nth(150).click();
    await until('document.querySelector("lexi-map-stage").links?.to.length > 0');
    assert.ok((await page.locator('.legend li').count()) > 5);
    await opened.screenshot('explorer-map');
  });

  it('shows only the words that match a pattern, and all again', async () => {
    const { page } = opened;
    await page.getByLabel('Show only').fill('ing$');
    await until('/^[0-9]{2,3} of 2,000/.test(document.querySelector(".tools [role=status]").textContent)');
    await page.getByLabel('Show only').fill('');
    await page.waitForSelector('text=2,000 of 2,000 points');
  });

  it('keeps the points in a lasso, by mouse, and opens a word by double click', async () => {
    const { page } = opened;
    const box = (await page.locator('.stage').boundingBox())!;
    const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
    await page.keyboard.down('Shift');
    await page.mouse.move(...at(0.25, 0.25));
    await page.mouse.down();
    for (const [x, y] of [[0.75, 0.25], [0.75, 0.75], [0.25, 0.75], [0.25, 0.3]]) await page.mouse.move(...at(x, y), { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await page.waitForSelector('button >> text=Show all');
    const status = await page.locator('.tools [role=status]').innerText();
    assert.match(status, /^[\d,]+ of 2,000 points/);
    assert.ok(!status.startsWith('2,000'));
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.locator('lexi-point-list button').first().dblclick();
    await page.waitForSelector('lexi-neighbours .term');
  });

  it('moves by the keyboard, turns in three dimensions, and saves pictures', async () => {
    const { page } = opened;
    await tab('Map');
    await page.getByLabel('Layout').selectOption('pca');
    await page.getByLabel('Dimensions').selectOption('3');
    await page.getByRole('button', { name: 'Lay out' }).click();
    await page.waitForSelector('text=Drag to turn');
    await page.locator('.stage').focus();
    for (const key of ['ArrowLeft', 'ArrowUp', '+', '+', '-']) await page.keyboard.press(key);
    await page.getByRole('button', { name: 'SVG' }).click();
    await page.waitForTimeout(500);
    assert.equal(lastCall('save')?.['name'], 'map.svg');
    assert.match(String(lastCall('save')?.['content']), /^<svg xmlns[^]*<circle[^]*<text[^]*<\/svg>$/);
    await opened.screenshot('explorer-map-3d');
  });

  it('saves a view, and shows it again as it was', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.waitForTimeout(500);
    const saved = JSON.parse(String(lastCall('save')?.['content'])) as { map: { camera: { zoom: number } } };
    assert.ok(saved.map.camera.zoom > 1.2);
    await page.locator('.stage').focus();
    await page.keyboard.press('0');
    await until('document.querySelector("lexi-map-stage").view.zoom === 1');
    await page.getByRole('button', { name: 'Open view…' }).click();
    await until(`document.querySelector("lexi-map-stage").view.zoom === ${saved.map.camera.zoom}`);
  });

  it('draws the same points by WebGL as by the plain canvas that stands in for it where there is no graphics card', async () => {
    const { page } = opened;
    // Pixels of the points' canvas that have been drawn on, by tenths of its width and height.
    const drawn = (): Promise<number[]> => page.evaluate<number[]>(`(async () => {
      const points = document.querySelector('canvas.points');
      const copy = Object.assign(document.createElement('canvas'), { width: points.width, height: points.height });
      const context = copy.getContext('2d');
      context.drawImage(points, 0, 0);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      const counts = new Array(100).fill(0);
      for (let i = 0; i < data.length / 4; i++) if (data[4 * i + 3] > 0) counts[10 * Math.floor(Math.floor(i / copy.width) / copy.height * 10) + Math.floor((i % copy.width) / copy.width * 10)]++;
      return counts;
    })()`);
    const renderer = (): Promise<string | null> => page.locator('canvas.points').getAttribute('data-renderer');
    const open = async (): Promise<void> => {
      await tab('Pairs');
      await tab('Map');
      await page.waitForSelector('canvas.points[data-drawn="2000"]', { state: 'attached' });
      await page.waitForTimeout(1000);
    };
    await open();
    assert.equal(await renderer(), 'canvas');
    const plain = await drawn();
    // A graphics card by name alone.
    await page.evaluate('{ const original = WebGL2RenderingContext.prototype.getParameter; WebGL2RenderingContext.prototype.getParameter = function (name) { return name === 0x9246 || name === this.RENDERER ? "A graphics card" : original.call(this, name); }; }');
    await open();
    assert.equal(await renderer(), 'webgl');
    const webgl = await drawn();
    assert.ok(plain.reduce((sum, count) => sum + count, 0) > 1000);
    plain.forEach((count, i) => assert.equal(count > 40, webgl[i] > 0 && count > 40, `tenth ${i}: ${count} and ${webgl[i]} pixels`));
    await opened.screenshot('explorer-map-webgl');
  });

  it('shows which words moved most between two spaces, with their neighbours side by side', async () => {
    const { page } = opened;
    await tab('Compare spaces');
    await page.getByLabel('Compare with').selectOption('changed');
    await page.waitForSelector('text=Moved most');
    const moved = await page.locator('lexi-compare .columns section').first().locator('tbody button.link').allInnerTexts();
    assert.deepEqual(moved.slice(0, 2).sort(), ['house', 'music']);
    await page.locator('lexi-compare tbody button.link').first().click();
    await page.waitForSelector('text=/Neighbours of (house|music)/');
    await opened.screenshot('explorer-compare');
  });

  it('keeps what it showed over being hidden', async () => {
    const state = await opened.page.evaluate('window.savedState');
    const again = await openExplorer(spaces, [], folder, { state });
    try {
      await again.page.waitForSelector('text=Moved most');
    } finally {
      await again.close();
    }
  });

  it('complains of nothing, and looks as it should in light and in high contrast', async () => {
    const state = { ...(await opened.page.evaluate<object>('window.savedState')), tool: 'map' };
    for (const theme of ['light', 'highContrast'] as const) {
      const again = await openExplorer(spaces, [], folder, { state, theme });
      try {
        await again.page.waitForSelector('canvas.points[data-drawn]', { state: 'attached' });
        await again.page.waitForTimeout(500);
        await again.screenshot(`explorer-map-${theme}`);
        assert.deepEqual(again.complaints, []);
      } finally {
        await again.close();
      }
    }
    assert.deepEqual(opened.complaints, []);
  });
});
