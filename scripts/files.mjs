import { promises as fs } from 'node:fs';
import path from 'node:path';

/** Written by a build: the packages from which something is in a bundle, for their licences. Their own source maps hide it in ours. */
export const bundledPackagesFile = 'build/bundledPackages.json';

/** Paths of the files below `folder` that `accept` takes, sorted, with forward slashes. */
export async function glob(folder, accept) {
  const entries = await fs.readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name).replaceAll('\\', '/'))
    .filter(accept)
    .sort();
}

/** Removes a file or folder; a missing one is fine. */
export async function rm(target) {
  await fs.rm(target, { recursive: true, force: true });
}
