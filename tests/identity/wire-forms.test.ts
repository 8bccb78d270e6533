import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOpensshKey } from '#client/sdk/openssh-key-file.ts';
import { decodeBase64, encodeBase64 } from '#shared/identity/base64.ts';
import { decodeBase64url, encodeBase64url } from '#shared/identity/base64url.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import { parsePublicKeyBlob, publicKeyBlob } from '#shared/identity/public-key.ts';
import { concat, str, u32, WireReader } from '#shared/identity/ssh-wire.ts';
import { armour, parseArmour } from '#shared/identity/sshsig.ts';
import { statementBytes } from '#shared/identity/statement-bytes.ts';

const bytes = (constraints?: { minLength?: number; maxLength?: number }) => fc.uint8Array(constraints);

/** What `read` gives, or the problem it tells; anything else that it throws fails the test. */
function orMalformed<T>(read: () => T): T | Malformed {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed && error.message.length > 10) return error;
    throw error;
  }
}

describe('base64url', () => {
  test('is what Node writes, and reads back', () => {
    fc.assert(
      fc.property(bytes(), (data) => {
        expect(encodeBase64url(data)).toBe(Buffer.from(data).toString('base64url'));
        expect(decodeBase64url(encodeBase64url(data))).toEqual(new Uint8Array(data));
        expect(encodeBase64(data)).toBe(Buffer.from(data).toString('base64'));
        expect(decodeBase64(encodeBase64(data))).toEqual(new Uint8Array(data));
      }),
    );
  });

  test('has one text for any bytes: every other is refused', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'w', '-', '_', '=', '+', '/'), maxLength: 9 }),
    );
    fc.assert(
      fc.property(text, (maybe) => {
        const url = orMalformed(() => decodeBase64url(maybe));
        if (!(url instanceof Malformed)) expect(encodeBase64url(url)).toBe(maybe);
        const plain = orMalformed(() => decodeBase64(maybe));
        if (!(plain instanceof Malformed)) expect(encodeBase64(plain)).toBe(maybe);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('random bytes', () => {
  // Lengths that promise more than there is are the likeliest way to read past the end.
  const wire = fc
    .array(
      fc.oneof(
        bytes({ maxLength: 40 }),
        bytes({ maxLength: 40 }).map(str),
        fc.nat().map(u32),
        fc.constantFrom('ssh-ed25519', 'SSHSIG', 'sha512').map(str),
      ),
    )
    .map((pieces) => concat(...pieces));

  test('are a public key or a clear error', () => {
    fc.assert(
      fc.property(wire, (data) => {
        const raw = orMalformed(() => parsePublicKeyBlob(data));
        if (!(raw instanceof Malformed)) expect(publicKeyBlob(raw)).toEqual(data);
      }),
      { numRuns: 1000 },
    );
  });

  test('are a signature file or a clear error', () => {
    const frame = (data: Uint8Array) => `-----BEGIN SSH SIGNATURE-----\n${encodeBase64(data)}\n-----END SSH SIGNATURE-----\n`;
    const magic = new TextEncoder().encode('SSHSIG');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          wire.map(frame),
          wire.map((data) => frame(concat(magic, u32(1), data))),
        ),
        (text) => {
          orMalformed(() => parseArmour(text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('are a private key file or a clear error', () => {
    const frame = (data: Uint8Array) =>
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${encodeBase64(data)}\n-----END OPENSSH PRIVATE KEY-----\n`;
    const magic = new TextEncoder().encode('openssh-key-v1\0');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          wire.map(frame),
          wire.map((data) => frame(concat(magic, data))),
        ),
        (text) => {
          orMalformed(() => readOpensshKey(text, 'passphrase'));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('the wire form reads back what it wrote, and ends where it ends', () => {
  fc.assert(
    fc.property(fc.array(bytes()), fc.nat(), (pieces, number) => {
      const reader = new WireReader(concat(u32(number), ...pieces.map(str)));
      expect(reader.u32()).toBe(number);
      for (const piece of pieces) expect(reader.str()).toEqual(new Uint8Array(piece));
      reader.end();
      expect(() => reader.byte()).toThrow('ends too early');
    }),
  );
});

test('a signature file reads back, and is refused once a character of it is changed or cut off', () => {
  const key = publicKeyBlob(new Uint8Array(32).fill(7));
  fc.assert(
    fc.property(bytes({ minLength: 64, maxLength: 64 }), fc.nat(), (signature, at) => {
      const file = armour(key, 'parley.message', signature);
      expect(parseArmour(file)).toEqual({ publicKey: key, namespace: 'parley.message', signature: new Uint8Array(signature) });
      expect(orMalformed(() => parseArmour(file.slice(0, at % (file.length - 1))))).toBeInstanceOf(Malformed);
    }),
  );
});

test('a blob with a byte-order mark in its type is not the same key', () => {
  const blob = concat(str('\ufeffssh-ed25519'), str(new Uint8Array(32).fill(7)));
  expect(() => parsePublicKeyBlob(blob)).toThrow(Malformed);
});

describe('the bytes of a statement', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constantFrom('null', '1', '"', '\\', '","b":"'));
  const fields = fc.dictionary(fc.constantFrom('kind', 'room', 'id', 'at', 'rev', 'target'), value, { noNullPrototype: true });

  test('differ once any field differs', () => {
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const [a, b] = [one, other].map((each) =>
          Buffer.from(statementBytes({ namespace: 'parley.test', fields: each })).toString(),
        );
        const equal = Object.keys({ ...one, ...other }).every((key) => Object.is(one[key], other[key]));
        expect(a === b).toBe(equal);
      }),
      { numRuns: 1000 },
    );
  });

  test('differ once one field is changed or left out', () => {
    fc.assert(
      fc.property(fields, fc.nat(), value, (one, at, changed) => {
        const key = Object.keys(one)[at % Math.max(1, Object.keys(one).length)] ?? '';
        fc.pre(key in one && !Object.is(one[key], changed));
        const { [key]: _gone, ...less } = one;
        const texts = [one, { ...one, [key]: changed }, less].map((each) =>
          Buffer.from(statementBytes({ namespace: 'parley.test', fields: each })).toString(),
        );
        expect(new Set(texts).size).toBe(3);
      }),
    );
  });

  test('do not depend on the order of fields, and are the canonical JSON of RFC 8785', () => {
    const text = (each: Record<string, string | number | null>) =>
      Buffer.from(statementBytes({ namespace: 'parley.test', fields: each })).toString();
    expect(text({ b: 1, a: 'é\n' })).toBe('{"a":"é\\n","b":1}');
    expect(text({ a: 'é\n', b: 1 })).toBe('{"a":"é\\n","b":1}');
  });

  test('cannot be written for half a character', () => {
    expect(() => statementBytes({ namespace: 'parley.test', fields: { name: '\ud800' } })).toThrow('surrogate');
  });
});
