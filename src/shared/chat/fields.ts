// The small form of zod: these schemas are part of the page's first load.
import * as z from 'zod/mini';
import { ID_LIMIT, nameId } from './text.ts';

/** Longest id of a room or channel, in UTF-16 code units. */
export const NAME_LIMIT = ID_LIMIT;

/** Paths of this server that no room may take. A name may not begin with a dot or `@` either. */
export const RESERVED_ROOMS: ReadonlySet<string> = new Set([
  'trpc',
  'healthz',
  'metrics',
  'assets',
  'api',
  'admin',
  'files',
  'invite',
  'me',
  'settings',
  'search',
  'sw.js',
  'manifest.webmanifest',
  'favicon.ico',
  'favicon.svg',
  'robots.txt',
  'index.html',
  'registersw.js',
]);

/** A whole number within bounds, both included. */
export function whole(least: number, most: number): z.ZodMiniNumberFormat {
  return z.int().check(z.minimum(least), z.maximum(most));
}

/** A text of so many UTF-16 code units. */
export function textOf(least: number, most: number): z.ZodMiniString {
  return z.string().check(z.minLength(least), z.maxLength(most));
}

/** The id of a room or channel: a name that normalises to itself. */
export const nameIdField = z.string().check(
  z.minLength(1),
  z.maxLength(NAME_LIMIT),
  z.refine((name) => nameId(name) === name, 'must be a normalised name, such as spring-workshop'),
);

/** The id of a user: base64url(SHA-256(OpenSSH public-key blob)), 43 characters. A compat guest has `guest:` before it. */
export const userIdField = z.string().check(z.regex(/^(?:guest:)?[\w-]{43}$/u, 'must be the fingerprint of a key'));

/** The id of a command, made by the author's device: UUIDv7 (RFC 9562). */
export const commandIdField = z.uuidv7();

/** ms since 1970, by the author's clock. */
const clockField = whole(0, 8_640_000_000_000_000);

/** An Ed25519 signature, 64 bytes in base64url; null where the author has no key (a compat guest). */
const signatureField = z.nullable(z.string().check(z.regex(/^[\w-]{86}$/u, 'must be 64 bytes in base64url')));

/** SHA-256 in base64url. */
export const hashField = z.string().check(z.regex(/^[\w-]{43}$/u, 'must be a SHA-256 in base64url'));

/**
 * Narrows a text of an event to what every store keeps as it is: UTF-8 has no half characters, and
 * SQLite ends a text at NUL. For commands `decide` says so in words for people.
 */
export function keepable(text: z.ZodMiniString): z.ZodMiniString {
  return text.check(
    z.refine((value) => value.isWellFormed() && !value.includes('\u0000'), 'must be whole characters, without NUL'),
  );
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
