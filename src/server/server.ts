import * as v from 'valibot';
import { type CancellationToken, type Connection, type InitializeResult, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LexiscopeError } from '../base/errors.ts';
import { type AnalyzeParams, type DocumentAnalysis, analyzeParamsSchema } from '../protocol/analysis.ts';
import { type Analyze, analyzeDocument } from './analyzeDocument.ts';
import { checkParams, toResponseError } from './requestErrors.ts';
import { SpaceService, type SpaceServiceParts } from './spaces/serveSpaces.ts';
import { beginWorkDone } from './workDone.ts';

const analyzeMethod = 'lexiscope/analyze';

const initializationOptionsSchema = v.fallback(v.object({ ownCommands: v.optional(v.boolean(), false) }), { ownCommands: false });
const executeCommandSchema = v.object({
  command: v.string(),
  arguments: v.optional(v.array(v.unknown()), []),
  workDoneToken: v.optional(v.union([v.string(), v.number()])),
});

const titles: Record<AnalyzeParams['task'], string> = { language: 'Detecting the language', sentiment: 'Analysing the sentiment', topics: 'Finding the topics', spam: 'Looking for spam', custom: 'Classifying' };
const serverCommands = { 'lexiscope.detectLanguage': 'language' } as const;

/** A client may send a request ahead of the document's didOpen: vscode-languageclient 10.1 does, in the first moments of a session. */
const openWaitMs = 1000;

function opened(documents: TextDocuments<TextDocument>, uri: string): Promise<TextDocument | undefined> {
  return new Promise((resolve) => {
    const end = (document: TextDocument | undefined): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve(document);
    };
    const timer = setTimeout(() => end(undefined), openWaitMs);
    const subscription = documents.onDidOpen(({ document }) => {
      if (document.uri === uri) end(document);
    });
  });
}

/** Everything that the server does on a connection; the heavy part is `analyze`. */
export function serve(connection: Connection, analyze: Analyze, version: string, vectors: Pick<SpaceServiceParts, 'registry' | 'processes'>): void {
  const documents = new TextDocuments(TextDocument);
  const findDocument = async (uri: string): Promise<TextDocument | undefined> => documents.get(uri) ?? (await opened(documents, uri));
  let canShowProgress = false;

  connection.onInitialize((params): InitializeResult => {
    const { capabilities, initializationOptions } = params;
    canShowProgress = capabilities.window?.workDoneProgress === true;
    // An editor extension with commands of the same names would meet its own: vscode-languageclient registers what is advertised.
    const { ownCommands } = v.parse(initializationOptionsSchema, initializationOptions ?? {});
    const commands = Object.keys(serverCommands);
    return {
      serverInfo: { name: 'Lexiscope', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...spaces.initialize(params),
        ...(ownCommands ? {} : { executeCommandProvider: { commands, workDoneProgress: true } }),
      },
    };
  });

  connection.onInitialized(() => spaces.initialized());

  const answer = async (params: AnalyzeParams, token: CancellationToken): Promise<DocumentAnalysis> => {
    const { uri } = params.textDocument;
    const document = await findDocument(uri);
    if (!document) throw new LexiscopeError('not-found', `the document ${uri} is not open`, { hint: 'Send textDocument/didOpen first.' });
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    if (token.isCancellationRequested) controller.abort();
    const progress = beginWorkDone(connection, titles[params.task], params.workDoneToken, canShowProgress);
    try {
      const signal = AbortSignal.any([controller.signal, progress.signal]);
      return await analyzeDocument(analyze, document, params, { signal, onProgress: ({ done, total }) => progress.report(total === 0 ? 0 : done / total) });
    } finally {
      progress.end();
      subscription.dispose();
    }
  };

  /** Every failure crosses as an LSP error, and every unexpected one is logged with its stack. */
  const asResponse = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const response = toResponseError(error);
      if (response.data?.code === 'failed') connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      throw response;
    }
  };

  const spaces = new SpaceService(connection, { ...vectors, documents, findDocument, asResponse });

  connection.onRequest(analyzeMethod, (params: unknown, token: CancellationToken) =>
    asResponse(() => answer(checkParams(analyzeParamsSchema, params, analyzeMethod), token)));

  connection.onExecuteCommand((params: unknown, token) => asResponse(() => {
    const { command, arguments: [argument], workDoneToken } = checkParams(executeCommandSchema, params, 'workspace/executeCommand');
    const task = new Map(Object.entries(serverCommands)).get(command);
    if (!task) throw new LexiscopeError('unsupported', `there is no command ${command}`);
    const given = typeof argument === 'object' && argument !== null ? argument : {};
    return answer(checkParams(analyzeParamsSchema, { ...given, task, workDoneToken }, command), token);
  }));

  documents.listen(connection);
  connection.listen();
}
