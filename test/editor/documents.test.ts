import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../src/base/files.ts';
import { writeTinyModel } from '../support/tinyModel.ts';
import { ResultsPane } from './resultsPane.ts';
import { Workbench, cannotRun } from './workbench.ts';

const root = packageRoot(import.meta.url);
const has = (model: string): boolean => existsSync(path.join(root, 'models', `${model}.onnx`));
const without = (model: string): string | false => !has(model) && `models/${model}.onnx is not here`;

const review = `# A week at the guest house

The room was wonderful, and we loved every minute of the first evening. The owner was warm, kind and helpful.

## The second day

The shower was cold and broken. The breakfast was awful, stale and terribly expensive, and nobody apologised.

## The way home

On the last day the train left at 10:40. It was a train with six carriages.
`;
const code = `// The shower was cold and broken, and nobody apologised for it at all.
export const price = 'The breakfast was wonderful and we loved every minute of it.';
`;
const table = `id,review,place
1,"The room was wonderful, and we loved it!!",north
2,The shower was cold and broken.,south
3,It was warm and kind!!!,west
`;
const notebook = JSON.stringify({
  nbformat: 4, nbformat_minor: 5, metadata: {},
  cells: [
    { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Résumé\n', '\n', 'Il pleut depuis ce matin, et le chat dort près de la fenêtre en attendant le soleil.'] },
    { cell_type: 'code', id: 'b', metadata: {}, execution_count: null, outputs: [], source: ['print(1)'] },
    { cell_type: 'markdown', id: 'c', metadata: {}, source: ['The rain has stopped now, and the cat went out to look for mice in the long grass.'] },
  ],
});
const letters = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`letters/${String(i).padStart(2, '0')}.txt`, i % 3 === 0 ? 'Be quiet, please. It is late. Good night.' : 'Hurrah!!! We won!!! Come and see!!!']));

