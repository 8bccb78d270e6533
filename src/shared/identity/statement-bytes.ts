import canonicalize from 'canonicalize';
import type { Statement } from '../chat/concept.ts';

const encoder = new TextEncoder();

/**
 * The bytes of a statement that its author signs: UTF-8 of its canonical JSON (RFC 8785).
 * @throws {Error} where a text has half a character (a lone surrogate), which UTF-8 cannot write.
 */
export function statementBytes(statement: Statement): Uint8Array<ArrayBuffer> {
  return encoder.encode(canonicalize(statement.fields) as string);
}
