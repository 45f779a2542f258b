// npm run bench -- explorer: the explorer's page in Chromium with software rendering (SwiftShader), as on a machine without a graphics card: frames a second while 100,000 points
// are moved and enlarged, and how many of them are drawn meanwhile; and in a packaged VS Code, the time from a look-up with a loaded space to the neighbours on the page.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { emptyState } from '../webview/explorer/state.ts';
import { cloudSpace, openExplorer } from '../test/editor/explorerFixture.ts';
import { Workbench, cannotRun } from '../test/editor/workbench.ts';

const reason = cannotRun();
if (reason) throw new Error(reason);

/** Runs in the page: moves by pointer events in every frame for so long. @returns frames a second, and the points drawn in them */
const moveFor = (ms: number, kind: 'pan' | 'zoom'): string => `new Promise((resolve) => {
  const stage = document.querySelector('.stage'), canvas = document.querySelector('canvas.points');
  const { left, top } = stage.getBoundingClientRect();
  const drawn = [];
  let frames = 0, start = 0, last = 0, longest = 0;
  const pointer = (type, x) => stage.dispatchEvent(new PointerEvent(type, { clientX: left + x, clientY: top + 200, pointerId: 1, bubbles: true }));
  stage.setPointerCapture = () => {};
  const step = (now) => {
    if (start === 0) { start = now; ${kind === 'pan' ? "pointer('pointerdown', 200);" : ''} } else { frames++; longest = Math.max(longest, now - last); drawn.push(Number(canvas.dataset.drawn)); }
    last = now;
    if (now - start > ${ms}) { ${kind === 'pan' ? "pointer('pointerup', 200);" : ''} drawn.sort((a, b) => a - b); resolve({ fps: frames / (now - start) * 1000, longest, median: drawn[drawn.length >> 1] }); return; }
    ${kind === 'pan' ? "pointer('pointermove', 200 + 100 * Math.sin((now - start) / 300));" : "stage.dispatchEvent(new WheelEvent('wheel', { deltaY: Math.sin((now - start) / 500) > 0 ? -20 : 20, clientX: left + 300, clientY: top + 200, cancelable: true }));"}
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

/** Runs in the page: frames a second of a page in which only a dot moves, which is what browser and machine allow. */
const idleFrames = `new Promise((resolve) => {
  const dot = document.body.appendChild(document.createElement('div'));
  dot.textContent = '.';
  let frames = 0, start = 0;
  const step = (now) => {
    if (start === 0) start = now; else frames++;
    dot.textContent = frames % 2 ? '.' : ':';
    if (now - start > 3000) { dot.remove(); resolve(frames / (now - start) * 1000); } else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-bench-'));
try {
  for (const components of [2, 3] as const) {
    const state = { ...emptyState, tool: 'map', space: 'cloud', map: { ...emptyState.map, selection: { kind: 'frequent', most: 100_000 }, projection: { method: 'pca', components } } };
    const opened = await openExplorer(new Map([['cloud', cloudSpace(100_000)]]), [], folder, { state, withoutGpu: true });
    try {
      await opened.page.locator('canvas.points[data-drawn="100000"]').waitFor({ state: 'attached' });
      const renderer = await opened.page.locator('canvas.points').getAttribute('data-renderer');
      const idle = await opened.page.evaluate<number>(idleFrames);
      console.log(`renderer ${renderer}; a page where only a dot moves has ${idle.toFixed(1)} frames a second; load of the machine ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores`);
      for (const kind of ['pan', 'zoom'] as const) {
        // The first second finds the density that the machine manages.
        await opened.page.evaluate(moveFor(3000, kind));
        const { fps, longest, median } = await opened.page.evaluate<{ fps: number; longest: number; median: number }>(moveFor(5000, kind));
        console.log(`100,000 points in ${components} dimensions, ${kind}: ${fps.toFixed(1)} frames a second, longest ${longest.toFixed(0)} ms, ${median} points drawn meanwhile`);
      }
    } finally {
      await opened.close();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

if (!process.argv.includes('--page')) {
  const workbench = await Workbench.open({ files: { 'note.md': 'The king drank coffee.\n' } });
  try {
    await workbench.openFile('note.md');
    await workbench.run('Lexiscope: Explore Vectors');
    const page = workbench.webview();
    const search = page.locator('header input[type=search]');
    for (const [i, word] of ['king', 'coffee', 'river', 'music', 'winter'].entries()) {
      await search.fill(word);
      const start = performance.now();
      await search.press('Enter');
      await page.locator('.term b', { hasText: new RegExp(`^${word}$`) }).waitFor();
      console.log(`neighbours of ${word}${i === 0 ? ' (the first: reads the space)' : ''}: ${(performance.now() - start).toFixed(0)} ms`);
    }
    // A hidden page is unloaded: shown again, it starts as it does when it is opened, with the word that it showed.
    for (let i = 0; i < 3; i++) {
      await workbench.openFile('note.md');
      await workbench.run('Lexiscope: Explore Vectors');
      const row = page.locator('table.neighbours tbody tr').first();
      await row.waitFor();
      const sinceStart = Number(await row.evaluate('performance.now()'));
      console.log(`opened with a space in memory, from the start of the page's own loading to its neighbours (at most): ${sinceStart.toFixed(0)} ms`);
    }
  } finally {
    await workbench.close();
  }
}
