import { open } from 'node:fs/promises';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import { countColumns, countCorpus, countKinds } from '../embeddings/countCorpus.ts';
import type { CountSettings } from '../embeddings/countCorpus.ts';
import { tokenKinds } from '../embeddings/tokens.ts';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { decimalNumber, oneOf, parseOptions, wholeNumber } from './options.ts';
import { ProgressBar } from './progressBar.ts';

const sides = ['both', 'left', 'right'] as const;
const weightings = ['flat', 'dynamic', 'harmonic'] as const;
const boundaries = ['sentence', 'line', 'paragraph', 'document'] as const;

export const countUsage = `usage: lexiscope count words|bigrams|neighbours|bags|documents --corpus FILE|FOLDER|GLOB... [--out FILE.tsv] [options]

Counts a corpus, as the trainers of word vectors do, into a table with a header: tab-separated values, frequent words first.

  words        every word and how often it comes
  bigrams      a word and the one that follows it at once
  neighbours   a word and one in the window around it
  bags         the number of a text, from 1, and its words: bags of words
  documents    the same by word: word x document

  --out FILE.tsv       in place of standard output
  --min-count N        rarer words are left out (1)
  --max-vocabulary N   only the most frequent so many words (0: all)
  --window N           neighbours: words on each side (5)
  --sides SIDES        neighbours: ${sides.join(', ')} (both)
  --weighting KIND     neighbours: ${weightings.join(', ')} (flat)
  --tokens KIND        letters: runs of letters; whitespace: the text is tokenized already (letters)
  --keep-case          do not fold capitals
  --boundaries KIND    where texts and windows end: ${boundaries.join(', ')} (line; bags, documents: document)
  --phrases N          rounds of joining phrases as new_york (0)    --phrase-threshold T (100)
`;

/** Characters that are written at a time. */
const chunkLength = 1 << 16;

/** `lexiscope count`: see countUsage. */
export async function count(args: string[], io: Io): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(args, {
    corpus: { type: 'string', multiple: true }, out: text, 'min-count': text, 'max-vocabulary': text, window: text, sides: text, weighting: text, tokens: text,
    'keep-case': { type: 'boolean' }, boundaries: text, phrases: text, 'phrase-threshold': text,
  });
  const [name, ...rest] = positionals;
  if (name === undefined) throw new UsageError(`what to count is missing: ${countKinds.join(', ')}`);
  const kind = countKinds.find((candidate) => candidate === name);
  if (kind === undefined) throw new UsageError(`there is no count ${name}; there are ${countKinds.join(', ')}`);
  if (rest.length > 0) throw new UsageError(`'${rest[0]}': files are given with --corpus`);
  const { corpus, out } = values;
  if (corpus === undefined) throw new UsageError('--corpus is missing: a file, folder or glob of texts');
  for (const option of ['window', 'sides', 'weighting'] as const) {
    if (kind !== 'neighbours' && values[option] !== undefined) throw new UsageError(`--${option} has no meaning for ${kind}`);
  }
  const maximumVocabulary = wholeNumber('max-vocabulary', values['max-vocabulary'] ?? '0', 0);
  const bar = new ProgressBar(io);
  const settings: CountSettings = {
    kind, minimumCount: wholeNumber('min-count', values['min-count'] ?? '1', 1), ...(maximumVocabulary > 0 && { maximumVocabulary }),
    window: { size: wholeNumber('window', values.window ?? '5', 1), sides: oneOf('sides', values.sides ?? 'both', sides), weighting: oneOf('weighting', values.weighting ?? 'flat', weightings) },
    tokens: oneOf('tokens', values.tokens ?? 'letters', tokenKinds), lowerCase: values['keep-case'] !== true,
    boundaries: oneOf('boundaries', values.boundaries ?? (kind === 'bags' || kind === 'documents' ? 'document' : 'line'), boundaries),
    phraseRounds: wholeNumber('phrases', values.phrases ?? '0', 0),
    phraseThreshold: decimalNumber('phrase-threshold', values['phrase-threshold'] ?? '100', (threshold) => threshold > 0, 'a number above 0'),
    signal: io.signal, onProgress: (done, total) => bar.draw('reading', total > 0 ? done / total : 0, ''),
  };
  const write = async (to: (text: string) => Promise<unknown> | void): Promise<number> => {
    let chunk = `${countColumns[kind].join('\t')}\n`;
    let rows = 0;
    await countCorpus(corpus, settings, (cells) => {
      chunk += `${cells.join('\t')}\n`;
      rows++;
      if (chunk.length < chunkLength) return undefined;
      const full = chunk;
      chunk = '';
      bar.draw('writing', undefined, `${rows} rows`);
      return Promise.resolve(to(full)).then(() => undefined);
    });
    bar.clear();
    await to(chunk);
    return rows;
  };
  if (out === undefined) {
    await write(io.stdout);
    return 0;
  }
  let rows = 0;
  await replaceFile(out, async (temporary) => {
    const handle = await open(temporary, 'w').catch((error: unknown) => {
      throw new LexiscopeError('failed', `${out}: cannot be written: ${messageOf(error)}`, { cause: error });
    });
    try {
      rows = await write((part) => handle.appendFile(part));
    } finally {
      await handle.close();
    }
  });
  io.stdout(`${out}: ${rows} rows\n`);
  return 0;
}
