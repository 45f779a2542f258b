const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Reads decimal numbers from bytes, giving the same float64 as `Number()` does. Up to 15 digits and powers of ten up to 22 are exact in float64,
 * so one multiplication or division rounds correctly (Clinger 1990); what is longer goes to `Number()` itself.
 */
export class FloatScanner {
  /** Where the last number ended; equal to its start when there was none. */
  end = 0;

  /** The number at bytes[start]: sign, digits, point, exponent. NaN, with `end` = `start`, where none stands. */
  scan(bytes: Uint8Array, start: number): number {
    let i = start;
    let byte = bytes[i];
    const negative = byte === 0x2d;
    if (negative || byte === 0x2b) byte = bytes[++i];
    let mantissa = 0;
    const firstDigit = i;
    while (byte >= 0x30 && byte <= 0x39) {
      mantissa = mantissa * 10 + (byte - 0x30);
      byte = bytes[++i];
    }
    let digits = i - firstDigit;
    let exponent = 0;
    if (byte === 0x2e) {
      const point = i;
      byte = bytes[++i];
      while (byte >= 0x30 && byte <= 0x39) {
        mantissa = mantissa * 10 + (byte - 0x30);
        byte = bytes[++i];
      }
      exponent = point + 1 - i;
      digits -= exponent;
    }
    if (digits === 0) {
      this.end = start;
      return NaN;
    }
    if (byte === 0x65 || byte === 0x45) {
      let j = i + 1;
      const sign = bytes[j];
      if (sign === 0x2d || sign === 0x2b) j++;
      const firstOfExponent = j;
      let value = 0;
      while (bytes[j] >= 0x30 && bytes[j] <= 0x39) value = Math.min(value * 10 + bytes[j++] - 0x30, 100_000);
      if (j > firstOfExponent) {
        exponent += sign === 0x2d ? -value : value;
        i = j;
      }
    }
    this.end = i;
    // Leading zeros count as digits here: such numbers take the slow way, rarely and rightly.
    if (digits > 15 && mantissa > 999_999_999_999_999) return Number(Buffer.from(bytes.buffer, bytes.byteOffset + start, i - start).toString('latin1'));
    if (exponent < 0) {
      if (exponent < -22) return Number(Buffer.from(bytes.buffer, bytes.byteOffset + start, i - start).toString('latin1'));
      mantissa /= powersOfTen[-exponent];
    } else if (exponent > 0) {
      if (exponent > 22) return Number(Buffer.from(bytes.buffer, bytes.byteOffset + start, i - start).toString('latin1'));
      mantissa *= powersOfTen[exponent];
    }
    return negative ? -mantissa : mantissa;
  }
}
