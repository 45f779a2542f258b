import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import * as v from 'valibot';
import { type Channel, type Implementation, type Nothing, Rpc, RpcError, toWireError } from '../../../src/protocol/rpc.ts';

interface Calculator {
  add(params: { a: number; b: number }): number;
  count(params: { to: number }, progress: (value: number) => void): string;
  wait(params: null): never;
  fail(params: { code: string; message: string }): never;
  echo(params: unknown): unknown;
  forget(params: unknown): void;
}

interface End extends Channel {
  readonly sent: unknown[];
  deliver(message: unknown): void;
}

/** Two channel ends; what one posts, the other gets a turn later as a structured clone, as between processes. */
function connect(copied: (message: unknown) => unknown = structuredClone): [End, End] {
  const end = (): End & { other?: End } => {
    const listeners: ((message: unknown) => void)[] = [];
    const self: End & { other?: End } = {
      sent: [],
      post: (message) => {
        const copy = copied(message);
        self.sent.push(copy);
        setImmediate(() => self.other?.deliver(copy));
      },
      onMessage: (listener) => listeners.push(listener),
      deliver: (message) => listeners.forEach((listener) => listener(message)),
    };
    return self;
  };
  const [left, right] = [end(), end()];
  left.other = right;
  right.other = left;
  return [left, right];
}

const calculator: Implementation<Calculator> = {
  add: ({ a, b }) => a + b,
  count: async ({ to }, { progress, signal }) => {
    for (let i = 1; i <= to && !signal.aborted; i++) {
      progress(i);
      await nextTurn();
    }
    return `counted to ${to}`;
  },
  wait: (_params, { signal }) => new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
  fail: ({ code, message }) => {
    throw Object.assign(new Error(message), { code, hint: 'try again' });
  },
  echo: (params) => params,
  forget: () => undefined,
};

function pair(copied?: (message: unknown) => unknown): { client: Rpc<Nothing, Calculator>; server: Rpc<Calculator, Nothing>; near: End; far: End; faults: string[] } {
  const [near, far] = connect(copied);
  const faults: string[] = [];
  const server = new Rpc<Calculator, Nothing>(far, calculator, {
    schemas: { add: v.object({ a: v.number(), b: v.number() }) },
    onFault: (fault) => faults.push(fault.message),
  });
  return { client: new Rpc<Nothing, Calculator>(near, {}), server, near, far, faults };
}

const codeOf = (error: unknown): string => (error instanceof RpcError ? error.code : 'none');

describe('a remote call', () => {
  it('brings back what the method returned', async () => {
    assert.equal(await pair().client.call('add', { a: 2, b: 3 }), 5);
  });

  it('brings back any value that a structured clone keeps', async () => {
    const { client } = pair();
    await fc.assert(
      fc.asyncProperty(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }), async (value) => {
        // deepStrictEqual finds no two invalid dates equal inside a Set.
        fc.pre(!inspect(value, { depth: Infinity }).includes('Invalid Date'));
        assert.deepEqual(await client.call('echo', value), structuredClone(value) ?? null);
      }),
      { numRuns: 200 },
    );
  });

  it('ends over a channel that carries JSON even when there is nothing to answer', async () => {
    const { client } = pair((message) => JSON.parse(JSON.stringify(message)) as unknown);
    assert.equal(await client.call('forget', {}), null);
  });

  it('gets its own answer, however many run at a time and in whatever order they end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { minLength: 1, maxLength: 30 }), async (counts) => {
        const { client } = pair();
        const seen = counts.map((): number[] => []);
        const answers = await Promise.all(counts.map((to, i) => client.call('count', { to }, { onProgress: (value) => seen[i].push(value) })));
        assert.deepEqual(answers, counts.map((to) => `counted to ${to}`));
        assert.deepEqual(seen, counts.map((to) => Array.from({ length: to }, (_, i) => i + 1)));
      }),
      { numRuns: 30 },
    );
  });

  it('rejects with the code, message and hint of what the method threw, and never with its stack', async () => {
    const { client, far } = pair();
    await assert.rejects(client.call('fail', { code: 'not-found', message: 'no such model' }), { code: 'not-found', message: 'no such model', hint: 'try again' });
    assert.doesNotMatch(JSON.stringify(far.sent), /rpc\.test/);
  });

  it('calls any other code of an error `failed`', async () => {
    await assert.rejects(pair().client.call('fail', { code: 'ENOENT', message: 'gone' }), { code: 'failed', message: 'gone' });
  });

  it('rejects when the method is unknown, also for names that every object has', async () => {
    const { near, far } = pair();
    for (const method of ['nothing', 'constructor', '__proto__', 'toString']) near.post({ type: 'call', id: 1, method, params: null });
    for (let i = 0; i < 4; i++) await nextTurn();
    assert.equal(far.sent.length, 4);
    for (const message of far.sent) assert.match(JSON.stringify(message), /"unsupported"/);
  });

  it('rejects parameters that break the schema and says where', async () => {
    const { client } = pair();
    const wrong = { a: 1, b: 'two' } as unknown as { a: number; b: number };
    await assert.rejects(client.call('add', wrong), (error: RpcError) => error.code === 'bad-input' && /\bb\b/.test(error.message));
  });

  it('rejects when its parameters cannot be sent', async () => {
    const { client } = pair();
    await assert.rejects(client.call('echo', () => 1), (error) => codeOf(error) === 'failed');
  });

  it('rejects when its answer cannot be sent', async () => {
    const [near, far] = connect();
    new Rpc<Calculator, Nothing>(far, { ...calculator, echo: () => () => 1 });
    await assert.rejects(new Rpc<Nothing, Calculator>(near, {}).call('echo', 1), (error) => codeOf(error) === 'failed');
  });
});

