import { type Connection, NotebookCellKind, NotebookDocuments, type TextDocumentContentChangeEvent, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from '../../protocol/inference.ts';

/** A client may send a request ahead of the document's didOpen: vscode-languageclient 10.1 does, in the first moments of a session. */
const openWaitMs = 1000;
const firstMomentsMs = 3000;

/** The documents that the client has open, cells of notebooks among them, and the edits that made their versions. */
export class OpenDocuments {
  readonly texts: TextDocuments<TextDocument>;
  readonly #notebooks = new NotebookDocuments(TextDocument);
  /** Edits since a version of a document that someone wants to know of. */
  readonly #edits = new Map<string, { base: number; edits: TextEdit[] }>();
  #startedMs = Infinity;

  constructor() {
    this.texts = new TextDocuments({
      create: (uri, languageId, version, content) => TextDocument.create(uri, languageId, version, content),
      update: (document, changes, version) => this.#update(document, changes, version),
    });
    this.texts.onDidClose(({ document }) => this.#edits.delete(document.uri));
  }

  listen(connection: Connection): void {
    this.#startedMs = performance.now();
    this.texts.listen(connection);
    this.#notebooks.listen(connection);
  }

  get(uri: string): TextDocument | undefined {
    return this.texts.get(uri) ?? this.#notebooks.cellTextDocuments.get(uri);
  }

  /**
   * The document, which the client may be about to open.
   * @param expected the client says that it is open
   */
  async find(uri: string, expected: boolean): Promise<TextDocument | undefined> {
    const document = this.get(uri);
    if (document || !(expected || performance.now() - this.#startedMs < firstMomentsMs)) return document;
    return this.#opened(uri);
  }

  /** The Markdown cells of an open notebook, in order. */
  markdownCells(uri: string): readonly TextDocument[] | undefined {
    const notebook = this.#notebooks.getNotebookDocument(uri);
    return notebook?.cells.flatMap((cell) => {
      const document = cell.kind === NotebookCellKind.Markup ? this.#notebooks.getCellTextDocument(cell) : undefined;
      return document ? [document] : [];
    });
  }

  /** The edits since the last call for this document, and the version that they build on; from now on they are kept. Undefined at the first call. */
  takeEdits(document: TextDocument): { base: number; edits: readonly TextEdit[] } | undefined {
    const known = this.#edits.get(document.uri);
    this.#edits.set(document.uri, { base: document.version, edits: [] });
    return known;
  }

  /** Keeps no more edits of this document; the next `takeEdits` is a first one. */
  forgetEdits(uri: string): boolean {
    return this.#edits.delete(uri);
  }

  #update(document: TextDocument, changes: TextDocumentContentChangeEvent[], version: number): TextDocument {
    const kept = this.#edits.get(document.uri);
    if (!kept) return TextDocument.update(document, changes, version);
    for (const change of changes) {
      const range = 'range' in change ? [document.offsetAt(change.range.start), document.offsetAt(change.range.end)] : [0, document.getText().length];
      kept.edits.push({ start: Math.min(...range), end: Math.max(...range), text: change.text });
      TextDocument.update(document, [change], version);
    }
    return TextDocument.update(document, [], version);
  }

  #opened(uri: string): Promise<TextDocument | undefined> {
    return new Promise((resolve) => {
      const end = (document: TextDocument | undefined): void => {
        clearTimeout(timer);
        subscription.dispose();
        resolve(document);
      };
      const timer = setTimeout(() => end(undefined), openWaitMs);
      const subscription = this.texts.onDidOpen(({ document }) => {
        if (document.uri === uri) end(document);
      });
    });
  }
}
