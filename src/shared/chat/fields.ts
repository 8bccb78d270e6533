import { z } from 'zod';
import { nameId } from './text.ts';

/** Longest id of a room or channel, in UTF-16 code units. */
export const NAME_LIMIT = 80;

/** Paths of this server that no room may take. A name may not begin with a dot or `@` either. */
export const RESERVED_ROOMS: ReadonlySet<string> = new Set([
  'trpc', 'healthz', 'metrics', 'assets', 'api', 'admin', 'files', 'invite', 'me', 'settings', 'search', 'sw.js',
  'manifest.webmanifest', 'favicon.ico', 'favicon.svg', 'robots.txt', 'index.html', 'registersw.js',
]);

/** The id of a room or channel: a name that normalises to itself. */
export const nameIdField = z
  .string()
  .min(1)
  .max(NAME_LIMIT)
  .refine((name) => nameId(name) === name, 'must be a normalised name, such as spring-workshop');

/** The id of a user: base64url(SHA-256(OpenSSH public-key blob)), 43 characters. A compat guest has `guest:` before it. */
export const userIdField = z.string().regex(/^(?:guest:)?[\w-]{43}$/u, 'must be the fingerprint of a key');

/** The id of a command, made by the author's device: UUIDv7 (RFC 9562). */
export const commandIdField = z.uuidv7();

/** ms since 1970, by the author's clock. */
export const clockField = z.int().min(0).max(8_640_000_000_000_000);

/** An Ed25519 signature, 64 bytes in base64url; null where the author has no key (a compat guest). */
export const signatureField = z.string().regex(/^[\w-]{86}$/u, 'must be 64 bytes in base64url').nullable();

/** SHA-256 in base64url. */
export const hashField = z.string().regex(/^[\w-]{43}$/u, 'must be a SHA-256 in base64url');

/**
 * Narrows a text of an event to what every store keeps as it is: UTF-8 has no half characters, and
 * SQLite ends a text at NUL. For commands `decide` says so in words for people.
 */
export function keepable(text: z.ZodString): z.ZodString {
  return text.refine((value) => value.isWellFormed() && !value.includes('\u0000'), 'must be whole characters, without NUL');
}

/** The fields that every command has. */
export const commandFields = {
  id: commandIdField,
  room: nameIdField,
  authoredAt: clockField,
  signature: signatureField,
};

/** The fields that every event has. */
export const eventFields = { ...commandFields, author: userIdField };