describe('a cancelled call', () => {
  it('rejects at once, and tells later when the other end has noticed', async () => {
    const { client } = pair();
    const controller = new AbortController();
    let settled = false;
    const call = client.call('wait', null, { signal: controller.signal, onSettled: () => (settled = true) });
    await nextTurn();
    controller.abort();
    await assert.rejects(call, (error) => codeOf(error) === 'cancelled');
    assert.equal(settled, false);
    for (let i = 0; i < 5 && !settled; i++) await nextTurn();
    assert.equal(settled, true);
  });

  it('is never sent when it was cancelled before', async () => {
    const { client, near } = pair();
    await assert.rejects(client.call('add', { a: 1, b: 1 }, { signal: AbortSignal.abort() }), (error) => codeOf(error) === 'cancelled');
    assert.deepEqual(near.sent, []);
  });

  it('reports no more progress', async () => {
    const { client } = pair();
    const controller = new AbortController();
    const seen: number[] = [];
    const call = client.call('count', { to: 100 }, { signal: controller.signal, onProgress: (value) => { seen.push(value); if (value === 3) controller.abort(); } });
    await assert.rejects(call);
    for (let i = 0; i < 10; i++) await nextTurn();
    assert.deepEqual(seen, [1, 2, 3]);
  });
});

describe('disposing of a connection', () => {
  it('rejects what is pending with the reason, and whatever is called after', async () => {
    const { client } = pair();
    const pending = client.call('wait', null);
    client.dispose({ code: 'failed', message: 'the process ended' });
    await assert.rejects(pending, { code: 'failed', message: 'the process ended' });
    await assert.rejects(client.call('add', { a: 1, b: 1 }), { message: 'the process ended' });
  });

  it('aborts the methods that it is running and answers them no more', async () => {
    const { client, server, far } = pair();
    void client.call('wait', null).catch(() => undefined);
    await nextTurn();
    await nextTurn();
    server.dispose();
    await nextTurn();
    assert.deepEqual(far.sent, []);
  });
});

describe('a hostile other end', () => {
  it('cannot break the connection with messages of any shape', async () => {
    const { client, far, near, faults } = pair();
    const anyId = fc.oneof(fc.integer(), fc.double(), fc.string());
    const nearly = fc.record({ type: fc.constantFrom('call', 'cancel', 'progress', 'result', 'x'), id: anyId, method: fc.string(), value: fc.anything(), outcome: fc.anything() }, { requiredKeys: [] });
    fc.assert(fc.property(fc.oneof(fc.anything(), nearly), (message) => { far.deliver(message); near.deliver(message); }), { numRuns: 500 });
    assert.ok(faults.length > 0);
    assert.equal(await client.call('add', { a: 20, b: 22 }), 42);
  });

  it('gives every thrown thing a known code and a message', () => {
    fc.assert(fc.property(fc.anything(), (thrown) => {
      const { code, message } = toWireError(Object.prototype.toString.call(thrown) === '[object Object]' ? Object.assign(new Error('x'), thrown) : thrown);
      assert.ok(['bad-input', 'not-found', 'cancelled', 'unsupported', 'failed'].includes(code));
      assert.equal(typeof message, 'string');
    }), { examples: [[[{ toString: 0 }]], [{ message: 0 }]] });
  });
});
