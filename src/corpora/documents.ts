import path from 'node:path';
import { LexiscopeError } from '../base/errors.ts';
import type { LabelledExample } from './example.ts';
import { entriesOf, filesBelow } from './paths.ts';
import type { OfficialSplit } from './reuters.ts';
import { checkRowLength } from './source.ts';
import type { Source, TextParser } from './source.ts';
import { murmur3 } from './textHash.ts';

/** A file that is one example. */
export class DocumentParser implements TextParser<LabelledExample> {
  private readonly source: Source;
  private readonly labels: readonly string[];
  private text = '';

  constructor(source: Source, labels: readonly string[]) {
    this.source = source;
    this.labels = labels;
  }

  push(text: string): [] {
    this.text += text;
    checkRowLength(this.source, 1, this.text.length);
    return [];
  }

  *end(): Generator<LabelledExample> {
    yield { text: this.text, labels: this.labels, file: this.source.file, line: 1 };
  }
}

/**
 * The files of a folder per class, each with its class: `root/CLASS/...`, or `root/train/CLASS/...` and `root/test/CLASS/...` where the split
 * chooses. IMDB's `unsup` beside `pos` and `neg` is no class and left out. The order mixes the classes, the same way each time, as
 * training on one class after the other goes badly.
 * @throws LexiscopeError where there are no class folders
 */
export async function classFiles(root: string, split: OfficialSplit): Promise<Map<string, string>> {
  const labelOf = new Map<string, string>();
  for (const folder of await splitFolders(root, split)) {
    const { folders } = await entriesOf(folder);
    const classes = folders.includes('pos') && folders.includes('neg') ? folders.filter((name) => name !== 'unsup') : folders;
    for (const name of classes) for (const file of await filesBelow(path.join(folder, name))) labelOf.set(file, name);
  }
  if (labelOf.size === 0) {
    throw new LexiscopeError('bad-input', `${root}: expected a folder for each class with text files in it`, { hint: 'As in reviews/positive/1.txt and reviews/negative/2.txt.' });
  }
  const key = (file: string): number => murmur3(path.relative(root, file).replaceAll(path.sep, '/'), 0);
  return new Map([...labelOf].map((entry) => ({ entry, key: key(entry[0]) })).sort((a, b) => a.key - b.key).map(({ entry }) => entry));
}

async function splitFolders(root: string, split: OfficialSplit): Promise<string[]> {
  const { folders } = await entriesOf(root);
  const parts = ['train', 'test'].filter((name) => folders.includes(name));
  if (parts.length === 0) return [root];
  if (split === 'all') return parts.map((name) => path.join(root, name));
  if (parts.includes(split)) return [path.join(root, split)];
  throw new LexiscopeError('not-found', `${root}: there is no folder ${split} beside ${parts.join(', ')}`);
}
