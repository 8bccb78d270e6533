import { Malformed } from './malformed.ts';

const encoder = new TextEncoder();
// A byte-order mark counts as a character: left out, two different blobs would read as the same key.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Joins pieces of bytes into one. */
export function concat(...pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Writes a uint32, big-endian (RFC 4251, section 5). */
export function u32(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Writes a `string` of RFC 4251, section 5: its length as uint32, then its bytes (UTF-8 where it is text). */
export function str(value: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = typeof value === 'string' ? encoder.encode(value) : value;
  return concat(u32(bytes.length), bytes);
}

/** Reads the wire form of RFC 4251 piece by piece. It never reads past the end: it throws {@link Malformed}. */
export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes have not been read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next `length` bytes, a copy. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.left) throw new Malformed('The data ends too early.');
    const from = this.#at;
    this.#at += length;
    return new Uint8Array(this.#bytes.subarray(from, this.#at));
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  u32(): number {
    return new DataView(this.take(4).buffer).getUint32(0);
  }

  /** A `string` as bytes. */
  str(): Uint8Array<ArrayBuffer> {
    return this.take(this.u32());
  }

  /** A `string` that must be UTF-8 text. */
  text(): string {
    const bytes = this.str();
    try {
      return decoder.decode(bytes);
    } catch {
      throw new Malformed('A name in the data is not text.');
    }
  }

  /** Nothing may be left. */
  end(): void {
    if (this.left > 0) throw new Malformed('The data goes on after its end.');
  }
}
