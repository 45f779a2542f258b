import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { packageRoot } from '../../src/base/files.ts';
import { answerLesson } from '../../src/lessons/lessons.ts';
import { type LessonName, type LessonParams, type LessonsHost, type LessonsPage, lessonNames, lessonsHostSchemas } from '../../src/protocol/lessons.ts';
import type { Implementation } from '../../src/protocol/rpc.ts';
import { type Theme, WebviewPage } from './webviewPage.ts';
import { cannotRun } from './workbench.ts';

const root = packageRoot(import.meta.url);
const skip = cannotRun() ?? false;

/** An editor that has a text, and calculates like the server. */
function open(options: { readonly theme?: Theme; readonly state?: unknown; readonly selected?: string } = {}): Promise<WebviewPage<LessonsPage, LessonsHost>> {
  const queries = Object.fromEntries(lessonNames.map((name) => [name, (params: LessonParams<LessonName>) => answerLesson(name, params as never, root)]));
  const implementation = { ...queries, ready: () => options.selected ?? null, editorText: () => 'the editor has this text' } as unknown as Implementation<LessonsHost>;
  return WebviewPage.open<LessonsPage, LessonsHost>('lessons', implementation, lessonsHostSchemas, options);
}

describe('the page of the lessons', { skip }, () => {
  let opened: WebviewPage<LessonsPage, LessonsHost>;
  const choose = (title: string): Promise<void> => opened.page.getByRole('button', { name: title, exact: true }).click();
  const text = (): ReturnType<typeof opened.page.locator> => opened.page.locator('textarea[name=text]');

  before(async () => {
    opened = await open();
  });
  after(() => opened?.close());

  it('opens on one-hot vectors, as tables with formulas, and follows what is typed', async () => {
    const { page } = opened;
    await page.waitForSelector('table.heat');
    assert.ok((await page.locator('math').count()) >= 1);
    await text().fill('ab ab cd');
    await page.waitForSelector('text=3 rows in order, 2 columns');
    const first = page.locator('table.heat').first();
    assert.deepEqual(await first.locator('tbody td').allInnerTexts(), ['1', '0', '1', '0', '0', '1']);
    await page.locator('select[name=unit]').selectOption('characters');
    await page.waitForSelector('text=8 rows in order, 5 columns');
    await opened.screenshot('lessons-oneHot');
  });

  it('lays the own text among the chapters of Salammbô', async () => {
    const { page } = opened;
    await choose('Letters of Salammbô: SVD and PCA');
    await page.waitForSelector('svg.scatter .own');
    assert.equal(await page.locator('svg.scatter').last().locator('g.first, g.second').count(), 30);
    await text().fill('12345');
    await page.locator('text=your text has none of these letters').first().waitFor();
    await choose('One-hot encoding');
    await choose('Letters of Salammbô: SVD and PCA');
    assert.equal(await text().inputValue(), '12345');
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.waitForSelector('svg.scatter .own');
    await opened.screenshot('lessons-letters');
  });

  it('works mutual information out step by step', async () => {
    const { page } = opened;
    await choose('Mutual information');
    await page.waitForSelector('table.neighbours');
    assert.equal(await page.locator('table.heat').count(), 3);
    await page.locator('input[name=positive]').uncheck();
    await page.waitForSelector('h2:has-text("3. Singular value decomposition")');
    await page.locator('input[name=positive]').check();
    await page.waitForSelector('h2:has-text("4. Singular value decomposition")');
    await opened.screenshot('lessons-mutualInformation');
    await text().fill('alone');
    assert.match(await page.locator('[role=alert]').innerText(), /two different words/);
  });

  it('shows vectors of word2vec and GloVe moving', async () => {
    const { page } = opened;
    for (const title of ['word2vec: skip-gram', 'GloVe']) {
      await choose(title);
      await page.waitForSelector('lexi-movement svg.scatter');
      const place = (): Promise<string | null> => page.locator('lexi-movement svg circle').nth(1).getAttribute('cx');
      const last = await place();
      await page.locator('lexi-movement input[type=range]').fill('0');
      await page.waitForSelector('lexi-movement output:has-text("0")');
      assert.notEqual(await place(), last);
      await opened.screenshot(`lessons-${title.slice(0, 5)}`);
    }
    await page.getByRole('button', { name: 'Watch them move' }).click();
    await page.waitForSelector('lexi-movement output:has-text("100")');
    await page.getByRole('button', { name: 'Watch them move' }).waitFor();
  });

  it('shows the numbers of Embedding + Dense for a sentence, and which words the network does not know', async () => {
    const { page } = opened;
    await choose('Embedding + Dense');
    await page.waitForSelector('svg.bars');
    await text().fill('the zeppelin was great');
    await page.waitForSelector('td.unknown:has-text("zeppelin")');
    assert.equal(await page.locator('table.heat').first().locator('tbody tr').count(), 4);
    await opened.screenshot('lessons-dense');
  });

  it('shows the gates of an LSTM word by word, and the states of a SimpleRNN', async () => {
    const { page } = opened;
    await choose('SimpleRNN and LSTM');
    await page.waitForSelector('text=Forget gate f');
    assert.equal(await page.locator('table.heat').count(), 7);
    assert.equal(await page.locator('table.heat').nth(1).locator('tbody td').count(), 8 * 10);
    await opened.screenshot('lessons-lstm');
    await page.locator('select[name=cell]').selectOption('rnn');
    await page.waitForSelector('text=Forget gate f', { state: 'detached' });
    assert.equal(await page.locator('table.heat').count(), 2);
  });

  it('takes the text of the editor, and what was selected when it was opened', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Take the text of the editor' }).click();
    await page.waitForSelector('td:has-text("editor")');
    assert.equal(await text().inputValue(), 'the editor has this text');
    const other = await open({ selected: 'a selected sentence' });
    try {
      await other.page.waitForSelector('th:has-text("selected")');
      await other.page.waitForTimeout(200);
      assert.deepEqual(other.complaints, []);
    } finally {
      await other.close();
    }
  });

  it('is where it was after being hidden, complains of nothing, and looks as it should in light and in high contrast', async () => {
    for (const [theme, lesson] of [['light', 'recurrent'], ['highContrast', 'letters'], ['highContrast', 'recurrent'], ['light', 'letters']] as const) {
      const again = await open({ theme, state: { lesson, settings: {} } });
      try {
        await again.page.waitForSelector(lesson === 'letters' ? 'svg.scatter' : 'text=Forget gate f');
        await again.page.waitForTimeout(300);
        await again.screenshot(`lessons-${lesson}-${theme}`);
        assert.deepEqual(again.complaints, []);
      } finally {
        await again.close();
      }
    }
    assert.deepEqual(opened.complaints, []);
  });
});
