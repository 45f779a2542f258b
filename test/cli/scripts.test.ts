import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

/** A script of `npm run`, outside of the test that runs it: `node --test` does nothing in a process that it started itself. */
function runScript(name: string, ...args: string[]): { status: number | null; output: string } {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== 'NODE_TEST_CONTEXT'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${name}.mjs`, ...args], { encoding: 'utf8', env });
  return { status, output: stdout + stderr };
}

describe('the longer runs, shortened', () => {
  it('fuzzing tries the properties of a file with new cases and says how many', { timeout: 120_000 }, () => {
    const { status, output } = runScript('fuzz', '--minutes', '0.02', '--seconds', '0.2', 'protocol/rpc');
    assert.equal(status, 0, output);
    const [, cases, properties] = /(\d+) cases of (\d+) properties tried in 1 files, \d+ passes begun; findings in 0 files/.exec(output) ?? assert.fail(output);
    assert.ok(Number(cases) > Number(properties) && Number(properties) > 0, output);
  });

  it('soaking uses the server at random and finds no run lost', { timeout: 180_000 }, () => {
    const { status, output } = runScript('soak', '--minutes', '0.2');
    assert.equal(status, 0, output);
    assert.match(output, /\d+ runs\nno problem/);
  });

  it('a benchmark that is not there is answered with those that are', () => {
    const { status, output } = runScript('bench', 'nothing');
    assert.equal(status, 2);
    assert.match(output, /training.*vectors/);
    assert.equal(runScript('bench', '--only', 'nothing').status, 2);
  });
});
