// A bundle of its own (scripts/build.mjs): folders are classified now and then, activation happens in every window.
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ModelInfo } from '../../protocol/models.ts';
import type { Presenter } from '../answers/present.ts';
import { type TableKind, formatOf, tableKind } from '../reading/formats.ts';
import { type Models, questionOf } from '../reading/models.ts';
import type { Source } from '../reading/question.ts';
import { chooseColumn } from '../reading/source.ts';
import type { Server } from '../server.ts';
import { FolderTable } from './folderTable.ts';

export type FolderKind = 'folder' | 'files';

export interface FolderParts {
  readonly context: vscode.ExtensionContext;
  readonly server: Server;
  readonly models: Models;
  readonly presenter: Presenter;
  readonly log: vscode.LogOutputChannel;
}

/** What of the chosen files and folders is read. */
export interface Selection {
  readonly uris: readonly vscode.Uri[];
  readonly include?: readonly string[];
  /** Each row of each file is a text. */
  readonly rows?: boolean;
  readonly source?: Source;
}

const headBytes = 65_536;

/** `Classify Folder...` and `Classify Files...`: asks for what is missing, then fills a table. */
export async function classifyFolder(parts: FolderParts, kind: FolderKind, chosen: readonly vscode.Uri[]): Promise<void> {
  const uris = chosen.length > 0 ? chosen : await askForUris(kind);
  if (!uris) return;
  const selection = kind === 'folder' ? await askForPattern(uris) : await askForRows(uris);
  if (!selection) return;
  const model = await parts.models.choose(vscode.l10n.t('Classify with which model?'), () => true);
  if (!model) return;
  await new FolderTable(parts, selection, questionOf(model), titleFor(uris, model)).run();
}

function titleFor(uris: readonly vscode.Uri[], { name }: ModelInfo): string {
  const what = uris.length === 1 ? (uris[0].path.split('/').at(-1) ?? '') : vscode.l10n.t('{0} files', uris.length);
  return `${what} · ${name}`;
}

async function askForUris(kind: FolderKind): Promise<readonly vscode.Uri[] | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (kind === 'folder' && folders.length > 0) {
    const browse = { label: `$(folder-opened) ${vscode.l10n.t('Another folder...')}`, uri: undefined };
    const items = [...folders.map(({ name, uri }) => ({ label: `$(folder) ${name}`, description: uri.fsPath, uri })), browse];
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Classify which folder?') });
    if (!chosen) return undefined;
    if (chosen.uri) return [chosen.uri];
  }
  const isFolder = kind === 'folder';
  return vscode.window.showOpenDialog({ canSelectFolders: isFolder, canSelectFiles: !isFolder, canSelectMany: true, openLabel: vscode.l10n.t('Classify') });
}

interface PatternItem extends vscode.QuickPickItem {
  readonly include?: readonly string[];
}

async function askForPattern(uris: readonly vscode.Uri[]): Promise<Selection | undefined> {
  const own: PatternItem = { label: vscode.l10n.t('Files that match a pattern...') };
  const items: PatternItem[] = [
    { label: vscode.l10n.t('Every text file'), description: vscode.l10n.t('other files are listed as skipped'), include: [] },
    { label: vscode.l10n.t('Only files made for prose'), description: '*.txt *.md *.tex *.html *.rst *.adoc', include: ['**/*.{txt,md,mdx,markdown,tex,html,htm,rst,adoc,asciidoc,srt,vtt,eml}'] },
    own,
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which files of the folder?') });
  if (chosen !== own) return chosen && { uris, include: chosen.include ?? [] };
  const pattern = await vscode.window.showInputBox({ title: vscode.l10n.t('Which files of the folder?'), prompt: vscode.l10n.t('Patterns of paths below the folder, separated by spaces'), value: '**/*.txt' });
  const include = pattern?.split(/\s+/).filter((part) => part !== '');
  return include && include.length > 0 ? { uris, include } : undefined;
}

/** Tables can be read row by row. */
async function askForRows(uris: readonly vscode.Uri[]): Promise<Selection | undefined> {
  const kinds = new Set(uris.map(({ path }) => tableKind(formatOf('plaintext', path))));
  const [kind] = kinds;
  if (kinds.size !== 1 || !kind) return { uris };
  const rows = { label: vscode.l10n.t('Each row is a text'), rows: true };
  const chosen = await vscode.window.showQuickPick([rows, { label: vscode.l10n.t('Each file is a text'), rows: false }], { title: vscode.l10n.t('What is one text?') });
  if (!chosen) return undefined;
  const source = await chooseColumn(await readHead(uris[0]), kind satisfies TableKind);
  return source && { uris, rows: chosen.rows, source };
}

/** The beginning of a file, for the names of its columns; UTF-8, since only these names matter. */
async function readHead({ fsPath }: vscode.Uri): Promise<string> {
  const file = await open(fsPath);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** A folder of its own for the rows of one table. */
export function newResultFolder({ storageUri, globalStorageUri }: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'tables', randomUUID());
}
