import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Nothing, Rpc } from '../../../src/protocol/rpc.ts';
import { Supervisor, type Worker } from '../../../src/server/supervisor.ts';

interface Double {
  double(params: { n: number; poison?: boolean }): number;
  hang(params: { deaf: boolean }): never;
}

interface Started {
  count: number;
  busiest: number;
}

/** A worker in this process that doubles numbers, and dies of poison a moment after it has taken it. */
function startFake(started: Started): Worker {
  started.count++;
  let busy = 0;
  let alive = true;
  const exits: ((how: string) => void)[] = [];
  const toServer: ((message: unknown) => void)[] = [];
  const toWorker: ((message: unknown) => void)[] = [];
  const deliver = (listeners: typeof toServer) => (message: unknown) => setImmediate(() => alive && listeners.forEach((listener) => listener(message)));
  const die = (how: string): void => {
    if (!alive) return;
    alive = false;
    setImmediate(() => exits.forEach((listener) => listener(how)));
  };
  new Rpc<Double, Nothing>(
    { post: deliver(toServer), onMessage: (listener) => toWorker.push(listener) },
    {
      double: async ({ n, poison }) => {
        started.busiest = Math.max(started.busiest, ++busy);
        await delay(poison ? 5 : 15);
        busy--;
        if (poison) die('signal SIGSEGV');
        return n * 2;
      },
      hang: ({ deaf }, { signal }) => new Promise<never>((_resolve, reject) => {
        if (!deaf) signal.addEventListener('abort', () => reject(new Error('stopped')));
      }),
    },
  );
  return {
    channel: { post: deliver(toWorker), onMessage: (listener) => toServer.push(listener) },
    kill: () => die('signal SIGKILL'),
    onExit: (listener) => exits.push(listener),
  };
}

function supervise(graceMs = 20): { supervisor: Supervisor<Double>; started: Started } {
  const started: Started = { count: 0, busiest: 0 };
  return { started, supervisor: new Supervisor<Double>({ task: 'analysis', start: () => startFake(started), graceMs, log: () => undefined }) };
}

describe('a supervised worker', () => {
  it('is started by the first call and kept for the next', async () => {
    const { supervisor, started } = supervise();
    assert.equal(started.count, 0);
    assert.equal(await supervisor.call('double', { n: 4 }), 8);
    assert.equal(await supervisor.call('double', { n: 5 }), 10);
    assert.equal(started.count, 1);
  });

  it('that crashes costs the call that it was working on, with an error that says what happened, and is started again', async () => {
    const { supervisor, started } = supervise();
    await assert.rejects(supervisor.call('double', { n: 1, poison: true }), { code: 'failed', message: /ended unexpectedly \(signal SIGSEGV\)/ });
    assert.equal(await supervisor.call('double', { n: 2 }), 4);
    assert.equal(started.count, 2);
  });

  it('that crashes over one of several calls costs that one only', async () => {
    const { supervisor } = supervise();
    const calls = [1, 2, 3, 4].map((n) => supervisor.call('double', { n, poison: n === 2 }));
    const outcomes = await Promise.allSettled(calls);
    assert.deepEqual(outcomes.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    assert.deepEqual(await Promise.all(calls.filter((_, i) => i !== 1)), [2, 6, 8]);
  });

  it('runs calls side by side again after a crash has been sorted out', async () => {
    const { supervisor, started } = supervise();
    await Promise.allSettled([1, 2].map((n) => supervisor.call('double', { n, poison: true })));
    started.busiest = 0;
    await Promise.all([1, 2, 3].map((n) => supervisor.call('double', { n })));
    assert.equal(started.busiest, 3);
  });

  it('that cannot be started fails the call and nothing else', async () => {
    let broken = true;
    const started: Started = { count: 0, busiest: 0 };
    const supervisor = new Supervisor<Double>({
      task: 'analysis',
      start: () => {
        if (broken) throw new Error('no such file');
        return startFake(started);
      },
      graceMs: 20,
      log: () => undefined,
    });
    await assert.rejects(supervisor.call('double', { n: 1 }), { message: /could not be started: no such file/ });
    broken = false;
    assert.equal(await supervisor.call('double', { n: 1 }), 2);
  });
});

describe('cancelling a supervised call', () => {
  it('rejects at once and leaves a worker that listens alone', async () => {
    const { supervisor, started } = supervise();
    const controller = new AbortController();
    const call = supervisor.call('hang', { deaf: false }, { signal: controller.signal });
    await delay(5);
    controller.abort();
    await assert.rejects(call, { code: 'cancelled' });
    await delay(40);
    assert.equal(await supervisor.call('double', { n: 3 }), 6);
    assert.equal(started.count, 1);
  });

  it('kills a worker that does not notice, and tries again what else it was working on', async () => {
    const { supervisor, started } = supervise();
    const controller = new AbortController();
    const deaf = supervisor.call('hang', { deaf: true }, { signal: controller.signal });
    const other = new AbortController();
    const innocent = supervisor.call('hang', { deaf: false }, { signal: other.signal });
    await delay(5);
    controller.abort();
    await assert.rejects(deaf, { code: 'cancelled' });
    await delay(60);
    assert.equal(started.count, 2);
    other.abort();
    await assert.rejects(innocent, { code: 'cancelled' });
  });

  it('before the worker has got the call, leaves no trace of it', async () => {
    const { supervisor, started } = supervise();
    await assert.rejects(supervisor.call('double', { n: 1 }, { signal: AbortSignal.abort() }), { code: 'cancelled' });
    assert.equal(started.count, 0);
  });
});

describe('disposing of the supervisor', () => {
  it('ends the worker and rejects every call', async () => {
    const { supervisor } = supervise();
    const call = supervisor.call('hang', { deaf: true });
    supervisor.dispose();
    await assert.rejects(call, { message: /shutting down/ });
    await assert.rejects(supervisor.call('double', { n: 1 }), { message: /shutting down/ });
  });
});
