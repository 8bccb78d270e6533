import type { InValue, Value } from '@libsql/client';

/** Integers of SQLite have 64 bits. */
const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/**
 * What is bound to a parameter for this value, as @libsql/client has it. The library under it ends
 * the process where it is given a boolean.
 *
 * @throws {RangeError} where SQLite has no such number; {@link TypeError} for undefined
 */
export function toSql(value: InValue): unknown {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError('SQLite has no Infinity and no NaN.');
      return value;
    case 'bigint':
      if (value < MIN_INTEGER || value > MAX_INTEGER) throw new RangeError('SQLite has integers of 64 bits.');
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'undefined':
      throw new TypeError('undefined is no value of SQL; null is.');
    default:
      if (value instanceof ArrayBuffer) return Buffer.from(value);
      return value instanceof Date ? value.valueOf() : value;
  }
}

/**
 * A cell as JavaScript has it: integers as numbers, blobs as buffers.
 *
 * @param cell integers come as bigints, which tells them apart from floating-point numbers
 * @throws {RangeError} where a number cannot hold this integer
 */
export function fromSql(cell: unknown): Value {
  if (typeof cell === 'bigint') {
    const number = Number(cell);
    if (!Number.isSafeInteger(number)) throw new RangeError('The database holds an integer that JavaScript has no number for.');
    return number;
  }
  return (typeof cell === 'object' && Buffer.isBuffer(cell) ? cell.buffer : cell) as Value;
}
