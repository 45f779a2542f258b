/** How a piece of bytes reads as UTF-8 (RFC 3629, table 3-7 of the Unicode standard: no overlong forms, no surrogates). */
export interface Utf8Scan {
  /** Index of the first byte that no valid sequence starts with; -1 if there is none. */
  readonly firstInvalid: number;
  /** Number of valid sequences of two bytes and more. */
  readonly validSequences: number;
  /** Number of bytes outside any valid sequence. */
  readonly invalidBytes: number;
}

/** Number of bytes of the valid sequence that starts at i, 0 if none does. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i];
  if (lead < 0x80) return 1;
  const second = bytes[i + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return isContinuation(second) ? 2 : 0;
  const third = bytes[i + 2] ?? 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const lowest = lead === 0xe0 ? 0xa0 : 0x80;
    const highest = lead === 0xed ? 0x9f : 0xbf;
    return second >= lowest && second <= highest && isContinuation(third) ? 3 : 0;
  }
  const fourth = bytes[i + 3] ?? 0;
  if (lead >= 0xf0 && lead <= 0xf4) {
    const lowest = lead === 0xf0 ? 0x90 : 0x80;
    const highest = lead === 0xf4 ? 0x8f : 0xbf;
    return second >= lowest && second <= highest && isContinuation(third) && isContinuation(fourth) ? 4 : 0;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

export function scanUtf8(bytes: Uint8Array): Utf8Scan {
  let firstInvalid = -1;
  let validSequences = 0;
  let invalidBytes = 0;
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      if (firstInvalid < 0) firstInvalid = i;
      invalidBytes++;
      i++;
    } else {
      if (length > 1) validSequences++;
      i += length;
    }
  }
  return { firstInvalid, validSequences, invalidBytes };
}

/** Length of the longest prefix that does not end inside a multi-byte sequence; the rest (at most 3 bytes) waits for the next piece. */
export function completeUtf8Length(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
    if (byte < 0x80) break;
  }
  return bytes.length;
}
