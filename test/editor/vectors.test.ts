import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { Workbench, cannotRun } from './workbench.ts';

const text = 'The old house stands by the river.\nThe king drank coffee in the garden.\n\nDet var en gång en gammal kyrka.\n';
/** A word in the middle of the window, below any list. */
const low = `${'\n'.repeat(19)}The old house stands by the river.\n`;
const tiny = '4 2\nhouse 1 0\nhut 0.9 0.1\nriver 0 1\nstream 0.1 0.9\n';

const reason = cannotRun();
describe('words and their neighbours in the editor', { skip: reason }, () => {
  let workbench: Workbench;
  const hover = (): ReturnType<Workbench['page']['locator']> => workbench.page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: 'rank' }).first();
  const toast = (): Promise<string[]> => workbench.page.locator('.notification-toast').allInnerTexts();

  before(async () => {
    workbench = await Workbench.open({ files: { 'note.md': text, 'low.md': low, 'code.ts': 'const house = 1;\n', 'tiny.vec': tiny }, settings: { 'editor.hover.delay': 100, 'editor.hover.hidingDelay': 100 } });
  });
  after(() => workbench?.close());

  /** Points at a word of the open document until a hover about it stands there. */
  async function pointAt(word: string): Promise<string> {
    for (let attempt = 0; attempt < 12; attempt++) {
      const place = await workbench.page.evaluate<{ x: number; y: number } | null>(placeOf(word));
      if (!place) throw new Error(`${word} is not shown`);
      // On the status bar first, so that a hover on another word goes: it may cover this one.
      await workbench.page.mouse.move(600, 750);
      await delay(800);
      await workbench.page.mouse.move(place.x - 3, place.y);
      await workbench.page.mouse.move(place.x, place.y, { steps: 3 });
      await delay(1500);
      const [shown] = await hover().allInnerTexts();
      if (shown?.includes(word)) return shown;
    }
    await workbench.screenshot('failure-hover');
    throw new Error(`no hover on ${word}; log:\n${await workbench.log()}`);
  }

  /** Puts the cursor into a word. */
  async function clickOn(word: string): Promise<void> {
    const place = await workbench.page.evaluate<{ x: number; y: number } | null>(placeOf(word));
    assert.ok(place, `${word} is not shown`);
    await workbench.page.mouse.click(place.x, place.y);
  }

  async function input(text: string): Promise<void> {
    const box = workbench.page.locator('.quick-input-widget input[type=text]');
    await box.waitFor({ state: 'visible', timeout: 20000 });
    await box.fill(text);
    await box.press('Enter');
  }

  /** The rows of a list that the server fills. */
  async function list(): Promise<string[]> {
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'rank' }).first().waitFor({ state: 'visible', timeout: 20000 });
    return workbench.rows();
  }

  it('shows the near words of the word under the pointer, with bars and links', async () => {
    await workbench.openFile('note.md');
    const shown = await pointAt('king');
    assert.match(shown, /rank [\d,]+ of [\d,]+ · English/);
    assert.match(shown, /queen\s+█+/);
    const links = await workbench.page.locator('.monaco-hover:not(.hidden) a').allInnerTexts();
    for (const label of ['Explore', 'Compare...', 'Use another space...']) assert.ok(links.includes(label), links.join());
    await workbench.screenshot('hover-dark');
  });

  it('looks right in light and in high contrast', async () => {
    for (const [theme, kind, name] of [['Light Modern', 'vs', 'light'], ['Dark High Contrast', 'hc-black', 'high-contrast'], ['Dark Modern', 'vs-dark', 'dark-again']] as const) {
      await workbench.setTheme(theme, kind);
      await pointAt('king');
      await workbench.screenshot(`hover-${name}`);
    }
  });

  it('chooses the space by the language of the paragraph', async () => {
    assert.match(await pointAt('kyrka'), /Swedish/);
  });

  it('compares with the selected word', async () => {
    await clickOn('house');
    await workbench.page.keyboard.press('Control+D');
    assert.match(await pointAt('garden'), /Similarity of garden and house: 0\.\d\d/);
    await workbench.screenshot('hover-comparison');
    await workbench.page.keyboard.press('Escape');
  });

  it('lists similar words, walks to one of them and back', async () => {
    await clickOn('king');
    await workbench.run('Lexiscope: Find Similar Words');
    await workbench.takeRow((row) => row.startsWith('queen'));
    const title = workbench.page.locator('.quick-input-title');
    await title.getByText('Words near queen').waitFor({ timeout: 20000 });
    await workbench.screenshot('similar-words');
    await workbench.page.locator('.quick-input-widget .codicon-quick-input-back').click();
    await title.getByText('Words near king').waitFor({ timeout: 20000 });
    await input('king - man + woman');
    await title.getByText('Words near king - man + woman').waitFor({ timeout: 20000 });
    await delay(1000);
    assert.match((await list())[0], /^queen/);
    await workbench.page.keyboard.press('Escape');
  });

  it('previews a replacement in the text, and leaves no trace of one that is cancelled', async () => {
    await workbench.openFile('low.md');
    const line = async (): Promise<string> => (await workbench.page.locator('.editor-instance .view-line').allInnerTexts()).join('').replace(/\u00a0/g, ' ').trim();
    const original = await line();
    await clickOn('house');
    await workbench.run('Lexiscope: Replace with Similar Word...');
    const [first] = await list();
    await workbench.page.keyboard.press('ArrowDown');
    await delay(500);
    await workbench.screenshot('replace-preview');
    const decorated = await workbench.page.locator('.editor-instance .view-line [class*="ced-"]').count();
    assert.ok(decorated > 0, 'the choice is shown in the text');
    await workbench.page.keyboard.press('Escape');
    await delay(500);
    assert.equal(await line(), original);
    assert.equal(await workbench.page.locator('.editor-instance .view-line [class*="ced-"]').count(), 0);
    await clickOn('house');
    await workbench.run('Lexiscope: Replace with Similar Word...');
    await list();
    await workbench.page.keyboard.press('Enter');
    const replaced = original.replace('house', /^\p{L}+/u.exec(first)![0]);
    for (const endMs = Date.now() + 10000; Date.now() < endMs && (await line()) !== replaced; ) await delay(100);
    assert.equal(await line(), replaced);
    await workbench.page.keyboard.press('Control+Z');
    await delay(500);
    assert.equal(await line(), original);
    await workbench.openFile('note.md');
  });

  it('compares words, and finds the odd one out', async () => {
    await workbench.run('Lexiscope: Compare Words...');
    await input('king, queen, coffee');
    await workbench.page.locator('.quick-input-list', { hasText: 'Odd one out: coffee' }).waitFor({ timeout: 20000 });
    const rows = await workbench.rows();
    assert.match(rows[1], /^king – queen/);
    await workbench.screenshot('compare-words');
    await workbench.page.keyboard.press('Escape');
  });

  it('solves an analogy', async () => {
    await workbench.run('Lexiscope: Solve Analogy...');
    await input('man : king = woman : ?');
    await workbench.page.locator('.quick-input-list', { hasText: 'queen' }).waitFor({ timeout: 20000 });
    await workbench.screenshot('analogy');
    await workbench.page.keyboard.press('Escape');
  });

  it('loads a file, uses it from then on, and lists it in the view of spaces', async () => {
    await workbench.run('Lexiscope: Load Vectors...');
    const loaded = workbench.page.locator('.notification-toast', { hasText: '4 words × 2' });
    await workbench.fileDialog(path.join(workbench.workspace, 'tiny.vec'), async () => (await loaded.count()) > 0);
    await workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Use from Now On' }).click();
    let written = '';
    for (const endMs = Date.now() + 15000; Date.now() < endMs && !written.includes('tiny.vec'); await delay(200)) {
      written = await readFile(path.join(workbench.workspace, '.vscode/settings.json'), 'utf8').catch(() => '');
    }
    assert.equal((JSON.parse(written) as Record<string, string>)['lexiscope.vectors.space'], path.join(workbench.workspace, 'tiny.vec'));
    await workbench.openFile('note.md');
    assert.match(await pointAt('house'), /rank 1 of 4 · tiny\.vec[^]*hut/);
    await workbench.page.locator('.activitybar a[aria-label="Lexiscope"]').click();
    const rows = workbench.page.locator('.pane', { hasText: 'Vector Spaces' }).locator('.monaco-list-row');
    await rows.filter({ hasText: 'tiny.vec' }).waitFor({ timeout: 20000 });
    const listed = await rows.allInnerTexts();
    assert.ok(listed.some((row) => /English[^]*words × \d+ · [\d.]+ MB · comes with Lexiscope/.test(row)), listed.join(' | '));
    await workbench.screenshot('spaces-view');
  });

  it('chooses a space from a list', async () => {
    await workbench.run('Lexiscope: Choose Vector Space...');
    await workbench.screenshot('choose-space');
    await workbench.takeRow((row) => row.startsWith('By the language of the paragraph'));
    await workbench.openFile('note.md');
    await delay(500);
    assert.match(await pointAt('king'), /English/);
  });

  it('asks nothing of the server for a hover over code', async () => {
    await workbench.openFile('code.ts');
    await assert.rejects(pointAt('house'), /no hover on house/);
    assert.deepEqual(await toast(), []);
  });
});

/** The middle of a word in the editor, in the page's pixels: a script that runs there. */
function placeOf(word: string): string {
  return `(() => {
    for (const line of document.querySelectorAll('.editor-instance .view-line')) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.replace(/\\u00a0/g, ' ').indexOf(${JSON.stringify(word)});
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + ${word.length});
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
    }
    return null;
  })()`;
}
