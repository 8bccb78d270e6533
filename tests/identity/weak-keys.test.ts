import { describe, expect, test } from 'vitest';
import { parsePublicKeyBlob } from '#shared/identity/public-key.ts';
import { concat, str } from '#shared/identity/ssh-wire.ts';

// Edwards25519 (RFC 8032, section 5.1), in big integers.
const P = 2n ** 255n - 19n;
const D = modulo(-121_665n * invert(121_666n));

function modulo(value: bigint): bigint {
  return ((value % P) + P) % P;
}

function invert(value: bigint): bigint {
  let [result, base] = [1n, modulo(value)];
  for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = modulo(result * base);
    base = modulo(base * base);
  }
  return result;
}

/** The y of twice a point: it depends on y alone. */
function double(y: bigint): bigint {
  const yy = modulo(y * y);
  const xx = modulo((yy - 1n) * invert(D * yy + 1n));
  return modulo((yy + xx) * invert(1n - D * xx * yy));
}

/** y, little-endian, with the sign of x in the last bit. */
function blobOf(y: bigint, sign: 0 | 0x80): Uint8Array {
  const raw = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  raw[31] = (raw[31] as number) | sign;
  return concat(str('ssh-ed25519'), str(raw));
}

/** A y of order 8: doubled, it is 0, so x² = -y², and the curve's equation gives it. */
const eighth = BigInt('0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826');

describe('a key under which anybody could sign anything', () => {
  const small: [string, bigint][] = [
    ['of order 4', 0n],
    ['of order 1', 1n],
    ['of order 2', P - 1n],
    ['of order 4 in another writing', P],
    ['of order 1 in another writing', P + 1n],
    ['of order 8', eighth],
    ['of order 8, mirrored', P - eighth],
  ];

  test.each(small)('(%s) is refused', (_name, y) => {
    expect(double(double(double(modulo(y))))).toBe(1n);
    for (const sign of [0, 0x80] as const) expect(() => parsePublicKeyBlob(blobOf(y, sign))).toThrow('everybody can sign for');
  });

  test('is none of the others', () => {
    // The generator's y is 4/5.
    const generator = modulo(4n * invert(5n));
    expect(double(double(double(generator)))).not.toBe(1n);
    expect(parsePublicKeyBlob(blobOf(generator, 0))).toHaveLength(32);
  });
});
