import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import chardet from 'chardet';
import { LexiscopeError } from '../base/errors.ts';
import { completeUtf8Length, scanUtf8 } from './utf8.ts';

/** Bytes looked at before an encoding is chosen. */
const sampleBytes = 64 * 1024;

/** chardet's confidence (0 to 100) below which its guess is worse than taking the text for western European: it guesses Hebrew at 18. */
const leastConfidence = 20;

/** Turns the bytes of one file, piece by piece, into text. */
export interface Decoder {
  /** @throws Undecodable */
  decode(bytes: Uint8Array): string;
  end(): string;
}

/** Bytes that the encoding has no character for. The reader of the file adds its name and the line. */
export interface Undecodable {
  readonly kind: 'undecodable';
  readonly message: string;
  readonly hint: string;
  /** Byte offset where a line can be counted; undefined for encodings whose line breaks are not single bytes. */
  readonly offset: number | undefined;
}

export function isUndecodable(error: unknown): error is Undecodable {
  return (error as { kind?: unknown } | null)?.kind === 'undecodable';
}

function undecodable(message: string, offset: number | undefined, hint: string): Error & Undecodable {
  return Object.assign(new Error(message), { kind: 'undecodable' as const, hint, offset });
}

/**
 * @param label a WHATWG label, `xml` (byte order mark, else the XML declaration, else UTF-8), or undefined: byte order mark, else UTF-8
 *   if the bytes are valid UTF-8, else what chardet makes of the first 64 kB that hold more than ASCII
 * @throws LexiscopeError for a label that names no encoding
 */
export function createDecoder(label?: string): Decoder {
  if (label === undefined) return new DetectingDecoder(detectEncoding);
  if (label === 'xml') return new DetectingDecoder(xmlEncoding);
  const encoding = encodingOfLabel(label);
  return new DetectingDecoder(() => encoding);
}

function encodingOfLabel(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new LexiscopeError('bad-input', `encoding ${JSON.stringify(label)}: no encoding has this name`,
      { hint: 'Try utf-8, utf-16le, windows-1252 (Latin-1), or another label of https://encoding.spec.whatwg.org.' });
  }
}

/** Chooses the encoding from the first bytes, then decodes with it. Pure ASCII leaves the choice open, as all choices read it the same. */
class DetectingDecoder implements Decoder {
  private readonly detect: (sample: Uint8Array) => string | undefined;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private offset = 0;
  private started = false;
  private chosen: Decoder | undefined;

  constructor(detect: (sample: Uint8Array) => string | undefined) {
    this.detect = detect;
  }

  decode(bytes: Uint8Array): string {
    if (this.chosen) return this.chosen.decode(bytes);
    if (this.started) return this.decodeUndecided(bytes);
    this.waiting.push(new Uint8Array(bytes));
    this.waitingBytes += bytes.length;
    return this.waitingBytes < sampleBytes ? '' : this.start();
  }

  end(): string {
    const text = this.started ? '' : this.start();
    return text + (this.chosen?.end() ?? '');
  }

  private start(): string {
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [];
    this.started = true;
    const bom = byteOrderMark(bytes);
    if (!bom) return this.decodeUndecided(bytes);
    // A byte order mark outweighs a given encoding, as the WHATWG standard has it.
    this.chosen = decoderFor(bom.encoding, bom.length);
    return this.chosen.decode(bytes.subarray(bom.length));
  }

  private decodeUndecided(bytes: Uint8Array): string {
    const encoding = this.detect(bytes.subarray(0, sampleBytes));
    if (encoding === undefined && isAscii(bytes)) {
      this.offset += bytes.length;
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    }
    this.chosen = decoderFor(encoding ?? 'utf-8', this.offset);
    return this.chosen.decode(bytes);
  }
}

/** @param offset where in the file the first byte to come stands */
function decoderFor(encoding: string, offset: number): Decoder {
  if (encoding === 'utf-8') return new Utf8Decoder(offset);
  if (encoding === 'windows-1252') return new Windows1252Decoder();
  return new OtherDecoder(encoding, offset);
}

/** Buffer's own decoder (SIMD) on whole sequences: several times faster than TextDecoder with `stream`. */
class Utf8Decoder implements Decoder {
  private offset: number;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(offset: number) {
    this.offset = offset;
  }

  decode(bytes: Uint8Array): string {
    const joined = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const complete = completeUtf8Length(joined);
    this.rest = new Uint8Array(joined.subarray(complete));
    const whole = joined.subarray(0, complete);
    if (!isUtf8(whole)) throw this.invalid(whole, scanUtf8(whole).firstInvalid);
    this.offset += complete;
    return whole.toString('utf8');
  }

