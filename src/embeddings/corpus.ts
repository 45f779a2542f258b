import { LexiscopeError } from '../base/errors.ts';
import type { Problem } from '../corpora/source.ts';
import { readTexts } from '../corpora/readTexts.ts';
import { splitSentences } from '../text/sentences.ts';
import { TokenInterner } from './tokenInterner.ts';
import { TokenLog } from './tokenLog.ts';
import { forEachToken } from './tokens.ts';
import type { TokenKind } from './tokens.ts';

export interface CorpusOptions {
  readonly tokens: TokenKind;
  readonly lowerCase: boolean;
  /** Where windows end. A paragraph ends at an empty line, a document with its file; a row of a table is always a text of its own. */
  readonly boundaries: 'sentence' | 'line' | 'paragraph' | 'document';
  /** Rarer words are left out of the text before windows are formed, as in word2vec. */
  readonly minimumCount: number;
  /** The most frequent so many words are kept; undefined: all. */
  readonly maximumVocabulary?: number | undefined;
  /** Distinct tokens held while counting. */
  readonly maximumDistinct?: number;
  /** A larger corpus of ids goes to a temporary file. */
  readonly idMemoryBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then; reading waits for the promise that it may give. */
  readonly gate?: (() => Promise<void> | undefined) | undefined;
  /** Takes bad rows, which are then left out; without it the first one is thrown. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** Bytes read, as they lie on the disk, over all files. */
  readonly onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
}

/** Words by falling frequency; words of equal frequency in the order of their first appearance. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** [words] occurrences in the corpus. */
  readonly counts: Float64Array;
}

/** A corpus ready for training. */
export interface EncodedCorpus {
  readonly vocabulary: Vocabulary;
  /** Word numbers (0: the most frequent) with boundaries between. The owner disposes of it. */
  readonly ids: TokenLog;
  /** Tokens of the text, those outside the vocabulary included. */
  readonly tokenCount: number;
  /** Tokens inside the vocabulary. */
  readonly knownCount: number;
}

const textsBetweenGates = 1024;
/** Longer tokens are no words. */
const maximumTokenLength = 100;

/**
 * Reads a corpus (files, folders, globs; see corpora/readTexts.ts) once, as a stream, and encodes it.
 * @throws LexiscopeError of the readers, `bad-input` when no word reaches the minimum count, `cancelled` once the signal is aborted
 */
export async function encodeCorpus(paths: readonly string[], options: CorpusOptions): Promise<EncodedCorpus> {
  const { boundaries, signal, onProgress, lowerCase, gate, onProblem } = options;
  const interner = new TokenInterner(options.maximumDistinct ?? 16_000_000);
  const log = new TokenLog(options.idMemoryBytes ?? 1 << 29);
  try {
    const scanner = new TokenScanner(options.tokens, interner, log);
    const reading = { unit: boundaries === 'sentence' ? 'paragraph' : boundaries, ...(signal && { signal }), ...(onProgress && { onProgress }), ...(onProblem && { onProblem }) } as const;
    let texts = 0;
    for await (const { text } of readTexts(paths, reading)) {
      const opening = ++texts % textsBetweenGates === 0 ? gate?.() : undefined;
      if (opening) await opening;
      if (boundaries === 'sentence') {
        // Sentences are found by their capitals, so the text is folded only afterwards.
        for (const { start, end } of splitSentences(text)) scanner.scan(lowerCase ? text.slice(start, end).toLowerCase() : text.slice(start, end));
      } else scanner.scan(lowerCase ? text.toLowerCase() : text);
    }
    log.flush();
    return numbered(interner, log, scanner.tokenCount, options);
  } catch (error) {
    log.dispose();
    throw error;
  }
}

function numbered(interner: TokenInterner, log: TokenLog, tokenCount: number, options: CorpusOptions): EncodedCorpus {
  const entries = [...interner.entries()].filter((entry) => entry.count >= options.minimumCount);
  // Array.prototype.sort is stable: equal counts stay in order of appearance.
  entries.sort((a, b) => b.count - a.count);
  if (options.maximumVocabulary !== undefined) entries.length = Math.min(entries.length, options.maximumVocabulary);
  if (entries.length === 0) {
    throw new LexiscopeError('bad-input', `no word occurs ${options.minimumCount} times in the corpus of ${tokenCount} tokens`, { hint: 'Lower the minimum count, or check that the files hold text.' });
  }
  const rankOf = new Int32Array(interner.idLimit).fill(-1);
  entries.forEach((entry, rank) => (rankOf[entry.id] = rank));
  const map = interner.currentIds();
  for (let id = 0; id < map.length; id++) map[id] = map[id] < 0 ? -1 : rankOf[map[id]];
  const counts = Float64Array.from(entries, (entry) => entry.count);
  const ids = log.mapped(map);
  return { vocabulary: { words: entries.map((entry) => entry.token), counts }, ids, tokenCount, knownCount: counts.reduce((a, b) => a + b, 0) };
}

/** Cuts texts into tokens, interns them and logs their ids. */
class TokenScanner {
  tokenCount = 0;
  readonly #interner: TokenInterner;
  readonly #log: TokenLog;
  readonly #tokens: TokenKind;

  constructor(tokens: TokenKind, interner: TokenInterner, log: TokenLog) {
    this.#interner = interner;
    this.#log = log;
    this.#tokens = tokens;
  }

  /** Takes a text after which windows end. */
  scan(text: string): void {
    forEachToken(text, this.#tokens, (start, end) => {
      this.tokenCount++;
      if (end - start <= maximumTokenLength) this.#log.append(this.#interner.intern(text, start, end));
    });
    this.#log.appendBoundary();
  }
}
