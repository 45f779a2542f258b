/** What went wrong, in a form that every face (editor, command line, server) can show. */
export type ErrorCode =
  | 'bad-input' // a file, an option or a message breaks its format
  | 'not-found' // a file, model or word that was asked for does not exist
  | 'cancelled' // the person or the caller stopped the work
  | 'unsupported' // understood, but not offered
  | 'failed'; // anything else: a process died, the disk is full

/**
 * The one error type that is shown to people. `message` names the file, line or key and what was expected;
 * `hint` says what to do next.
 */
export class LexiscopeError extends Error {
  override readonly name = 'LexiscopeError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The error that cancelled work ends with. */
export function cancelled(what: string): LexiscopeError {
  return new LexiscopeError('cancelled', `${what} was cancelled`);
}

/** Throws the `cancelled` error once `signal` is aborted; a cheap check for the top of long loops. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw cancelled(what);
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
