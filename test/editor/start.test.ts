import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { cannotRun } from './workbench.ts';

describe('npm start', { skip: cannotRun() }, () => {
  it('packages the extension, opens an editor with it, and stops at Ctrl-C', { timeout: 300_000 }, async () => {
    const child = spawn(process.execPath, ['scripts/start.mjs', '--browser'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'exit');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
    try {
      while (!/http:\/\/localhost:\d+/.test(output) && child.exitCode === null) await delay(200);
      const [address] = /http:\/\/localhost:\d+\/\S*/.exec(output) ?? assert.fail(output);
      const page = await fetch(address);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /workbench/);
      assert.match(decodeURIComponent(address), /samples.*README\.md/);
    } finally {
      child.kill('SIGINT');
    }
    assert.deepEqual(await ended, [0, null], output);
  });
});
