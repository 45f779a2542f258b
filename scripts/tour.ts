// node scripts/build.mjs && node scripts/run.mjs scripts/tour.ts [FILE.gif]: the animated picture of the README, docs/images/tour.gif, out of screenshots of a real VS Code
// (code-server in Chromium). Needs ffmpeg and gifsicle (Debian: packages of the same names) and what the editor tests need.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ResultsPane } from '../test/editor/resultsPane.ts';
import { Workbench, cannotRun } from '../test/editor/workbench.ts';

const out = process.argv[2] ?? 'docs/images/tour.gif';
const folder = path.resolve('build/tour');
const size = { width: 1040, height: 660 };
const colours = 128;
const limitBytes = 1.5e6;

const news = `# Oil market

OPEC ministers agreed on Monday to cut production of crude by two million barrels a day, and prices rose sharply.

Refineries were shut for weeks, and motorists complained bitterly about awful queues and terrible service.

A small station in the harbour was a wonderful exception: friendly people, and a chair for everybody who had to wait.
`;
const things = 'parcel lamp chair kettle radio jacket table clock'.split(' ');
const patterns: Readonly<Record<string, readonly string[]>> = {
  complaint: ['The {} arrived broken and nobody answers the phone.', 'I have waited three weeks for my {}.', 'My {} stopped working after two days.', 'Your shop sent me the wrong {} again.'],
  praise: ['Thank you for the quick repair of my {}!', 'The new {} is a joy to use.', 'I am very happy with the {} that you sent.', 'What a beautiful {} and so well packed.'],
  question: ['When will the {} be in stock again?', 'Does the {} come with a guarantee?', 'How much is the {} with delivery?', 'Can I bring the {} back on Sunday?'],
};
const letters = `body,kind\n${Object.entries(patterns).flatMap(([kind, own]) => things.flatMap((thing) => own.map((pattern) => `${pattern.replace('{}', thing)},${kind}`))).join('\n')}\n`;

const reason = cannotRun();
if (reason) throw new Error(reason);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const frames: { file: string; seconds: number }[] = [];
const workbench = await Workbench.open({ files: { 'mixed.md': readFileSync('media/samples/mixed.md', 'utf8'), 'market.md': news, 'letters.csv': letters }, settings: { 'workbench.colorTheme': 'Light Modern', 'editor.minimap.enabled': false, 'editor.wordWrap': 'on', 'editor.hover.delay': 100, 'workbench.sideBar.location': 'left' } });
const { page } = workbench;

/** A line above the status bar that says what is seen. */
async function caption(text: string): Promise<void> {
  await page.evaluate(`(() => {
    const line = document.getElementById('tour-caption') ?? document.body.appendChild(Object.assign(document.createElement('div'), { id: 'tour-caption' }));
    line.style.cssText = 'position:fixed;left:50%;bottom:34px;transform:translateX(-50%);padding:7px 18px;border-radius:6px;background:#1f3a5f;color:#fff;font:600 17px sans-serif;z-index:9999;pointer-events:none;white-space:nowrap';
    line.textContent = ${JSON.stringify(text)};
  })()`);
}

