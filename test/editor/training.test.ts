import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { ResultsPane } from './resultsPane.ts';
import { Workbench, cannotRun } from './workbench.ts';

const things = ['parcel', 'lamp', 'chair', 'kettle', 'radio', 'jacket', 'table', 'clock'];
const sentences: Readonly<Record<string, readonly string[]>> = {
  complaint: ['The {} arrived broken and nobody answers the phone.', 'I have waited three weeks for my {}.', 'My {} stopped working after two days.', 'Your shop sent me the wrong {} again.'],
  praise: ['Thank you for the quick repair of my {}!', 'The new {} is a joy to use.', 'I am very happy with the {} that you sent.', 'What a beautiful {} and so well packed.'],
  question: ['When will the {} be in stock again?', 'Does the {} come with a guarantee?', 'How much is the {} with delivery?', 'Can I bring the {} back on Sunday?'],
};
const letters = ['body,kind', ...Object.entries(sentences).flatMap(([kind, patterns]) => things.flatMap((thing) => patterns.map((pattern) => `${pattern.replace('{}', thing)},${kind}`)))].join('\n');

/** Enough for some dozen words to be seen often. */
const corpus = `${things.flatMap((thing) => Object.values(sentences).flat().map((pattern) => pattern.replace('{}', thing))).join('\n')}\n`.repeat(12);

