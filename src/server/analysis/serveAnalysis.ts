import * as v from 'valibot';
import { type CancellationToken, type Connection, ProgressType, type ServerCapabilities } from 'vscode-languageserver/node';
import { LexiscopeError } from '../../base/errors.ts';
import {
  type DocumentAnalyses, type DocumentAnalysis, type PartialAnalysis, type Task, analyzeAllParamsSchema, analyzeParamsSchema,
} from '../../protocol/analysis.ts';
import { serverCommands } from '../../protocol/commands.ts';
import { type DocumentExplanation, explainParamsSchema } from '../../protocol/explain.ts';
import { type FolderProgress, type FolderResult, classifyFilesParamsSchema, exportResultParamsSchema, resultRowsParamsSchema } from '../../protocol/folder.ts';
import type { AnalysisJob, AnalysisOutcome, InferenceMethods, ModelChoice } from '../../protocol/inference.ts';
import { type LiveAnalysis, endLiveParamsSchema, liveParamsSchema } from '../../protocol/live.ts';
import { modelsParamsSchema } from '../../protocol/models.ts';
import { checkParams } from '../requestErrors.ts';
import type { Supervisor } from '../supervisor.ts';
import { beginWorkDone } from '../workDone.ts';
import { type DocumentSource, type SourceParams, contentModified, findSource, pathOf } from './documentSource.ts';
import type { OpenDocuments } from './openDocuments.ts';

const executeCommandSchema = v.object({
  command: v.string(),
  arguments: v.optional(v.array(v.unknown()), []),
  workDoneToken: v.optional(v.union([v.string(), v.number()])),
});

const titles: Readonly<Record<Task | 'all' | 'explain' | 'files' | 'export', string>> = {
  language: 'Detecting the language', sentiment: 'Analysing the sentiment', topics: 'Finding the topics', spam: 'Looking for spam', custom: 'Classifying',
  all: 'Analysing the document', explain: 'Explaining the result', files: 'Classifying files', export: 'Exporting the result',
};

export interface AnalysisServiceParts {
  readonly documents: OpenDocuments;
  readonly inference: Pick<Supervisor<InferenceMethods>, 'call'>;
  /** Turns every failure into an LSP error. */
  readonly asResponse: <T>(work: () => Promise<T>) => Promise<T>;
}

type Handler = (params: unknown, token: CancellationToken) => Promise<unknown>;

/** The requests about what texts say: `lexiscope/analyze` and its kin (src/protocol), and the same as commands. */
export class AnalysisService {
  readonly #connection: Connection;
  readonly #parts: AnalysisServiceParts;
  readonly #handlers: ReadonlyMap<string, Handler>;
  #showsProgress = false;

