import * as vscode from 'vscode';
import type { DocumentAnalysis } from '../../protocol/analysis.ts';
import type { DocumentExplanation } from '../../protocol/explain.ts';
import type { Question, Source } from '../reading/question.ts';
import { type Place, isSamePlace } from './place.ts';

/** Why a model answered as it did, and which answer it is about. */
export interface ExplainedAnswer {
  readonly analysis: DocumentAnalysis;
  /** The section or segment; left out: the whole of what was read. */
  readonly place?: Place;
  readonly explanation: DocumentExplanation;
}

/** What is known about one document. Immutable: every change makes a new one. */
export interface Answers {
  /** Of the document, or of the notebook. */
  readonly uri: string;
  /** One a model. Empty once the document has changed since. */
  readonly analyses: readonly DocumentAnalysis[];
  /** Newest last. */
  readonly explained: readonly ExplainedAnswer[];
  /** What was asked, and of which part of the file: for asking again. */
  readonly questions: readonly Question[];
  readonly source: Source;
}

/**
 * The answers that are shown. An answer holds for the versions of documents that it was computed for: the first edit drops it, and leaves
 * behind what was asked.
 */
export class Analyses implements vscode.Disposable {
  private readonly known = new Map<string, Answers>();
  /** Address of a notebook's cell -> address of the notebook. */
  private readonly notebookOfCell = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly subscriptions: vscode.Disposable[];

  /** Tells the address of each document whose answers came or went. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.outdate(this.keyOf(document));
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.delete(document.uri.toString())),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.outdate(notebook.uri.toString());
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.delete(notebook.uri.toString())),
    ];
  }

  /** The document that was asked about last comes first. */
  all(): Answers[] {
    return [...this.known.values()].reverse();
  }

  /** @param uri address of a document or a notebook */
  of(uri: string): Answers | undefined {
    return this.known.get(uri);
  }

  /** What is known about a document; of a cell, about its notebook. */
  about(document: vscode.TextDocument): Answers | undefined {
    return this.known.get(this.keyOf(document));
  }

  /** The current answer of a task about a document. */
  get(document: vscode.TextDocument, task: DocumentAnalysis['task']): DocumentAnalysis | undefined {
    return this.about(document)?.analyses.find((analysis) => analysis.task === task);
  }

  /** Keeps the answer, unless the document has changed or closed since; says whether it did. */
  set(analysis: DocumentAnalysis, question: Question, source: Source = {}): boolean {
    if (!isCurrent(analysis)) return false;
    const { uri } = analysis;
    const before = this.known.get(uri);
    const isOther = (other: { task: string; model?: unknown }): boolean => other.task !== analysis.task || (analysis.task === 'custom' && idOf(other) !== analysis.model.id);
    for (const cell of analysis.cells ?? []) this.notebookOfCell.set(cell.uri, uri);
    this.known.delete(uri); // set again below, as the newest
    this.known.set(uri, {
      uri,
      analyses: [...(before?.analyses ?? []).filter(isOther), analysis],
      explained: (before?.explained ?? []).filter(({ analysis: other }) => isOther(other)),
      questions: [...(before?.questions ?? []).filter(isOther), question],
      source,
    });
    this.changed.fire(uri);
    return true;
  }

  /** Keeps an explanation, unless the answer that it is about has gone; says whether it did. */
  explain(explained: ExplainedAnswer): boolean {
    const { analysis, explanation } = explained;
    const before = this.known.get(analysis.uri);
    if (!before?.analyses.includes(analysis)) return false;
    const isOther = (other: ExplainedAnswer): boolean => other.analysis !== analysis || other.explanation.label !== explanation.label || !isSamePlace(other.place, explained.place);
    this.known.set(analysis.uri, { ...before, explained: [...before.explained.filter(isOther), explained] });
    this.changed.fire(analysis.uri);
    return true;
  }

  delete(uri: string): void {
    if (this.known.delete(uri)) this.changed.fire(uri);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private outdate(uri: string): void {
    const before = this.known.get(uri);
    if (!before || before.analyses.length === 0) return;
    this.known.set(uri, { ...before, analyses: [], explained: [] });
    this.changed.fire(uri);
  }

  private keyOf({ uri }: vscode.TextDocument): string {
    return this.notebookOfCell.get(uri.toString()) ?? uri.toString();
  }
}

function idOf({ model }: { model?: unknown }): unknown {
  return typeof model === 'object' && model !== null ? (model as { id: string }).id : model;
}

/** Whether the answer is for what the editor shows now. A file that was read from the disk has no version to compare. */
export function isCurrent({ uri, version, cells }: Pick<DocumentAnalysis, 'uri' | 'version' | 'cells'>): boolean {
  if (cells) return cells.every((cell) => openVersion(cell.uri) === cell.version);
  return version === null || openVersion(uri) === version;
}

function openVersion(uri: string): number | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri)?.version;
}
