import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import Papa from 'papaparse';
import type { ResultRow } from '../../src/protocol/folder.ts';
import { writeTinyModel } from '../support/tinyModel.ts';
import { ResultsPane } from './resultsPane.ts';
import { Workbench, cannotRun } from './workbench.ts';

const calm = 'Be quiet, please. It is "late", they said. Good night.\n';
const letters = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`letters/${String(i).padStart(2, '0')}.txt`, i % 3 === 0 ? calm : 'Hurrah!!! We won!!! Come and see!!!\n']));
/** So many texts that there is time to cancel. */
const archiveSize = 5000;
const archive = Object.fromEntries(Array.from({ length: archiveSize }, (_, i) => [`archive/${i}.txt`, `The room was wonderful on day ${i}, and we loved every minute. The shower was cold and broken. ${'They said nothing about it for a long time. '.repeat(20)}\n`]));
const review = 'The room was wonderful, and we loved every minute of it. The shower was cold and broken, and nobody apologised.\n';

const reason = cannotRun();
describe('many texts in a table, and answers that are taken away', { skip: reason }, () => {
  let workbench: Workbench;
  let models: string;
  const page = (): ReturnType<Workbench['webview']> => workbench.webview();

  before(async () => {
    models = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-models-'));
    const model = path.join(models, 'shouting.onnx');
    await writeTinyModel(model, { labels: ['calm', 'loud'], votes: { '!': [0, 30], '.': [30, 0] }, metadata: { name: 'Shouting' } });
    workbench = await Workbench.open({ files: { ...letters, ...archive, 'review.md': review, '.vscode/settings.json': JSON.stringify({ 'lexiscope.models': [model] }) } });
  });
  after(async () => {
    await workbench?.close();
    await rm(models, { recursive: true, force: true });
  });

  async function classifyFolder(pattern: string, model: string): Promise<void> {
    await workbench.run('Lexiscope: Classify Folder');
    await workbench.takeRow((text) => text.includes('lexiscope-workspace'));
    await workbench.takeRow((text) => text.startsWith('Files that match a pattern'));
    const box = workbench.page.locator('.quick-input-widget input[type=text]');
    await workbench.page.locator('.quick-input-widget', { hasText: 'Patterns of paths' }).waitFor({ timeout: 20000 });
    await box.fill(pattern);
    await box.press('Enter');
    await workbench.takeRow((text) => text.includes(model));
  }

  /** Exports what the table shows. @returns the file's text */
  async function exported(button: string, name: string): Promise<string> {
    await page().getByRole('button', { name: button }).click();
    const file = path.join(workbench.workspace, name);
    const written = workbench.page.locator('.notification-toast', { hasText: `rows were written to ${file}` });
    await workbench.fileDialog(file, async () => (await written.count()) > 0);
    return readFile(file, 'utf8');
  }

  it('are exported as CSV that other programs read, as filtered', async () => {
    await classifyFolder('letters/*.txt', 'Shouting');
    await page().locator('[role=status]', { hasText: /30 texts in/ }).waitFor({ timeout: 60000 });
    await page().getByLabel('Only this label').selectOption('=calm');
    await page().locator('.tools .quiet', { hasText: '10 rows' }).waitFor({ timeout: 10000 });
    const { data, errors } = Papa.parse<Record<string, string>>(await exported('Export CSV', 'calm.csv'), { header: true, skipEmptyLines: true });
    assert.deepEqual(errors, []);
    assert.deepEqual(data.map(({ uri, label, text }) => [path.basename(uri), label, text.slice(0, 20)]), Array.from({ length: 10 }, (_, i) => [`${String(3 * i).padStart(2, '0')}.txt`, 'calm', calm.slice(0, 20)]));
    assert.ok(data.every(({ text }) => text.includes('"late", they said')), 'quotation marks and commas are whole');
  });

  it('are exported as JSON Lines with every probability', async () => {
    await page().getByLabel('Only this label').selectOption('');
    await page().locator('.tools .quiet', { hasText: '30 rows' }).waitFor({ timeout: 10000 });
    const rows = (await exported('Export JSONL', 'all.jsonl')).trimEnd().split('\n').map((line) => JSON.parse(line) as ResultRow);
    assert.equal(rows.length, 30);
    for (const { uri, label, confidence, scores } of rows) {
      assert.equal(label, Number(path.basename(uri, '.txt')) % 3 === 0 ? 'calm' : 'loud', uri);
      assert.ok(confidence > 0.5 && Math.abs(scores.reduce((sum, { score }) => sum + score, 0) - 1) < 1e-5);
    }
  });

  it('stop being read at a click; what has been read stays, and the next question is answered', async () => {
    await classifyFolder('archive/*.txt', 'Sentiment');
    await page().locator('.body .row[data-index="0"]').waitFor({ timeout: 60000 });
    await page().getByRole('button', { name: 'Cancel' }).click();
    const status = page().locator('[role=status]', { hasText: 'Cancelled after' });
    await status.waitFor({ timeout: 20000 });
    const rows = Number((await status.innerText()).replace(/\D/g, ''));
    assert.ok(rows > 0 && rows < archiveSize, `${rows} rows`);
    assert.ok(await page().locator('.body .row', { hasText: '.txt' }).count() > 0);
    await workbench.screenshot('folder-cancelled');
    await workbench.openFile('review.md');
    await workbench.run('Lexiscope: Detect Language');
    await workbench.language(/^English \d\d%$/);
  });

  it('are cleared from the text, the side bar and the status bar', async () => {
    const results = new ResultsPane(workbench);
    const marks = workbench.page.locator('.view-overlays .cdr[class*="ced-"]');
    await workbench.openFile('review.md');
    await workbench.run('Lexiscope: Analyze Sentiment');
    await results.row(/^Sentiment/);
    await marks.first().waitFor({ timeout: 20000 });
    await workbench.run('Lexiscope: Clear Annotations');
    await marks.first().waitFor({ state: 'detached', timeout: 10000 });
    await results.gone(/^review\.md/);
    await workbench.language(/^Language\?$/);
  });
});
