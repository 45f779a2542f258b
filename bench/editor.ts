// node scripts/build.mjs && node scripts/run.mjs bench/editor.ts
// Times in a real VS Code (code-server and Chromium): activation, the command, typing while a long document is read.
import { setTimeout as delay } from 'node:timers/promises';
import { Workbench, cannotRun } from '../test/editor/workbench.ts';
import { fiveMegabytes, thousandWords } from './sampleTexts.ts';

const quantile = (values: number[], q: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];

/** Runs in the page: notes the time from each key press to the first frame after the text on screen has changed. */
const watchKeys = `(() => {
  const latencies = window.__keyToPaint = [];
  let pressed;
  document.addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (pressed === undefined) return;
    const start = pressed;
    pressed = undefined;
    requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => latencies.push(performance.now() - start); port2.postMessage(0); });
  }).observe(document.querySelector('.editor-instance .view-lines'), { childList: true, subtree: true, characterData: true });
})()`;

async function typeFor(workbench: Workbench, ms: number): Promise<number[]> {
  await workbench.page.evaluate('window.__keyToPaint.length = 0');
  for (const endMs = Date.now() + ms; Date.now() < endMs; await delay(80)) await workbench.page.keyboard.type('a');
  return workbench.page.evaluate<number[]>('window.__keyToPaint');
}

function showKeys(what: string, values: number[]): void {
  console.log(`${what.padEnd(52)} median ${quantile(values, 0.5).toFixed(0)} ms, 95 % below ${quantile(values, 0.95).toFixed(0)} ms, longest ${Math.max(...values).toFixed(0)} ms (${values.length} keys)`);
}

const reason = cannotRun();
if (reason) throw new Error(reason);
const files = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`words${i}.txt`, thousandWords(500 + i)]));
const workbench = await Workbench.open({ files: { ...files, 'long.txt': fiveMegabytes(9) } });
try {
  await workbench.openFile('words0.txt');
  await workbench.language(/^Language\?$/);
  // Tall enough for the whole list, which is drawn only where it is seen.
  await workbench.page.setViewportSize({ width: 1200, height: 2400 });
  await workbench.run('Developer: Show Running Extensions');
  const rows = workbench.page.locator('.extension');
  await rows.filter({ hasText: 'Lexiscope' }).waitFor();
  const activations = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  console.log(`activation, as VS Code counts it (loading and call), and of its own extensions in the same start:\n  ${activations.map((text) => text.replace(/ localhost:\d+/, '')).join('\n  ')}`);
  await workbench.page.keyboard.press('Escape');
  await workbench.page.setViewportSize({ width: 1200, height: 760 });
  for (let i = 0; i < 6; i++) {
    if (i > 0) await workbench.openFile(`words${i}.txt`);
    const startMs = performance.now();
    await workbench.run('Lexiscope: Detect Language');
    await workbench.language(/French/);
    console.log(`1,000 words ${i === 0 ? '(cold)' : '(warm)'}, from opening the palette to the answer in the status bar: ${(performance.now() - startMs).toFixed(0)} ms`);
  }
  await workbench.openFile('long.txt');
  await delay(3000);
  await workbench.focusEditor();
  await workbench.page.evaluate(watchKeys);
  showKeys('key to paint in the 5 MB document, nothing running', await typeFor(workbench, 6000));
  await workbench.run('Lexiscope: Detect Language');
  await workbench.language(/Reading/);
  await workbench.focusEditor();
  const during = await typeFor(workbench, 6000);
  console.log(`still reading after the typing: ${/Reading/.test(await workbench.languageItem.innerText())}`);
  showKeys('key to paint while it is read', during);
  const startMs = performance.now();
  const cancel = workbench.page.locator('.notification-toast .monaco-button', { hasText: 'Cancel' });
  await cancel.click();
  await workbench.language(/^Language\?$/);
  console.log(`from the click on Cancel to the status bar: ${(performance.now() - startMs).toFixed(0)} ms`);
  console.log(await workbench.log());
} finally {
  await workbench.close();
}