const reason = cannotRun();
describe('reading a document', { skip: reason }, () => {
  let workbench: Workbench;
  let results: ResultsPane;
  let models: string;

  before(async () => {
    models = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-models-'));
    const model = path.join(models, 'shouting.onnx');
    // A letter votes: exclamation marks for loud, full stops for calm.
    await writeTinyModel(model, { labels: ['calm', 'loud'], votes: { '!': [0, 30], '.': [30, 0] }, metadata: { name: 'Shouting' } });
    const files = { 'review.md': review, 'french.txt': readFileSync(path.join(root, 'media/samples/french.txt'), 'utf8'), 'mixed.md': readFileSync(path.join(root, 'media/samples/mixed.md'), 'utf8'), 'diary.txt': 'The train left at ten and arrived at noon. There were six carriages on the platform.\n', 'code.ts': code, 'table.csv': table, 'notes.ipynb': notebook, ...letters, '.vscode/settings.json': JSON.stringify({ 'lexiscope.models': [model] }) };
    workbench = await Workbench.open({ files });
    results = new ResultsPane(workbench);
  });
  after(async () => {
    await workbench?.close();
    await rm(models, { recursive: true, force: true });
  });

  it('says what to do while nothing has been read', async () => {
    await workbench.run('View: Show Lexiscope');
    await workbench.page.locator('.welcome-view-content', { hasText: 'Open a text' }).waitFor({ timeout: 30000 });
    await results.foldOthers();
    await workbench.screenshot('documents-empty');
    await workbench.run('Lexiscope: Analyze Document');
    await workbench.notification(/There is no text to read/);
  });

  it('opens a sample text to try', async () => {
    await workbench.clickNotification('Open a Sample Text');
    await workbench.page.locator('.view-line', { hasText: 'A week at the guest house' }).waitFor({ timeout: 30000 });
  });

  it('has a walkthrough', async () => {
    await workbench.run('Welcome: Open Walkthrough...');
    await workbench.takeRow((text) => text.includes('Get started with Lexiscope'));
    await workbench.page.locator('.gettingStartedContainer', { hasText: 'Which language is this?' }).waitFor({ timeout: 20000 });
    await delay(1500); // it fades in
    await workbench.screenshot('documents-walkthrough');
  });

  it('analyzes everything that applies, with the answers in the side bar', async () => {
    await workbench.openFile('mixed.md');
    await workbench.run('Lexiscope: Analyze Document');
    await results.row(/^mixed\.md/);
    await results.row(/^Language .*more languages/);
    await workbench.language(/more languages/);
  });

  it('shows where a document changes its language', async () => {
    await workbench.openFile('mixed.md');
    const hints = workbench.page.locator('.view-line span', { hasText: /^(English|German|Spanish|Greek)/ });
    await hints.first().waitFor({ timeout: 20000 });
    assert.ok((await workbench.page.locator('.view-lines').first().innerText()).includes('German'));
    await workbench.screenshot('documents-languages');
  });

  it('goes to the text of the row that is clicked', async () => {
    await results.click(/^Spanish/);
    await workbench.statusText('status.editor.selection', /selected/);
  });

  it('categorizes with a model of one\'s own, and repeats it at Enter', async () => {
    await workbench.openFile('review.md');
    await workbench.run('Lexiscope: Categorize Document');
    await workbench.takeRow((text) => text.includes('Shouting'));
    await results.row(/^Shouting calm/);
    await workbench.run('Lexiscope: Categorize Document');
    await workbench.page.locator('.quick-input-list .monaco-list-row[data-index="0"]', { hasText: /Shouting.*chosen last/ }).waitFor({ timeout: 10000 });
    await workbench.page.keyboard.press('Enter');
    await results.row(/^Shouting calm/);
    await results.row(/^The second day/);
    await workbench.screenshot('documents-categorize');
  });

  it('explains an answer by the words that carried it, strongest first', async () => {
    await results.action(/^Shouting calm/, 'Explain This Result');
    await results.row(/^Why calm/);
    await workbench.screenshot('documents-explain');
  });

  it('drops the answer at the first edit, and reads again when asked', async () => {
    await workbench.openFile('review.md');
    await workbench.focusEditor();
    await workbench.page.keyboard.type('x');
    await results.row(/^review\.md changed since it was read/);
    await results.gone(/^Shouting/);
    await workbench.page.keyboard.press('Control+Z');
    await results.action(/^review\.md/, 'Read Again');
    await results.row(/^Shouting calm/);
  });

  it('copies the answer as Markdown and as JSON', async () => {
    await workbench.openFile('review.md');
    await workbench.run('Lexiscope: Copy Result as Markdown');
    assert.match(await workbench.clipboard(/^# review/), /^# review\.md\n\n## Shouting: calm/);
    await workbench.run('Lexiscope: Copy Result as JSON');
    const { analyses } = JSON.parse(await workbench.clipboard(/^\{/)) as { analyses: { label: string; segments: { text: string }[] }[] };
    assert.equal(analyses.at(-1)?.label, 'calm');
    assert.ok(analyses.at(-1)?.segments.every(({ text }) => review.includes(text)));
  });

  it('saves a report', async () => {
    await workbench.run('Lexiscope: Save Result as Report');
    await workbench.page.locator('.quick-input-widget', { hasText: 'Save the report' }).waitFor({ timeout: 10000 });
    const file = path.join(workbench.workspace, 'review.lexiscope.md');
    const tab = workbench.page.locator('.tab.active[data-resource-name="review.lexiscope.md"]');
    await workbench.fileDialog(file, async () => (await tab.count()) > 0);
    assert.match(await readFile(file, 'utf8'), /## Shouting: calm/);
  });

  it('asks what to read of source code', async () => {
    await workbench.openFile('code.ts');
    await workbench.run('Lexiscope: Detect Language');
    await workbench.page.locator('.quick-input-list .monaco-list-row[aria-label="Comments and strings"]').waitFor({ timeout: 10000 });
    assert.deepEqual(await workbench.rows(), ['Comments', 'Strings', 'Comments and strings']);
    await workbench.screenshot('documents-code');
    await workbench.takeRow((text) => text === 'Strings');
    await workbench.language(/^English/);
  });

  it('asks for the column of a table', async () => {
    await workbench.openFile('table.csv');
    await workbench.run('Lexiscope: Detect Language');
    await workbench.takeRow((text) => text.startsWith('review'));
    await workbench.language(/^English \d\d%$/);
  });

  it('reads the Markdown cells of a notebook', async () => {
    await workbench.openNotebook('notes.ipynb');
    await workbench.run('Lexiscope: Detect Language');
    await results.row(/^notes\.ipynb/);
    await results.row(/^Language (French \+ English|English \+ French)/);
    await workbench.screenshot('documents-notebook');
  });

  it('classifies the files of a folder into a table that is sorted and opened', async () => {
    await workbench.run('Lexiscope: Classify Folder');
    await workbench.takeRow((text) => text.includes('lexiscope-workspace'));
    await workbench.takeRow((text) => text.startsWith('Only files made for prose'));
    await workbench.takeRow((text) => text.includes('Shouting'));
    const page = workbench.webview();
    await page.locator('[role=status]', { hasText: /texts in/ }).waitFor({ timeout: 60000 });
    await page.locator('.body .row').first().waitFor();
    await workbench.screenshot('documents-folder');
    await page.locator('[role=columnheader] button', { hasText: 'Answer' }).click();
    await page.locator('input[type=search]').fill('letters/');
    await page.locator('.tools .quiet', { hasText: '30 rows' }).waitFor({ timeout: 10000 });
    await page.locator('.body .row[data-index="29"], .body .row[data-index="12"]').first().waitFor();
    const first = page.locator('.body .row[data-index="0"]');
    assert.match(await first.innerText(), /calm/);
    await first.click();
    await workbench.page.locator('.view-line', { hasText: 'Be quiet' }).waitFor({ timeout: 20000 });
  });

  it('classifies the rows of a table', async () => {
    await workbench.run('Lexiscope: Classify Files');
    await workbench.page.locator('.quick-input-widget .monaco-button', { hasText: 'Classify' }).waitFor({ timeout: 10000 });
    const eachRow = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Each row' });
    await workbench.fileDialog(path.join(workbench.workspace, 'table.csv'), async () => (await eachRow.count()) > 0);
    await workbench.takeRow((text) => text.startsWith('Each row'));
    await workbench.takeRow((text) => text.startsWith('review'));
    await workbench.takeRow((text) => text.includes('Shouting'));
    const page = workbench.webview();
    await page.locator('[role=status]', { hasText: /3 texts in/ }).waitFor({ timeout: 60000 });
    await page.locator('.body .row', { hasText: 'table.csv, line 2' }).waitFor();
    await workbench.screenshot('documents-rows');
  });

  describe('with the sentiment model', { skip: without('sentiment') }, () => {
    it('gives sentences with a feeling a soft background, and says it in the hover', async () => {
      await workbench.openFile('review.md');
      await workbench.run('Lexiscope: Analyze Sentiment');
      await results.row(/^Sentiment/);
      await workbench.page.locator('.cdr').first().waitFor({ timeout: 20000 });
      await workbench.page.locator('.view-line span', { hasText: 'wonderful' }).first().hover({ position: { x: 120, y: 8 } });
      await workbench.page.locator('.monaco-hover', { hasText: 'Lexiscope: positive' }).waitFor({ timeout: 20000 });
      await workbench.screenshot('documents-sentiment');
      await workbench.page.keyboard.press('Escape');
    });

    it('marks the words that explain it', async () => {
      await results.action(/^positive/, 'Explain This Result');
      await results.row(/^Why positive/);
      await workbench.screenshot('documents-evidence');
    });

    const themes = [['Dark Modern', 'dark', 'vs-dark'], ['Dark High Contrast', 'high-contrast', 'hc-black'], ['Light Modern', 'light', 'vs']];
    for (const [theme, name, kind] of themes) {
      it(`can be read in a ${name} theme`, async () => {
        await workbench.setTheme(theme, kind);
        await workbench.openFile('review.md');
        await workbench.screenshot(`documents-${name}`);
      });
    }

    it('hides and shows the marks', async () => {
      const marks = workbench.page.locator('.view-overlays .cdr[class*="ced-"]');
      assert.ok(await marks.count() > 0);
      await workbench.run('Lexiscope: Toggle Annotations');
      await marks.first().waitFor({ state: 'detached', timeout: 10000 });
      await workbench.run('Lexiscope: Toggle Annotations');
      await marks.first().waitFor({ timeout: 10000 });
    });

    it('says that it does not read French, and continues when told to', async () => {
      await workbench.openFile('french.txt');
      await workbench.run('Lexiscope: Analyze Sentiment');
      await workbench.notification(/The text is in French .* but the model reads English/);
      await results.row(/^Sentiment not read: French/);
      await workbench.screenshot('documents-mismatch');
      await workbench.clickNotification('Continue anyway');
      await results.row(/^Sentiment (positive|neutral|negative)/);
    });

    it('follows the typing where that is switched on', async () => {
      await workbench.openFile('diary.txt');
      await workbench.setWorkspaceSettings({ 'lexiscope.live': true });
      await workbench.language(/^English .*neutral/);
      await workbench.focusEditor();
      await workbench.page.keyboard.press('Control+A');
      await workbench.page.keyboard.type('It was a wonderful evening, and we loved the warm and friendly people.');
      await workbench.language(/^English .*positive/);
      await workbench.screenshot('documents-live');
    });
  });
});
