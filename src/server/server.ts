import * as v from 'valibot';
import { type Connection, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { AnalysisService, type AnalysisServiceParts } from './analysis/serveAnalysis.ts';
import { OpenDocuments } from './analysis/openDocuments.ts';
import { toResponseError } from './requestErrors.ts';
import { listenForLessons } from './lessons/serveLessons.ts';
import { TrainingService } from './training/serveTraining.ts';
import { SpaceService, type SpaceServiceParts } from './spaces/serveSpaces.ts';

const initializationOptionsSchema = v.fallback(v.object({ ownCommands: v.optional(v.boolean(), false) }), { ownCommands: false });

/** The processes that do the work. */
export interface ServerParts {
  readonly inference: AnalysisServiceParts['inference'];
  readonly vectors: Pick<SpaceServiceParts, 'registry' | 'processes'>;
}

/** Everything that the server does on a connection. */
export function serve(connection: Connection, version: string, { inference, vectors }: ServerParts): void {
  const documents = new OpenDocuments();

  connection.onInitialize((params): InitializeResult => {
    const { ownCommands } = v.parse(initializationOptionsSchema, params.initializationOptions ?? {});
    return {
      serverInfo: { name: 'Lexiscope', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...spaces.initialize(params),
        ...training.initialize(params),
        ...analysis.initialize(params.capabilities.window?.workDoneProgress === true, ownCommands),
      },
    };
  });

  connection.onInitialized(() => spaces.initialized());

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

  const spaces = new SpaceService(connection, { ...vectors, documents: documents.texts, findDocument: (uri) => documents.find(uri, true), asResponse });
  const training = new TrainingService(connection, { inference, asResponse });
  listenForLessons(connection, asResponse);
  const analysis = new AnalysisService(connection, { documents, inference, asResponse });

  documents.listen(connection);
  connection.listen();
}
