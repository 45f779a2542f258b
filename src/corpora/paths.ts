import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import { fileError } from './bytes.ts';

/** Whether a path is a folder. @throws LexiscopeError if there is nothing, or it may not be looked at */
export async function isFolder(target: string): Promise<boolean> {
  try {
    return (await stat(target)).isDirectory();
  } catch (error) {
    throw fileError(error, target);
  }
}

/** Names in a folder, sorted; hidden ones are left out, and links to folders are not followed (they can make circles). */
export async function entriesOf(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) folders.push(entry.name);
      else if (entry.isFile() || (entry.isSymbolicLink() && (await isLinkToFile(path.join(folder, entry.name))))) files.push(entry.name);
    }
  } catch (error) {
    throw fileError(error, folder);
  }
  return { files: files.sort(), folders: folders.sort() };
}

async function isLinkToFile(link: string): Promise<boolean> {
  try {
    return (await stat(link)).isFile();
  } catch {
    // A link to nothing.
    return false;
  }
}

/** Paths of the files below a folder, folder by folder, sorted within each. */
export async function filesBelow(folder: string, accept: (file: string) => boolean = () => true): Promise<string[]> {
  const { files, folders } = await entriesOf(folder);
  const accepted = files.map((name) => path.join(folder, name)).filter(accept);
  for (const name of folders) for (const file of await filesBelow(path.join(folder, name), accept)) accepted.push(file);
  return accepted;
}

/**
 * The files that a glob names: `*` and `?` within a name, `**` over folders, `{a,b}` for choices.
 * @throws LexiscopeError if there are none
 */
export async function filesOfGlob(glob: string): Promise<string[]> {
  const pattern = glob.replaceAll(path.sep, '/');
  const segments = pattern.split('/');
  const firstMagic = segments.findIndex(isGlob);
  const base = segments.slice(0, firstMagic).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const expression = globExpression(segments.slice(firstMagic).join('/'));
  const files = await filesBelow(base, (file) => expression.test(path.relative(base, file).replaceAll(path.sep, '/')));
  if (files.length === 0) throw new LexiscopeError('not-found', `${glob}: no file has a name like this`);
  return files;
}

export function isGlob(target: string): boolean {
  return /[*?{]/.test(target);
}

/** What a path must match, with / between its names. */
export function globExpression(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*\/|\*+|\?|\{[^{}/]*\}|[^*?{]+|\{/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part.startsWith('*')) return part === '**' ? '.*' : '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('{') && part.endsWith('}')) return `(?:${part.slice(1, -1).split(',').map(literal).join('|')})`;
    return literal(part);
  });
  return new RegExp(`^${source}$`, 'u');
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
