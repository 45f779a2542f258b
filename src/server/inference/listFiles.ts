import path from 'node:path';
import { messageOf, throwIfAborted } from '../../base/errors.ts';
import { entriesOf, globExpression, isFolder } from '../../corpora/paths.ts';

export interface FileFilter {
  /** Globs of paths relative to the folder; one without / is of names. None: everything. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** A file to be read, or a place that could not be looked into. */
export interface ListedFile {
  readonly file: string;
  readonly problem?: string;
}

/** Folders that no one writes texts in. */
const leftOut = new Set(['node_modules']);

/** The files that are meant by files and folders, in order, each once. Hidden ones are left out, links to folders not followed. */
export async function listFiles(paths: readonly string[], filter: FileFilter, signal: AbortSignal): Promise<ListedFile[]> {
  const found = new Map<string, ListedFile>();
  const accepts = acceptorOf(filter);
  const visit = async (target: string, root: string | undefined): Promise<void> => {
    throwIfAborted(signal, 'Listing the files');
    try {
      if (root === undefined && !(await isFolder(target))) {
        found.set(target, { file: target });
        return;
      }
      const { files, folders } = await entriesOf(target);
      const base = root ?? target;
      for (const name of files) {
        const file = path.join(target, name);
        if (accepts(path.relative(base, file).replaceAll(path.sep, '/'))) found.set(file, { file });
      }
      for (const name of folders) if (!leftOut.has(name)) await visit(path.join(target, name), base);
    } catch (error) {
      throwIfAborted(signal, 'Listing the files');
      found.set(target, { file: target, problem: messageOf(error) });
    }
  };
  for (const target of paths) await visit(target, undefined);
  return [...found.values()];
}

function acceptorOf({ include, exclude }: FileFilter): (relative: string) => boolean {
  const patterns = (globs: readonly string[]): RegExp[] => globs.map((glob) => globExpression(glob.includes('/') ? glob : `**/${glob}`));
  const [wanted, unwanted] = [patterns(include), patterns(exclude)];
  return (relative) => (wanted.length === 0 || wanted.some((pattern) => pattern.test(relative))) && !unwanted.some((pattern) => pattern.test(relative));
}
