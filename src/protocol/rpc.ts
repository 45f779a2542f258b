import * as v from 'valibot';

/**
 * Remote calls over any pair of ends that pass messages: a child process, a worker, a webview. A boundary is ONE interface of
 * methods; what a call takes, reports on its way and answers is derived from it:
 *
 *     interface Inference { analyze(params: Request, progress: (done: Progress) => void): Answer }
 *     const rpc = new Rpc<Nothing, Inference>(channel, {});
 *     const answer = await rpc.call('analyze', request, { signal, onProgress });
 */
export type Methods<M> = { [K in keyof M]: (params: never, progress: never) => unknown };

/** The interface of an end that only calls. */
export type Nothing = Record<never, never>;

export type ParamsOf<F> = F extends (params: infer P, ...rest: never[]) => unknown ? P : never;
export type ProgressOf<F> = F extends (params: never, progress: (value: infer V) => void) => unknown ? V : never;
export type ResultOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/** What the implementation of a method gets besides its parameters. */
export interface CallContext<V> {
  /** Aborted when the caller cancels or the connection is disposed of. */
  readonly signal: AbortSignal;
  readonly progress: (value: V) => void;
}

/** The answering side of an interface. */
export type Implementation<M extends Methods<M>> = {
  readonly [K in keyof M]: (params: ParamsOf<M[K]>, context: CallContext<ProgressOf<M[K]>>) => ResultOf<M[K]> | Promise<ResultOf<M[K]>>;
};

/** Schemas for the parameters of calls that come from beyond a trust boundary; a call that breaks its schema is answered `bad-input`. */
export type ParameterSchemas<M extends Methods<M>> = { readonly [K in keyof M]?: v.GenericSchema<unknown, ParamsOf<M[K]>> };

/** One end of a connection. Messages arrive in order, each once, or never. */
export interface Channel {
  /** Throws when the other end is gone or the message cannot be sent. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

const errorCodes = ['bad-input', 'not-found', 'cancelled', 'unsupported', 'failed'] as const;
const errorSchema = v.object({ code: v.picklist(errorCodes), message: v.string(), hint: v.optional(v.string()) });
export type WireError = v.InferOutput<typeof errorSchema>;

const outcomeSchema = v.union([v.strictObject({ ok: v.unknown() }), v.strictObject({ err: errorSchema })]);
const id = v.pipe(v.number(), v.safeInteger());
const messageSchema = v.variant('type', [
  v.object({ type: v.literal('call'), id, method: v.string(), params: v.unknown() }),
  v.object({ type: v.literal('cancel'), id }),
  v.object({ type: v.literal('progress'), id, value: v.unknown() }),
  v.object({ type: v.literal('result'), id, outcome: outcomeSchema }),
]);
type Message = v.InferOutput<typeof messageSchema>;
type Outcome = v.InferOutput<typeof outcomeSchema>;

/** What a call ends with when it does not succeed. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: WireError['code'];
  readonly hint: string | undefined;

  constructor({ code, message, hint }: WireError) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The part of anything thrown that may cross a boundary: no stack, no cause, and a code that the other end knows. */
export function toWireError(thrown: unknown): WireError {
  const message = messageOf(thrown);
  const { code, hint } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { code?: unknown; hint?: unknown };
  const known = errorCodes.find((name) => name === code) ?? 'failed';
  return typeof hint === 'string' ? { code: known, message, hint } : { code: known, message };
}

/** An object can be such that it has no text: `{ toString: 0 }`. */
function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'something without a message was thrown';
  }
}

export interface CallOptions<V> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: V) => void) | undefined;
  /**
   * Called once the other end has answered or can no longer do so: after a cancelled call, which rejects at once, this tells
   * whether the other end has noticed.
   */
  readonly onSettled?: (() => void) | undefined;
}

export interface RpcOptions<Local extends Methods<Local>> {
  readonly schemas?: ParameterSchemas<Local>;
  /** Told of messages that are none of ours and of answers that could not be sent. */
  readonly onFault?: (fault: Error) => void;
}

interface PendingCall {
  readonly settle: (outcome: Outcome) => void;
  readonly progress: (value: unknown) => void;
}

type Handler = (params: unknown, context: CallContext<unknown>) => unknown;

/** Serves `Local` and calls `Remote` over one channel. */
export class Rpc<Local extends Methods<Local>, Remote extends Methods<Remote>> {
  private readonly channel: Channel;
  private readonly handlers: ReadonlyMap<string, Handler>;
  private readonly schemas: ReadonlyMap<string, v.GenericSchema>;
  private readonly onFault: (fault: Error) => void;
  private readonly pending = new Map<number, PendingCall>();
  private readonly running = new Map<number, AbortController>();
  private nextId = 1;
  private disposedBecause: WireError | undefined;