async function shot(seconds: number): Promise<void> {
  const file = path.join(folder, `${String(frames.length).padStart(3, '0')}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  frames.push({ file, seconds });
}

/** Runs a command as a person does, with the palette in the picture. */
async function command(title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.waitFor({ state: 'visible', timeout: 20000 });
  await input.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor({ timeout: 20000 });
  await delay(300);
  await shot(1);
  await page.keyboard.press('Enter');
}

async function languages(): Promise<void> {
  await workbench.openFile('mixed.md');
  await workbench.language(/^Language\?$/);
  await caption('Open a text...');
  await shot(1.2);
  await command('Lexiscope: Detect Language');
  await workbench.language(/more languages/);
  await page.locator('.view-line span', { hasText: /^Greek/ }).first().waitFor({ timeout: 20000 });
  await caption('...and see in which languages it is');
  await delay(700);
  await shot(2.5);
}

async function analysis(): Promise<void> {
  await workbench.openFile('market.md');
  await caption('What it is about, and in what mood');
  await command('Lexiscope: Analyze Document');
  await new ResultsPane(workbench).row(/^Language English/);
  await new ResultsPane(workbench).foldOthers();
  await new ResultsPane(workbench).row(/^Topics/);
  await page.mouse.move(700, 500);
  await delay(1500);
  await shot(3.5);
}

async function hover(): Promise<void> {
  await caption('Point at a word: which words are near it');
  const word = page.locator('.view-line span', { hasText: 'ministers agreed' }).first();
  const box = await word.boundingBox();
  if (!box) throw new Error('the line to point at is not shown');
  for (let attempt = 0; attempt < 5 && (await page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: 'rank' }).count()) === 0; attempt++) {
    await page.mouse.move(600, 640);
    await delay(500);
    await page.mouse.move(box.x + 80, box.y + 9, { steps: 4 });
    await delay(2500);
  }
  await page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: 'rank' }).first().waitFor({ timeout: 5000 });
  await shot(3);
  await page.mouse.move(500, 645);
  await page.keyboard.press('Escape');
}

async function explore(): Promise<void> {
  await command('Lexiscope: Explore Vectors');
  // Room for the page.
  await page.keyboard.press('Control+B');
  const explorer = workbench.webview();
  const search = explorer.locator('header input[type=search]');
  await search.waitFor({ timeout: 60000 });
  await caption('Walk through a space of 55,000 words');
  await search.fill('music');
  await search.press('Enter');
  await explorer.locator('.term b', { hasText: /^music$/ }).waitFor({ timeout: 30000 });
  await delay(500);
  await shot(2);
  await explorer.getByRole('tab', { name: 'Map' }).click();
  await explorer.locator('canvas.points[data-drawn="2000"]').waitFor({ state: 'attached', timeout: 120000 });
  await delay(1500);
  await shot(2.5);
}

async function train(): Promise<void> {
  await workbench.openFile('letters.csv');
  await caption('Train an LSTM on a table of your own');
  await command('Lexiscope: Train...');
  const panel = workbench.webview();
  await panel.locator('#pick-document').click({ timeout: 60000 });
  await panel.getByText(`Texts: ${12 * things.length}`).first().waitFor({ timeout: 60000 });
  await panel.locator('#preset-lstm').click();
  await panel.locator('.layer .name', { hasText: 'LSTM' }).first().waitFor({ timeout: 30000 });
  // Slowly enough to be watched.
  for (const [setting, value] of [['epochs', '60'], ['patience', '0'], ['rate', '0.0006']]) {
    await panel.locator(`#setting-${setting} input`).fill(value);
    await panel.locator(`#setting-${setting} input`).press('Tab');
  }
  await panel.locator('#preset-lstm').scrollIntoViewIfNeeded();
  await shot(2);
  await panel.locator('#start').click();
  await panel.locator('#state', { hasText: 'epoch' }).waitFor({ timeout: 60000 });
  await caption('...and watch it learn');
  for (let i = 0; i < 16 && (await panel.locator('#state[data-state=running]').count()) > 0; i++) {
    await shot(0.4);
    await delay(400);
  }
  await panel.locator('#state[data-state=finished]').waitFor({ timeout: 180000 });
  await delay(1000);
  await shot(2);
  await panel.locator('[data-tab=try]').click();
  await panel.locator('#try-text textarea').fill('Thank you for the beautiful new lamp!');
  await panel.locator('#try-label').waitFor({ timeout: 30000 });
  await panel.locator('.evidence').first().waitFor({ timeout: 30000 });
  await caption('Try it: the words that made it say so. No Python, no network.');
  await delay(700);
  await shot(3.5);
}

/** One palette for all frames, and of each frame only what has changed. */
function assemble(): void {
  const list = path.join(folder, 'frames.txt');
  // The last one is named again: ffmpeg's concat reads its duration only then.
  const lines = [...frames.map(({ file, seconds }) => `file '${file}'\nduration ${seconds}`), `file '${frames[frames.length - 1].file}'`];
  writeFileSync(list, `${lines.join('\n')}\n`);
  const raw = path.join(folder, 'raw.gif');
  execFileSync('ffmpeg', ['-y', '-v', 'error', '-f', 'concat', '-safe', '0', '-i', list, '-vf', `split[a][b];[a]palettegen=max_colors=${colours}[p];[b][p]paletteuse=dither=none:diff_mode=rectangle`, '-fps_mode', 'passthrough', raw]);
  mkdirSync(path.dirname(out), { recursive: true });
  execFileSync('gifsicle', ['-O3', '--loopcount=0', raw, '-o', out]);
  const bytes = statSync(out).size;
  process.stdout.write(`${out}: ${frames.length} frames, ${(bytes / 1e6).toFixed(2)} MB\n`);
  if (bytes > limitBytes) throw new Error(`${out} is larger than ${limitBytes / 1e6} MB: fewer frames or colours`);
}

try {
  await page.setViewportSize(size);
  await workbench.run('Notifications: Toggle Do Not Disturb Mode');
  await languages();
  await analysis();
  await hover();
  await explore();
  await train();
} catch (error) {
  await workbench.screenshot('failure-tour');
  throw error;
} finally {
  await workbench.close();
}
assemble();
