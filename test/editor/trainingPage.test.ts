import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TrainingPanelHost, TrainingPanelPage } from '../../src/protocol/trainingPanel.ts';
import { panelSchemas } from '../../src/protocol/trainingPanel.ts';
import type { RunSummary } from '../../src/protocol/trainingRun.ts';
import { fakeHost, finished, summaryOf } from './trainingFixture.ts';
import { type Theme, WebviewPage } from './webviewPage.ts';
import { cannotRun } from './workbench.ts';

const skip = cannotRun() ?? false;
type TrainingPage = WebviewPage<TrainingPanelPage, TrainingPanelHost>;

describe('the page of the training panel', { skip }, () => {
  const calls: { method: string; params: unknown }[] = [];
  const current: { runs: RunSummary[] } = { runs: [] };
  const lastCall = (method: string): Record<string, unknown> | undefined => calls.findLast((call) => call.method === method)?.params as Record<string, unknown> | undefined;
  const open = (options: { theme?: Theme; width?: number; state?: unknown } = {}): Promise<TrainingPage> =>
    WebviewPage.open<TrainingPanelPage, TrainingPanelHost>('training', fakeHost(current, calls), panelSchemas, options);
  let opened: TrainingPage;

  before(async () => {
    opened = await open();
  });
  after(async () => {
    await opened.close();
  });

  it('shows what is in the data once it is chosen, with the way to a faulty line', async () => {
    const { page } = opened;
    await page.click('#pick-files');
    await page.waitForSelector('text=Texts: 200');
    assert.ok(await page.isVisible('text=expected 2 columns, found 3'));
    await page.click('.problems button.link');
    assert.deepEqual(lastCall('openPlace'), { file: '/data/letters.csv', line: 17 });
  });

  it('reads the data anew when another column is chosen', async () => {
    const { page } = opened;
    await page.locator('#column-text').click();
    await page.locator('#column-text').locator('.option', { hasText: 'kind' }).click();
    await page.waitForFunction(`true`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual((lastCall('inspectData')?.['reading'] as { text?: unknown }).text, ['kind']);
  });

  it('draws the network of the chosen preset and takes settings that are changed', async () => {
    const { page } = opened;
    await page.click('#preset-lstm');
    await page.waitForSelector('text=(batch, time, 64)');
    assert.ok(await page.isVisible('text=90,819 parameters in all'));
    const field = page.locator('#setting-hiddenSize input');
    await field.fill('32');
    await field.press('Tab');
    await page.waitForTimeout(600);
    assert.equal((lastCall('describeNetwork')?.['settings'] as Record<string, unknown>)['hiddenSize'], 32);
    await opened.screenshot('training-form-dark');
  });

  it('starts the run that the form says and shows it', async () => {
    const { page } = opened;
    await page.click('#start');
    await page.waitForSelector('#state[data-state=running]');
    const started = lastCall('start');
    assert.deepEqual(started?.['settings'], { hiddenSize: 32 });
    assert.equal(started?.['name'], 'letters.csv · LSTM');
    await page.waitForSelector('text=The parcel never came.');
    assert.ok(await page.isVisible('lexi-line-chart canvas'));
    await opened.screenshot('training-run-dark');
  });

  it('pauses at the press of the button', async () => {
    await opened.page.click('#pause');
    assert.deepEqual(lastCall('pause'), { run: 'letters' });
  });

  it('follows the run when the host tells of changes, and offers what can be done at the end', async () => {
    const { page } = opened;
    current.runs = [finished];
    await opened.host.call('changed', { runs: [finished], removed: [] });
    await page.waitForSelector('#state[data-state=finished]');
    await page.click('[data-tab=result]');
    await page.locator('lexi-confusion-matrix button[aria-label="complaint called question: 1"]').click();
    await page.waitForSelector('text=Nobody answers the phone, when do you open?');
    assert.equal(lastCall('answers')?.['predicted'], 'question');
    await page.click('#use');
    await page.waitForSelector('text=It can now be chosen.');
    await opened.screenshot('training-result-dark');
  });

  it('shows scores and evidence for a typed text', async () => {
    const { page } = opened;
    await page.click('[data-tab=try]');
    await page.locator('#try-text textarea').fill('The parcel never came');
    await page.waitForSelector('#try-label');
    assert.equal(await page.locator('.evidence.for').count(), 1);
    assert.equal(await page.locator('.evidence.against').count(), 1);
    await opened.screenshot('training-try-dark');
  });

  it('comes back as it was after the page was unloaded', async () => {
    const state: unknown = await opened.page.evaluate('window.savedState');
    const again = await open({ state, theme: 'light' });
    await again.page.waitForSelector('#state[data-state=finished]');
    await again.page.click('#new-run');
    await again.page.waitForSelector('text=Texts: 200');
    assert.equal(await again.page.locator('#setting-hiddenSize input').inputValue(), '32');
    await again.screenshot('training-form-light');
    assert.deepEqual(again.complaints, []);
    await again.close();
  });

  it('stays whole in a narrow, high-contrast window with 200 runs', async () => {
    current.runs = Array.from({ length: 200 }, (_unused, index) => summaryOf({ id: `run-${index}`, name: `Run ${index}`, state: 'finished', created: index }));
    const narrow = await open({ theme: 'highContrast', width: 420 });
    await narrow.page.waitForSelector('text=Run 199');
    assert.equal(await narrow.page.locator('.runs li').count(), 200);
    assert.ok(await narrow.page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), 'nothing sticks out at the side');
    await narrow.page.locator('lexi-run-list vscode-textfield input').fill('Run 17');
    await narrow.page.waitForFunction(`document.querySelectorAll('.runs li').length === 11`);
    await narrow.screenshot('training-narrow-contrast');
    assert.deepEqual(narrow.complaints, []);
    await narrow.close();
  });

  it('breaks no rule of its page\'s policy and throws nothing', () => {
    assert.deepEqual(opened.complaints, []);
  });
});