  constructor(channel: Channel, implementation: Implementation<Local>, options: RpcOptions<Local> = {}) {
    this.channel = channel;
    // Maps, not the objects themselves: a method named `constructor` or `__proto__` by the other end finds nothing.
    this.handlers = new Map(Object.entries(implementation));
    this.schemas = new Map(Object.entries(options.schemas ?? {}));
    this.onFault = options.onFault ?? ((): void => undefined);
    channel.onMessage((message) => this.receive(message));
  }

  /**
   * Calls a method of the other end.
   * @throws RpcError with the code that the other end gave; `cancelled` as soon as `signal` is aborted; `failed` when the connection ends
   */
  call<K extends keyof Remote & string>(method: K, params: ParamsOf<Remote[K]>, options: CallOptions<ProgressOf<Remote[K]>> = {}): Promise<ResultOf<Remote[K]>> {
    const { signal, onProgress, onSettled } = options;
    return new Promise((resolve, reject) => {
      if (this.disposedBecause || signal?.aborted) {
        reject(new RpcError(this.disposedBecause ?? { code: 'cancelled', message: `${method} was cancelled` }));
        onSettled?.();
        return;
      }
      const callId = this.nextId++;
      const cancel = (): void => {
        reject(new RpcError({ code: 'cancelled', message: `${method} was cancelled` }));
        this.send({ type: 'cancel', id: callId });
      };
      this.pending.set(callId, {
        settle: (outcome) => {
          signal?.removeEventListener('abort', cancel);
          if ('err' in outcome) reject(new RpcError(outcome.err));
          else resolve(outcome.ok as ResultOf<Remote[K]>);
          onSettled?.();
        },
        progress: (value) => {
          if (!signal?.aborted) onProgress?.(value as ProgressOf<Remote[K]>);
        },
      });
      signal?.addEventListener('abort', cancel, { once: true });
      const fault = this.send({ type: 'call', id: callId, method, params });
      if (fault) this.settle(callId, { err: toWireError(fault) });
    });
  }

  /** Rejects every pending call, aborts every running one, and refuses further ones. The channel itself is its owner's to close. */
  dispose(reason: WireError = { code: 'failed', message: 'the connection was closed' }): void {
    if (this.disposedBecause) return;
    this.disposedBecause = reason;
    for (const callId of [...this.pending.keys()]) this.settle(callId, { err: reason });
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
  }

  private receive(raw: unknown): void {
    if (this.disposedBecause) return;
    const parsed = v.safeParse(messageSchema, raw);
    if (!parsed.success) {
      this.onFault(new Error(`not a message of this connection: ${v.summarize(parsed.issues)}`));
      return;
    }
    const message = parsed.output;
    switch (message.type) {
      case 'call':
        void this.serve(message.id, message.method, message.params);
        return;
      case 'cancel':
        this.running.get(message.id)?.abort();
        return;
      case 'progress':
        this.pending.get(message.id)?.progress(message.value);
        return;
      case 'result':
        this.settle(message.id, message.outcome);
    }
  }

  private async serve(callId: number, method: string, params: unknown): Promise<void> {
    if (this.running.has(callId)) {
      this.onFault(new Error(`call ${callId} is already running`));
      return;
    }
    const controller = new AbortController();
    this.running.set(callId, controller);
    let outcome: Outcome;
    try {
      const handler = this.handlers.get(method);
      if (!handler) throw new RpcError({ code: 'unsupported', message: `there is no method ${method}` });
      const checked = this.check(method, params);
      const progress = (value: unknown): void => {
        if (this.running.get(callId) === controller) this.send({ type: 'progress', id: callId, value });
      };
      // Channels that carry JSON drop what is undefined, and an answer without `ok` is none: nothing is answered as null.
      outcome = { ok: (await handler(checked, { signal: controller.signal, progress })) ?? null };
    } catch (error) {
      outcome = { err: toWireError(error) };
    }
    this.running.delete(callId);
    if (this.disposedBecause) return;
    const fault = this.send({ type: 'result', id: callId, outcome });
    // An answer that cannot be sent (a function in it, say) must still end the call.
    if (fault) this.send({ type: 'result', id: callId, outcome: { err: toWireError(fault) } });
  }

  private check(method: string, params: unknown): unknown {
    const schema = this.schemas.get(method);
    if (!schema) return params;
    const parsed = v.safeParse(schema, params);
    if (!parsed.success) throw new RpcError({ code: 'bad-input', message: `${method}: ${v.summarize(parsed.issues)}` });
    return parsed.output;
  }

  private settle(callId: number, outcome: Outcome): void {
    const call = this.pending.get(callId);
    if (!call) return;
    this.pending.delete(callId);
    call.settle(outcome);
  }

  private send(message: Message): Error | undefined {
    try {
      this.channel.post(message);
      return undefined;
    } catch (error) {
      const fault = error instanceof Error ? error : new Error(String(error));
      this.onFault(fault);
      return fault;
    }
  }
}
