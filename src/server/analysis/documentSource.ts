import { fileURLToPath } from 'node:url';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { LexiscopeError } from '../../base/errors.ts';
import type { DocumentAnalysis, ErrorData } from '../../protocol/analysis.ts';
import type { TextSource } from '../../protocol/inference.ts';
import type { OpenDocuments } from './openDocuments.ts';

export interface SourceParams {
  readonly textDocument: { readonly uri: string; readonly version?: number | undefined };
  readonly languageId?: string | undefined;
}

/** A text to be read, and what the answer says about where it is from. */
export interface DocumentSource {
  readonly source: TextSource;
  readonly document: Pick<DocumentAnalysis, 'uri' | 'version' | 'cells'>;
  /** Aborted when the document changes, where the request was for one version of it. */
  readonly signal: AbortSignal | undefined;
  readonly dispose: () => void;
}

/**
 * What a request is about: a notebook or document that is open, else a file.
 * @throws LexiscopeError `not-found`; ResponseError ContentModified where the document has a later version than the one that was asked for
 */
export async function findSource(documents: OpenDocuments, { textDocument: { uri, version }, languageId }: SourceParams): Promise<DocumentSource> {
  const cells = documents.markdownCells(uri);
  if (cells) {
    return {
      source: { kind: 'cells', cells: cells.map((cell) => cell.getText()) },
      document: { uri, version: null, cells: cells.map((cell) => ({ uri: cell.uri, version: cell.version })) },
      signal: undefined, dispose: () => undefined,
    };
  }
  const document = await documents.find(uri, version !== undefined);
  if (!document) return { source: fileSource(uri, languageId), document: { uri, version: null }, signal: undefined, dispose: () => undefined };
  if (version !== undefined && document.version !== version) throw contentModified(uri, version, document.version);
  const controller = new AbortController();
  const subscription = version === undefined ? undefined : documents.texts.onDidChangeContent((change) => {
    if (change.document.uri === uri && change.document.version !== version) controller.abort(contentModified(uri, version, change.document.version));
  });
  return {
    source: { kind: 'text', text: document.getText(), languageId: languageId ?? document.languageId },
    document: { uri, version: document.version },
    signal: controller.signal,
    dispose: () => subscription?.dispose(),
  };
}

function fileSource(uri: string, languageId: string | undefined): TextSource {
  if (!uri.startsWith('file:')) throw new LexiscopeError('not-found', `the document ${uri} is not open`, { hint: 'Send textDocument/didOpen first.' });
  return { kind: 'file', file: pathOf(uri), languageId };
}

/** @throws LexiscopeError `bad-input` for an address that is no file's */
export function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (error) {
    throw new LexiscopeError('bad-input', `${uri}: expected the address of a file (file:///...)`, { cause: error });
  }
}

/** The error for a request about a version that is no longer, or not yet, the document's. */
export function contentModified(uri: string, asked: number, found: number): ResponseError<ErrorData> {
  return new ResponseError(LSPErrorCodes.ContentModified, `${uri}: version ${asked} was asked for, the document is at version ${found}`, { code: 'cancelled' });
}
