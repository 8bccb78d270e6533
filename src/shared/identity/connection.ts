import * as z from 'zod/mini';
import type { Statement } from '../chat/concept.ts';

/**
 * What a connection says about who opens it. All values are strings, for tRPC sends nothing else:
 * `publicKey` is the OpenSSH public-key blob (51 bytes), `nonce` 16 to 64 random bytes, `signature`
 * 64 bytes, all in base64url; `at` is the device's clock, ms since 1970, in decimal digits.
 */
export const connectionParams = z.object({
  publicKey: z.string().check(z.regex(/^[\w-]{68}$/u)),
  at: z.pipe(
    z.string().check(z.regex(/^(?:0|[1-9]\d{0,14})$/u)),
    z.transform((digits: string) => Number(digits)),
  ),
  nonce: z.string().check(z.regex(/^[\w-]{22,86}$/u)),
  signature: z.string().check(z.regex(/^[\w-]{86}$/u)),
});

/** As it travels. */
export type ConnectionParams = z.input<typeof connectionParams>;

/** What the opener of a connection signs. `origin` is the server's public origin, such as `https://chat.example.org`. */
export function connectionStatement(connection: { origin: string; at: number; nonce: string }): Statement {
  const { origin, at, nonce } = connection;
  return { namespace: 'parley.connect', fields: { purpose: 'parley.connect', origin, at, nonce } };
}
