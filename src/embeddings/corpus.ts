import { LexiscopeError, throwIfAborted } from '../base/errors.ts';
import { readText } from '../corpora/bytes.ts';
import { characterClass, classOf } from '../text/characterClasses.ts';
import { TokenInterner } from './tokenInterner.ts';
import { TokenLog } from './tokenLog.ts';

export interface CorpusOptions {
  /** `letters`: maximal runs of letters and marks. `whitespace`: whatever stands between blanks, for text that is tokenized already. */
  readonly tokens: 'letters' | 'whitespace';
  readonly lowerCase: boolean;
  /** Where windows end. A paragraph ends at an empty line, a document with its file. */
  readonly boundaries: 'line' | 'paragraph' | 'document';
  /** Rarer words are left out of the text before windows are formed, as in word2vec. */
  readonly minimumCount: number;
  /** The most frequent so many words are kept; undefined: all. */
  readonly maximumVocabulary?: number | undefined;
  /** Distinct tokens held while counting. */
  readonly maximumDistinct?: number;
  /** A larger corpus of ids goes to a temporary file. */
  readonly idMemoryBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Bytes read, as they lie on the disk, of the file with this index. */
  readonly onProgress?: ((fileIndex: number, bytesRead: number) => void) | undefined;
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

const lineFeed = 10;
const carriageReturn = 13;
/** Longer tokens are no words. */
const maximumTokenLength = 100;

/**
 * Reads text files (plain or gzip) once, as a stream, and encodes them.
 * @throws LexiscopeError of the readers, `bad-input` when no word reaches the minimum count, `cancelled` once the signal is aborted
 */
export async function encodeCorpus(files: readonly string[], options: CorpusOptions): Promise<EncodedCorpus> {
  const interner = new TokenInterner(options.maximumDistinct ?? 16_000_000);
  const log = new TokenLog(options.idMemoryBytes ?? 1 << 29);
  try {
    const scanner = new TokenScanner(options, interner, log);
    for (const [index, file] of files.entries()) {
      const read = { onBytes: (bytes: number): void => options.onProgress?.(index, bytes), ...(options.signal && { signal: options.signal }) };
      for await (const text of readText(file, read)) scanner.push(text);
      scanner.endFile();
      throwIfAborted(options.signal, 'Reading the corpus');
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

/** Cuts text that comes in pieces into tokens, interns them and logs their ids. */
class TokenScanner {
  tokenCount = 0;
  readonly #interner: TokenInterner;
  readonly #log: TokenLog;
  readonly #options: CorpusOptions;
  readonly #isTokenCharacter: (codePoint: number) => boolean;
  /** The token that the last piece may have cut. */
  #rest = '';
  /** Nothing but blanks since the last line feed. */
  #lineIsEmpty = true;

  constructor(options: CorpusOptions, interner: TokenInterner, log: TokenLog) {
    this.#options = options;
    this.#interner = interner;
    this.#log = log;
    this.#isTokenCharacter = options.tokens === 'letters' ? isLetterOrMark : isNotBlank;
  }

  push(piece: string): void {
    const text = this.#rest + (this.#options.lowerCase ? piece.toLowerCase() : piece);
    let end = text.length;
    // A token at the very end may go on in the next piece; one that is too long to be a word need not be kept whole.
    while (end > 0 && text.length - end <= maximumTokenLength + 1 && this.#mayBelongToToken(text.charCodeAt(end - 1))) end--;
    this.#scan(text, end);
    this.#rest = text.slice(end);
  }

  endFile(): void {
    this.#scan(this.#rest, this.#rest.length);
    this.#rest = '';
    this.#lineIsEmpty = true;
    this.#log.appendBoundary();
  }

  #mayBelongToToken(codeUnit: number): boolean {
    return (codeUnit >= 0xd800 && codeUnit <= 0xdfff) || this.#isTokenCharacter(codeUnit);
  }

  #scan(text: string, end: number): void {
    const isTokenCharacter = this.#isTokenCharacter;
    const { boundaries } = this.#options;
    let position = 0;
    while (position < end) {
      const first = text.codePointAt(position)!;
      if (!isTokenCharacter(first)) {
        position += first > 0xffff ? 2 : 1;
        if (first !== lineFeed && first !== carriageReturn) {
          if (first !== 32 && first !== 9) this.#lineIsEmpty = false;
        } else if (first === lineFeed) {
          if (boundaries === 'line' || (boundaries === 'paragraph' && this.#lineIsEmpty)) this.#log.appendBoundary();
          this.#lineIsEmpty = true;
        }
        continue;
      }
      const start = position;
      position += first > 0xffff ? 2 : 1;
      this.#lineIsEmpty = false;
      // In scripts without blanks every letter with its marks is a token.
      const alone = first > 0x2ff && this.#options.tokens === 'letters' && classOf(first) === characterClass.unspacedLetter;
      while (position < end) {
        const codePoint = text.codePointAt(position)!;
        if (alone ? classOf(codePoint) !== characterClass.mark : !isTokenCharacter(codePoint)) break;
        if (!alone && codePoint > 0x2ff && this.#options.tokens === 'letters' && classOf(codePoint) === characterClass.unspacedLetter) break;
        position += codePoint > 0xffff ? 2 : 1;
      }
      this.tokenCount++;
      if (position - start <= maximumTokenLength) this.#log.append(this.#interner.intern(text, start, position));
    }
  }
}

function isLetterOrMark(codePoint: number): boolean {
  const value = classOf(codePoint);
  return value === characterClass.letter || value === characterClass.mark || value === characterClass.unspacedLetter;
}

function isNotBlank(codePoint: number): boolean {
  return codePoint > 32 && codePoint !== 0xa0 && codePoint !== 0x3000 && codePoint !== 0x2028 && codePoint !== 0x2029 && codePoint !== 0x85;
}