const reason = cannotRun();
describe('training in the editor, by a new user', { skip: reason }, () => {
  let workbench: Workbench;
  const panel = (): FrameLocator => workbench.webview();

  before(async () => {
    workbench = await Workbench.open({ files: { 'letters.csv': `${letters}\n`, 'note.txt': 'Does the clock come with a guarantee?\n', 'corpus.txt': corpus } });
  });
  after(async () => {
    await workbench?.close();
  });

  /** Waits for a text in the panel; says what there is when it does not come. */
  async function shown(text: string): Promise<void> {
    try {
      await panel().getByText(text).first().waitFor({ timeout: 30000 });
    } catch (error) {
      await workbench.screenshot('failure-training');
      const main = await panel().locator('main').innerText({ timeout: 3000 }).catch(() => '(no panel)');
      throw new Error(`the panel does not say "${text}": ${main.slice(0, 800)}; log:\n${(await workbench.log()).slice(-1500)}`, { cause: error });
    }
  }

  async function state(expected: string, timeoutMs = 60000): Promise<void> {
    try {
      await panel().locator(`#state[data-state=${expected}]`).waitFor({ timeout: timeoutMs });
    } catch (error) {
      await workbench.screenshot(`failure-training-${expected}`);
      const shown = await panel().locator('main').innerText().catch(() => '(no panel)');
      throw new Error(`the run is not ${expected}: ${shown.slice(0, 600)}; log:\n${(await workbench.log()).slice(-1500)}`, { cause: error });
    }
  }

  /** The epoch that the panel tells. */
  const epoch = async (): Promise<number> => Number(/epoch (\d+)/.exec(await panel().locator('#state').innerText())?.[1] ?? 0);

  it('opens the panel on a table and shows what is in it', async () => {
    await workbench.openFile('letters.csv');
    await workbench.run('Lexiscope: Train...');
    await panel().locator('#pick-document').click({ timeout: 60000 });
    await shown('Texts: 96');
    assert.equal(await panel().locator('.bars .bar-label', { hasText: 'complaint' }).count(), 1);
  });

  it('draws the network before it starts', async () => {
    await panel().locator('#preset-lstm').click();
    await panel().locator('.layer .name', { hasText: 'LSTM' }).first().waitFor({ timeout: 30000 });
    await workbench.screenshot('training-form');
  });

  it('trains it, with the first progress soon after Start', async () => {
    const epochs = panel().locator('#setting-epochs input');
    await epochs.fill('40');
    await epochs.press('Tab');
    const patience = panel().locator('#setting-patience input');
    await patience.fill('0');
    await patience.press('Tab');
    await panel().locator('#start').click();
    await panel().locator('#state').waitFor({ timeout: 30000 });
    await state('finished', 180000);
    await workbench.screenshot('training-run');
  });

  it('shows how good it is, and the examples behind a number', async () => {
    await panel().locator('[data-tab=result]').click();
    await panel().locator('lexi-confusion-matrix td.right button:not([disabled])').first().click();
    await panel().locator('table.answers td.text').first().waitFor({ timeout: 20000 });
    await workbench.screenshot('training-result');
  });

  it('answers a typed text with the words that speak for it', async () => {
    await panel().locator('[data-tab=try]').click();
    await panel().locator('#try-text textarea').fill('Thank you for the beautiful new lamp!');
    await panel().locator('#try-label').waitFor({ timeout: 30000 });
    await panel().locator('.evidence').first().waitFor({ timeout: 30000 });
    await workbench.screenshot('training-try');
  });

  it('exports the model to a file in the workspace', async () => {
    await panel().locator('#export-model').click();
    const file = path.join(workbench.workspace, 'letters.csv - LSTM.onnx');
    const note = panel().locator('#note', { hasText: 'Written' });
    await workbench.fileDialog(file, async () => (await note.count()) > 0);
    await shown('Written');
    const exported = await readFile(file);
    assert.ok(exported.includes('lexiscope.labels'));
  });

  it('puts the model among those that Categorize Document offers', async () => {
    await panel().locator('#use').click();
    await panel().locator('#note', { hasText: 'Categorize Document' }).waitFor({ timeout: 30000 });
    await workbench.openFile('note.txt');
    await workbench.run('Lexiscope: Categorize Document');
    await workbench.takeRow((text) => text.includes('letters.csv'));
    await new ResultsPane(workbench).row(/LSTM question/);
    await workbench.screenshot('training-used');
  });

  it('offers to go on with a run whose process was killed, and does', async () => {
    await workbench.run('Lexiscope: Train...');
    await panel().locator('#new-run').click();
    const epochs = panel().locator('#setting-epochs input');
    await epochs.fill('4000');
    await epochs.press('Tab');
    const patience = panel().locator('#setting-patience input');
    await patience.fill('0');
    await patience.press('Tab');
    await panel().locator('#start').click();
    await state('running');
    await panel().locator('#state', { hasText: 'epoch' }).waitFor({ timeout: 60000 });
    await delay(3000);
    const jobs = workbench.processes().filter(({ command }) => command.includes('dist/job.js'));
    assert.equal(jobs.length, 1);
    for (const { pid } of jobs) process.kill(pid, 'SIGKILL');
    await state('interrupted');
    const killedAt = await epoch();
    await workbench.screenshot('training-interrupted');
    await panel().locator('#resume').click();
    await state('running');
    for (const endMs = Date.now() + 60000; Date.now() < endMs && (await epoch()) <= killedAt; ) await delay(200);
    assert.ok((await epoch()) > killedAt, 'the training goes on');
    await panel().locator('#stop').click();
    await state('stopped');
  });

  it('trains word vectors, and shows near words and a map of them', async () => {
    await workbench.openFile('corpus.txt');
    await workbench.run('Lexiscope: Train...');
    await panel().locator('#new-run').click();
    await panel().locator('#kind-embeddings').click();
    await panel().locator('#pick-document').click();
    await shown('corpus.txt');
    await panel().locator('#preset-skipgram').click();
    await panel().locator('#start:not([disabled])').click({ timeout: 30000 });
    await panel().locator('#state').waitFor({ timeout: 30000 });
    await state('finished', 120000);
    await panel().locator('lexi-word-map canvas').waitFor({ timeout: 20000 });
    await shown('Nearest words');
    await panel().locator('lexi-word-map').scrollIntoViewIfNeeded();
    await workbench.screenshot('training-vectors');
  });

  it('lists the runs in the side bar', async () => {
    await workbench.run('View: Show Lexiscope');
    await workbench.page.locator('.tree-explorer-viewlet-tree-view .monaco-list-row', { hasText: 'LSTM' }).first().waitFor({ timeout: 30000 });
    await workbench.screenshot('training-runs-view');
  });
});
