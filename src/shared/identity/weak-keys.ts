/**
 * Every way to write an Ed25519 point of small order, without the sign bit, in hexadecimal. Under
 * such a key a signature that anybody can make verifies for any message, so it names nobody.
 * The orders are 4, 1, 8, 8, 2, and 4 and 1 once more in their non-canonical writing (y = p, p + 1).
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Tells whether a raw Ed25519 public key (32 bytes) is one that everybody can sign for. */
export function isWeakKey(raw: Uint8Array): boolean {
  const y = Array.from(raw, (byte, index) => (index === 31 ? byte & 0x7f : byte).toString(16).padStart(2, '0'));
  return SMALL_ORDER.has(y.join(''));
}
