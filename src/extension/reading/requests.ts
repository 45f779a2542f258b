import * as vscode from 'vscode';
import type { DocumentAnalyses, DocumentAnalysis, DocumentRange } from '../../protocol/analysis.ts';
import type { Server } from '../server.ts';
import type { Work } from './progress.ts';
import type { Question, Source } from './question.ts';
import { type Subject, uriOf, versionOf } from './subject.ts';

/** A document is read again once it has been left alone for so long. */
const quietMs = 400;
/** LSP's `ContentModified`; its library is not loaded for the number. */
const contentModified = -32801;

/** A question about one document: `all` for every shipped model. */
export type Asked = Question | 'all';

export interface Reading {
  readonly subject: Subject;
  readonly source: Source;
  /** Answer although the text is in a language that the model does not read. */
  readonly force?: boolean;
  /** Models other than the shipped ones, for `all`. */
  readonly models?: Readonly<Record<string, string>>;
}

type SourceParams = Source & { textDocument: { uri: string; version?: number }; ranges?: DocumentRange[] };

/** What every request about a document says of it. */
export function sourceParams(subject: Subject, source: Source): SourceParams {
  const version = versionOf(subject);
  return {
    textDocument: { uri: uriOf(subject).toString(), ...(version !== undefined && { version }) },
    ...(subject.kind === 'text' && subject.ranges && { ranges: [...subject.ranges] }),
    ...source,
  };
}

/**
 * Asks until the answer is for the document as it stands, so that typing while a long text is read loses nothing.
 * @param accept says whether the answer was current and has been kept
 * @throws CancellationError when the document closes; Error for a selection whose text has changed: its place means nothing any more
 */
export async function readUntilCurrent(server: Server, asked: Asked, { subject, source, force, models }: Reading, { token, report }: Work, accept: (answer: DocumentAnalyses) => boolean): Promise<DocumentAnalyses> {
  for (;;) {
    const params = { ...sourceParams(subject, source), ...(force && { force }) };
    const options = { token, onProgress: report };
    try {
      const answer = asked === 'all'
        ? await server.request('lexiscope/analyzeAll', { ...params, ...(models && { models }) }, options)
        : asOne(await server.request('lexiscope/analyze', { ...params, task: asked.task, ...(asked.model && { model: asked.model }), ...(asked.candidates && { candidates: [...asked.candidates] }) }, options));
      if (accept(answer)) return answer;
    } catch (error) {
      if ((error as { code?: unknown } | undefined)?.code !== contentModified) throw error;
    }
    if (token.isCancellationRequested || isClosed(subject)) throw new vscode.CancellationError();
    if (subject.kind === 'text' && subject.ranges) throw new Error(vscode.l10n.t('The text changed while it was being read. Select it and run the command again.'));
    await untilQuiet(subject, token);
  }
}

function asOne(analysis: DocumentAnalysis): DocumentAnalyses {
  return { analyses: [analysis], skipped: [], elapsedMs: analysis.elapsedMs };
}

function isClosed(subject: Subject): boolean {
  if (subject.kind === 'text') return subject.document.isClosed;
  return subject.kind === 'notebook' && subject.notebook.isClosed;
}

async function untilQuiet(subject: Subject, token: vscode.CancellationToken): Promise<void> {
  for (let version = -1; version !== revisionOf(subject) && !token.isCancellationRequested; ) {
    version = revisionOf(subject);
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  }
}

/** Grows with every edit. */
function revisionOf(subject: Subject): number {
  if (subject.kind === 'file') return 0;
  return subject.kind === 'text' ? subject.document.version : subject.notebook.getCells().reduce((sum, { document }) => sum + document.version, subject.notebook.version);
}