  constructor(connection: Connection, parts: AnalysisServiceParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#handlers = new Map<string, Handler>([
      ['lexiscope/analyze', (params, token) => this.#analyze(params, token)],
      ['lexiscope/analyzeAll', (params, token) => this.#analyzeAll(params, token)],
      ['lexiscope/explain', (params, token) => this.#explain(params, token)],
      ['lexiscope/live', (params, token) => this.#live(params, token)],
      ['lexiscope/endLive', (params) => this.#endLive(params)],
      ['lexiscope/models', (params) => parts.inference.call('models', checkParams(modelsParamsSchema, params ?? {}, 'lexiscope/models'))],
      ['lexiscope/classifyFiles', (params, token) => this.#classifyFiles(params, token)],
      ['lexiscope/resultRows', (params) => parts.inference.call('resultRows', checkParams(resultRowsParamsSchema, params, 'lexiscope/resultRows'))],
      ['lexiscope/exportResult', (params, token) => this.#exportResult(params, token)],
    ]);
    for (const [method, handle] of this.#handlers) connection.onRequest(method, (params: unknown, token: CancellationToken) => parts.asResponse(() => handle(params, token)));
    connection.onExecuteCommand((params: unknown, token) => parts.asResponse(() => this.#execute(params, token)));
    parts.documents.texts.onDidClose(({ document: { uri } }) => {
      if (parts.documents.forgetEdits(uri)) void parts.inference.call('endLive', { uri }).catch(() => undefined);
    });
  }

  /** @param ownCommands the client has commands of the same names: vscode-languageclient registers what is advertised */
  initialize(showsProgress: boolean, ownCommands: boolean): Partial<ServerCapabilities> {
    this.#showsProgress = showsProgress;
    return {
      notebookDocumentSync: { notebookSelector: [{ notebook: '*', cells: [{ language: 'markdown' }] }] },
      ...(ownCommands ? {} : { executeCommandProvider: { commands: Object.keys(serverCommands), workDoneProgress: true } }),
    };
  }

  async #execute(params: unknown, token: CancellationToken): Promise<unknown> {
    const { command, arguments: [argument], workDoneToken } = checkParams(executeCommandSchema, params, 'workspace/executeCommand');
    const known = new Map<string, { method: string; fixed?: object }>(Object.entries(serverCommands)).get(command);
    if (!known) throw new LexiscopeError('unsupported', `there is no command ${command}`);
    const given = typeof argument === 'object' && argument !== null ? argument : {};
    return this.#handlers.get(known.method)!({ ...(workDoneToken === undefined ? {} : { workDoneToken }), ...given, ...known.fixed }, token);
  }

  async #analyze(given: unknown, token: CancellationToken): Promise<DocumentAnalysis> {
    const params = checkParams(analyzeParamsSchema, given, 'lexiscope/analyze');
    const startedMs = performance.now();
    return this.#withSource(params, async (found) => {
      const { analyses: [analysis] } = await this.#ask(found, [choiceOf(params)], titles[params.task], params, token);
      return { ...analysis, ...found.document, elapsedMs: performance.now() - startedMs };
    });
  }

  async #analyzeAll(given: unknown, token: CancellationToken): Promise<DocumentAnalyses> {
    const params = checkParams(analyzeAllParamsSchema, given, 'lexiscope/analyzeAll');
    const startedMs = performance.now();
    return this.#withSource(params, async (found) => {
      const questions = params.tasks.map((task) => ({ task, model: params.models[task] ?? task }));
      const { analyses, failures } = await this.#ask(found, questions, titles.all, params, token);
      const elapsedMs = performance.now() - startedMs;
      return {
        analyses: analyses.map((analysis) => ({ ...analysis, ...found.document, elapsedMs })),
        skipped: failures.map(({ task, message }) => ({ task, reason: message })),
        elapsedMs,
      };
    });
  }

  #ask({ source, document, signal }: DocumentSource, questions: readonly ModelChoice[], title: string, params: v.InferOutput<typeof analyzeAllParamsSchema> | v.InferOutput<typeof analyzeParamsSchema>, token: CancellationToken): Promise<AnalysisOutcome> {
    const { ranges, codeParts, column, field, force, partialResultToken } = params;
    const job: AnalysisJob = { source, options: { ranges, codeParts, column, field }, questions, force, partial: partialResultToken !== undefined };
    return this.#working(title, params, token, signal, (abort, report) => this.#parts.inference.call('analyze', job, {
      signal: abort,
      onProgress: ({ part, found }) => {
        report(part);
        if (found && partialResultToken !== undefined) this.#tell(partialResultToken, { ...found, uri: document.uri, version: document.version } satisfies PartialAnalysis);
      },
    }));
  }

  async #explain(given: unknown, token: CancellationToken): Promise<DocumentExplanation> {
    const params = checkParams(explainParamsSchema, given, 'lexiscope/explain');
    const startedMs = performance.now();
    return this.#withSource(params, async ({ source, document: { uri, version }, signal }) => {
      const { ranges, codeParts, column, field, label, limit } = params;
      const job = { source, options: { ranges, codeParts, column, field }, ...choiceOf(params), label, limit };
      const explanation = await this.#working(titles.explain, params, token, signal, (abort, onProgress) => this.#parts.inference.call('explain', job, { signal: abort, onProgress }));
      return { ...explanation, uri, version, elapsedMs: performance.now() - startedMs };
    });
  }

  async #live(given: unknown, token: CancellationToken): Promise<LiveAnalysis> {
    const params = checkParams(liveParamsSchema, given, 'lexiscope/live');
    const startedMs = performance.now();
    const { documents, inference } = this.#parts;
    const { uri } = params.textDocument;
    const document = await documents.find(uri, true);
    if (!document) throw new LexiscopeError('not-found', `the document ${uri} is not open`, { hint: 'Send textDocument/didOpen first.' });
    const { version } = document;
    if ((params.textDocument.version ?? version) !== version) throw contentModified(uri, params.textDocument.version!, version);
    const { codeParts, column, field, force, since } = params;
    const job = { ...choiceOf(params), uri, version, languageId: params.languageId ?? document.languageId, options: { codeParts, column, field }, force, since };
    const text = document.getText();
    const edits = documents.takeEdits(document);
    // A later change does not end the work: what it finds out is kept for the next answer.
    return this.#cancellable(token, undefined, async (signal) => {
      const outcome = (edits && (await inference.call('live', { ...job, content: edits }, { signal }))) ?? (await inference.call('live', { ...job, content: { text } }, { signal }));
      if (!outcome) throw new LexiscopeError('failed', `${uri}: version ${version} could not be followed`);
      return { ...outcome, uri, version, elapsedMs: performance.now() - startedMs };
    });
  }

  #endLive(given: unknown): Promise<{ ended: boolean }> {
    const { textDocument: { uri } } = checkParams(endLiveParamsSchema, given, 'lexiscope/endLive');
    this.#parts.documents.forgetEdits(uri);
    return this.#parts.inference.call('endLive', { uri }).then((ended) => ({ ended }));
  }

  async #classifyFiles(given: unknown, token: CancellationToken): Promise<FolderResult> {
    const { workDoneToken, partialResultToken, uris, ...params } = checkParams(classifyFilesParamsSchema, given, 'lexiscope/classifyFiles');
    const job = { ...params, ...choiceOf(params), paths: uris.map(pathOf), reportProgress: true };
    return this.#working(titles.files, { workDoneToken }, token, undefined, (signal, report) => this.#parts.inference.call('classifyFiles', job, {
      signal,
      onProgress: (news) => {
        report(news.files === 0 ? 0 : news.done / news.files);
        if (partialResultToken !== undefined) this.#tell(partialResultToken, news satisfies FolderProgress);
      },
    }));
  }

  async #exportResult(given: unknown, token: CancellationToken): Promise<{ readonly rows: number }> {
    const params = checkParams(exportResultParamsSchema, given, 'lexiscope/exportResult');
    return this.#working(titles.export, params, token, undefined, (signal, onProgress) => this.#parts.inference.call('exportResult', params, { signal, onProgress }));
  }

  async #withSource<T>(params: SourceParams, work: (found: DocumentSource) => Promise<T>): Promise<T> {
    const found = await findSource(this.#parts.documents, params);
    try {
      return await work(found);
    } catch (error) {
      throw found.signal?.aborted ? found.signal.reason : error;
    } finally {
      found.dispose();
    }
  }

  /** Work that can be cancelled by the request, by the progress bar or by a change of the document, and that shows how far it is. */
  #working<T>(
    title: string, { workDoneToken }: { workDoneToken?: string | number | undefined }, token: CancellationToken, changed: AbortSignal | undefined,
    work: (signal: AbortSignal, report: (part: number) => void) => Promise<T>,
  ): Promise<T> {
    return this.#cancellable(token, changed, async (signal) => {
      const progress = beginWorkDone(this.#connection, title, workDoneToken, this.#showsProgress);
      try {
        return await work(AbortSignal.any([signal, progress.signal]), progress.report);
      } finally {
        progress.end();
      }
    });
  }

  async #cancellable<T>(token: CancellationToken, changed: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    if (token.isCancellationRequested) controller.abort();
    try {
      return await work(changed ? AbortSignal.any([controller.signal, changed]) : controller.signal);
    } finally {
      subscription.dispose();
    }
  }

  #tell(token: string | number, value: unknown): void {
    void this.#connection.sendProgress(new ProgressType<unknown>(), token, value);
  }
}

/** @throws LexiscopeError `bad-input` where a custom model is not named */
function choiceOf({ task, model, candidates }: { task: Task; model?: string | undefined; candidates?: string[] | undefined }): ModelChoice {
  if (task === 'custom' && model === undefined) throw new LexiscopeError('bad-input', 'model: the task custom needs the path of a model file');
  return { task, model: model ?? task, candidates };
}
