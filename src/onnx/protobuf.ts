import { LexiscopeError } from '../base/errors.ts';

/**
 * Protocol Buffers, wire format (https://protobuf.dev/programming-guides/encoding), as far as ONNX needs it:
 * varints, 32-bit and length-delimited fields.
 */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** Collects the fields of one message; `finish` gives its bytes. */
export class MessageWriter {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  #push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, value);
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest > 0n ? low | 0x80 : low);
    } while (rest > 0n);
    this.#push(Uint8Array.from(bytes));
  }

  #tag(field: number, wireType: number): void {
    this.#varint(BigInt((field << 3) | wireType));
  }

  integer(field: number, value: number | bigint): this {
    this.#tag(field, wireTypes.varint);
    this.#varint(BigInt(value));
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, wireTypes.fixed32);
    this.#push(new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, wireTypes.bytes);
    this.#varint(BigInt(value.length));
    this.#push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, write: (writer: MessageWriter) => void): this {
    const inner = new MessageWriter();
    write(inner);
    this.#tag(field, wireTypes.bytes);
    this.#varint(BigInt(inner.#size));
    for (const chunk of inner.#chunks) this.#push(chunk);
    return this;
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, offset);
      offset += chunk.length;
    }
    return result;
  }
}

/** One field of a message: a number for varints and 32-bit floats' bits, bytes for the rest. */
export interface Field {
  readonly number: number;
  readonly wireType: number;
  /** The value of a varint, as a signed 64-bit integer. */
  readonly integer: bigint;
  /** The content of a length-delimited, 32-bit or 64-bit field: a view, not a copy. */
  readonly bytes: Uint8Array;
}

const noBytes = new Uint8Array();

/**
 * The fields of a message, in order.
 * @throws LexiscopeError `bad-input` where the bytes are not a message
 */
export function* readFields(message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let position = 0;

  const varint = (): bigint => {
    let low = 0;
    let value = 0n;
    for (let shift = 0; shift < 70; shift += 7) {
      if (position >= message.length) throw malformed('a number runs past the end');
      const byte = message[position++];
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else {
        if (shift === 28) value = BigInt(low);
        value |= BigInt(byte & 0x7f) << BigInt(shift);
      }
      if (byte < 0x80) return shift < 28 ? BigInt(low) : BigInt.asIntN(64, value);
    }
    throw malformed('a number is longer than 64 bits');
  };

  while (position < message.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    const wireType = tag & 7;
    if (number === 0) throw malformed('field number 0');
    if (wireType === wireTypes.varint) {
      yield { number, wireType, integer: varint(), bytes: noBytes };
      continue;
    }
    const size = wireType === wireTypes.bytes ? Number(varint()) : wireType === wireTypes.fixed32 ? 4 : wireType === wireTypes.fixed64 ? 8 : -1;
    if (size < 0) throw malformed(`wire type ${wireType} or a negative length`);
    if (position + size > view.byteLength) throw malformed(`field ${number} says ${size} bytes, ${view.byteLength - position} are left`);
    yield { number, wireType, integer: 0n, bytes: message.subarray(position, position + size) };
    position += size;
  }
}

export function stringOf(field: Field): string {
  return fromUtf8.decode(field.bytes);
}

export function floatOf(field: Field): number {
  if (field.bytes.length !== 4) throw malformed(`field ${field.number} should be a 32-bit float`);
  return new DataView(field.bytes.buffer, field.bytes.byteOffset, 4).getFloat32(0, true);
}

/** Repeated integers come packed in one field or one a field. */
export function integersOf(field: Field): bigint[] {
  if (field.wireType === wireTypes.varint) return [field.integer];
  // A packed run has no tags: give it some, by reading it as varints through a message of one field each.
  const values: bigint[] = [];
  let position = 0;
  while (position < field.bytes.length) {
    let value = 0n;
    let shift = 0n;
    let byte: number;
    do {
      if (position >= field.bytes.length || shift > 63n) throw malformed(`field ${field.number} holds a broken number`);
      byte = field.bytes[position++];
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
    } while (byte >= 0x80);
    values.push(BigInt.asIntN(64, value));
  }
  return values;
}

/** Repeated 32-bit floats, packed or one a field. */
export function floatsOf(field: Field): number[] {
  const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
  if (field.bytes.length % 4 !== 0) throw malformed(`field ${field.number} should hold 32-bit floats`);
  return Array.from({ length: field.bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

export function malformed(what: string): LexiscopeError {
  return new LexiscopeError('bad-input', `not an ONNX model: ${what}`);
}