  end(): string {
    if (this.rest.length > 0) throw this.invalid(this.rest, 0);
    return '';
  }

  private invalid(bytes: Uint8Array, index: number): Error & Undecodable {
    const offset = this.offset + index;
    const byte = `0x${bytes[index].toString(16).padStart(2, '0')}`;
    return undecodable(`byte ${offset} (${byte}) is not valid UTF-8`, offset, 'Save the file as UTF-8, or give its encoding, such as windows-1252.');
  }
}

/** Characters of the bytes 0x80 to 0x9f (WHATWG index windows-1252); the unassigned five stay control characters. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Latin-1 as the web reads it. Own code because TextDecoder of several Node versions leaves 0x80 to 0x9f as control characters. */
class Windows1252Decoder implements Decoder {
  decode(bytes: Uint8Array): string {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return text.replace(/[\u0080-\u009f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80]);
  }

  end(): string {
    return '';
  }
}

class OtherDecoder implements Decoder {
  private readonly encoding: string;
  private readonly decoder: TextDecoder;
  private offset: number;

  constructor(encoding: string, offset: number) {
    this.encoding = encoding;
    this.offset = offset;
    this.decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  }

  decode(bytes: Uint8Array): string {
    const text = this.attempt(() => this.decoder.decode(bytes, { stream: true }), bytes.length);
    this.offset += bytes.length;
    return text;
  }

  end(): string {
    return this.attempt(() => this.decoder.decode(), 0);
  }

  private attempt(decode: () => string, length: number): string {
    try {
      return decode();
    } catch {
      // TextDecoder does not say which byte.
      const where = length === 0 ? `the last character, before byte ${this.offset},` : `something between byte ${this.offset} and byte ${this.offset + length}`;
      throw undecodable(`${where} is not valid ${this.encoding}`, undefined, 'Give the encoding that the file has, or save it as UTF-8.');
    }
  }
}

/** @throws Undecodable for UTF-32, whose little-endian mark begins as that of UTF-16 */
function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | undefined {
  const utf32 = bytes.length >= 4 && ((bytes[0] === 0xff && bytes[1] === 0xfe && bytes[2] === 0 && bytes[3] === 0) || (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff));
  if (utf32) throw undecodable('this file is UTF-32, which is not read', undefined, 'Save it as UTF-8.');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

/**
 * The encoding of bytes without byte order mark; undefined for plain ASCII.
 * @throws Undecodable for bytes that are no text at all
 */
export function detectEncoding(sample: Uint8Array): string | undefined {
  const zeros = zeroBytes(sample);
  if (zeros.even + zeros.odd > 0) {
    // Latin letters, digits and line breaks of UTF-16 have a zero high byte, on one side only.
    if (zeros.odd >= 20 * zeros.even) return 'utf-16le';
    if (zeros.even >= 20 * zeros.odd) return 'utf-16be';
    if (zeros.even + zeros.odd > sample.length / 100) {
      throw undecodable('this is not a text file (it holds zero bytes)', undefined, 'Choose a text file.');
    }
  }
  if (isAscii(sample)) return undefined;
  const whole = sample.subarray(0, completeUtf8Length(sample));
  const scan = scanUtf8(whole);
  // A stray byte in UTF-8 is an error to report, not a reason to read the whole file as Latin-1.
  if (scan.firstInvalid < 0 || scan.validSequences > 10 * scan.invalidBytes) return 'utf-8';
  const guess = chardet.analyse(sample).at(0);
  return (guess && guess.confidence >= leastConfidence ? supported(guess.name) : undefined) ?? 'windows-1252';
}

function zeroBytes(bytes: Uint8Array): { even: number; odd: number } {
  const count = { even: 0, odd: 0 };
  for (let i = bytes.indexOf(0); i >= 0; i = bytes.indexOf(0, i + 1)) count[i % 2 === 0 ? 'even' : 'odd']++;
  return count;
}

/** The WHATWG name of what chardet found. UTF-8 and UTF-16 were ruled out before, so chardet's guess at them counts for nothing. */
function supported(name: string): string | undefined {
  if (/^utf/i.test(name)) return undefined;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

/** XML 1.0, appendix F: the declaration names the encoding, in ASCII; without one it is UTF-8. */
function xmlEncoding(sample: Uint8Array): string {
  const zeros = zeroBytes(sample.subarray(0, 4));
  if (zeros.odd + zeros.even > 0) return zeros.odd > zeros.even ? 'utf-16le' : 'utf-16be';
  const declaration = /^<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/.exec(Buffer.from(sample.subarray(0, 1024)).toString('latin1'));
  return declaration ? encodingOfLabel(declaration[1]) : 'utf-8';
}
