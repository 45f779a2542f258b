import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/trainingRun.ts';
import type { Server } from '../server.ts';
import { modelsFolder, spacesFolder } from '../storage.ts';

/**
 * Puts a copy of what a run made where the extension finds it: a classifier among the models of Categorize Document, word vectors among
 * the spaces of the hover. @returns what was done, as people read it
 */
export async function useRun(run: RunSummary, server: Server, context: vscode.ExtensionContext): Promise<string> {
  const vectors = run.kind === 'embeddings';
  const folder = (vectors ? spacesFolder(context) : modelsFolder(context)).fsPath;
  await mkdir(folder, { recursive: true });
  const to = path.join(folder, `${fileName(run.name)}.${vectors ? 'bin' : 'onnx'}`);
  await server.request('lexiscope/training/exportModel', { run: run.id, what: vectors ? 'vectors' : 'model', to });
  if (!vectors) return run.kind === 'tagger' ? vscode.l10n.t('Kept as {0}.', to) : vscode.l10n.t('"{0}" can now be chosen in Categorize Document.', run.name);
  await server.request('lexiscope/spaces/load', { file: to });
  const configuration = vscode.workspace.getConfiguration('lexiscope.vectors');
  const files = configuration.get<readonly string[]>('spaces', []);
  if (!files.includes(to)) await configuration.update('spaces', [...files, to], vscode.ConfigurationTarget.Global);
  return vscode.l10n.t('"{0}" is now one of the vector spaces; choose it with Choose Vector Space.', run.name);
}

/** A name that every file system takes. */
export function fileName(name: string): string {
  return name.normalize('NFKC').replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[.\s-]+|[.\s-]+$/g, '').slice(0, 80) || 'run';
}
