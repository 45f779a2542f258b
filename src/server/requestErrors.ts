import * as v from 'valibot';
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { ErrorData } from '../protocol/analysis.ts';
import { toWireError } from '../protocol/rpc.ts';

const lspCodes: Record<ErrorData['code'], number> = {
  'bad-input': ErrorCodes.InvalidParams,
  'not-found': LSPErrorCodes.RequestFailed,
  cancelled: LSPErrorCodes.RequestCancelled,
  unsupported: LSPErrorCodes.RequestFailed,
  failed: LSPErrorCodes.RequestFailed,
};

/** The LSP form of whatever ended a request; `data` keeps our own code and the hint. */
export function toResponseError(thrown: unknown): ResponseError<ErrorData> {
  if (thrown instanceof ResponseError) return thrown as ResponseError<ErrorData>;
  const { code, message, hint } = toWireError(thrown);
  return new ResponseError(lspCodes[code], message, hint === undefined ? { code } : { code, hint });
}

/**
 * Checks what a client sent.
 * @throws ResponseError `InvalidParams` naming the key and what was expected
 */
export function checkParams<T>(schema: v.GenericSchema<unknown, T>, params: unknown, what: string): T {
  const parsed = v.safeParse(schema, params);
  if (parsed.success) return parsed.output;
  throw new ResponseError<ErrorData>(ErrorCodes.InvalidParams, `${what}: ${v.summarize(parsed.issues)}`, { code: 'bad-input' });
}
