import { networkInterfaces, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { MESSAGE_LIMIT } from '#shared/chat/message.ts';

/** What the README says of a variable. */
interface About {
  text: string;
  unit?: string;
  /** The value where none is given; written as it would be in the environment. */
  fallback?: string;
  /** What follows where neither a value nor a fallback is given, in words. */
  otherwise?: string;
  /** Never shown, not even in a complaint about it. */
  secret?: true;
}

const abouts = z.registry<About>();

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** A frame holds one message, each of its UTF-16 units at most 6 bytes (`\uffff`), and keys, hashes and signatures. */
const BYTES_PER_UNIT = 6;
const FRAME_OVERHEAD = 16_384;

function whole(from: number, to: number) {
  return z
    .string()
    .refine(
      (text) => /^\d{1,15}$/u.test(text) && Number(text) >= from && Number(text) <= to,
      `must be a whole number from ${from} to ${to}`,
    )
    .transform(Number);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isOrigin(text: string): boolean {
  const url = parseUrl(text);
  if (url === undefined || !/^https?:$/u.test(url.protocol)) return false;
  return `${url.protocol}//${url.host}/` === url.href;
}

function isDatabaseUrl(text: string): boolean {
  // `file:data/parley.db`, with a relative path, is no URL for the platform's parser but one for libSQL's.
  return /^file:(?!:memory:).*[^/]$/u.test(text) || (/^(?:libsql|https):\/\//u.test(text) && parseUrl(text) !== undefined);
}

/** All the variables there are. Values come as text; what is unset or empty takes its fallback before this sees it. */
const variables = z.object({
  PORT: whole(0, 65_535).register(abouts, {
    fallback: '8080',
    text: 'Port of everything: the page, the API, `/healthz` and `/metrics`. 0 takes any free one.',
  }),
  HOST: z
    .string()
    .optional()
    .register(abouts, { otherwise: 'all interfaces', text: 'Address to listen on, such as `127.0.0.1`.' }),
  DATA_DIR: z
    .string()
    .transform((path) => resolve(path))
    .register(abouts, {
      fallback: './data',
      text: 'Folder that holds everything this server keeps. Made where it does not exist.',
    }),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, 'must begin with file:, libsql:// or https:// and name a database')
    .optional()
    // Secret because libSQL accepts a token as a part of it.
    .register(abouts, {
      otherwise: '`parley.db` in `DATA_DIR`',
      secret: true,
      text: 'Database: `file:` and a path, or `libsql://…` or `https://…` for a remote one.',
    }),
  DATABASE_AUTH_TOKEN: z
    .string()
    .optional()
    .register(abouts, { otherwise: 'none', secret: true, text: 'Token for a remote database.' }),
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, 'must be an origin such as https://chat.example.org, without a path')
    .transform((text) => new URL(text).origin)
    .optional()
    .register(abouts, {
      otherwise: 'what the browser asked for',
      text: 'Origin that people use, such as `https://chat.example.org`. Sign-ins are bound to it; set it behind a proxy.',
    }),
  SERVER_NAME: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:-]{0,99}$/u, 'must be 1 to 100 letters, digits, spaces and . _ : -')
    .optional()
    .register(abouts, {
      otherwise: 'the host of `PUBLIC_URL`, or of this machine',
      text: 'Name of this server to other servers.',
    }),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).register(abouts, {
    fallback: 'info',
    text: `Least serious lines to log: ${LOG_LEVELS.map((level) => `\`${level}\``).join(', ')}.`,
  }),
  TRUST_PROXY: z
    .union(
      [z.literal(['true', 'false']).transform((text) => text === 'true'), whole(0, 100)],
      'must be true, false, or a number of proxies up to 100',
    )
    .register(abouts, {
      fallback: 'false',
      text: 'Believe `X-Forwarded-*` headers: `false`, `true` (of anybody), or how many proxies stand before this server.',
    }),
  MAX_FRAME_BYTES: whole(4096, 67_108_864).register(abouts, {
    fallback: '262144',
    unit: 'bytes',
    text: 'Largest WebSocket frame. The longest message needs 6 bytes a unit where a client escapes every character.',
  }),
  MAX_MESSAGE_LENGTH: whole(1, 1_000_000).register(abouts, {
    fallback: String(MESSAGE_LIMIT),
    unit: 'UTF-16 code units',
    text: 'Longest message.',
  }),
  MAX_SUBSCRIPTIONS_PER_SOCKET: whole(1, 10_000).register(abouts, {
    fallback: '192',
    text: 'Subscriptions that one connection may have open: three for each room.',
  }),
  MAX_PENDING_PER_SOCKET: whole(1, 10_000).register(abouts, {
    fallback: '256',
    text: 'Requests of one connection that may wait for their answer.',
  }),
  MAX_COMMANDS_PER_SECOND: whole(1, 1_000_000).register(abouts, {
    fallback: '20',
    unit: 'commands/s',
    text: 'Commands of one key, in the long run.',
  }),
  MAX_COMMAND_BURST: whole(1, 1_000_000).register(abouts, {
    fallback: '60',
    unit: 'commands',
    text: 'Commands of one key at once, after a rest.',
  }),
  MAX_ROOMS_PER_KEY: whole(0, 1_000_000).register(abouts, {
    fallback: '20',
    unit: 'rooms/day',
    text: 'Rooms that one key may make in a day.',
  }),
  MAX_CHANNELS_PER_ROOM: whole(1, 100_000).register(abouts, {
    fallback: '500',
    text: 'Channels of one room, archived ones included.',
  }),
  MAX_CONNECTIONS_PER_IP: whole(0, 1_000_000).register(abouts, {
    fallback: '256',
    text: 'WebSocket connections from one IP address. 0 sets no limit.',
  }),
  MAX_UNSENT_BYTES_PER_SOCKET: whole(65_536, 1_073_741_824).register(abouts, {
    fallback: '1048576',
    unit: 'bytes',
    text: 'What may wait for a connection that reads slowly before it is closed; it resumes where it was.',
  }),
  GUESTS: z.enum(['on', 'off'], 'must be on or off').register(abouts, {
    fallback: 'on',
    text: 'Whether servers and clients of other groups may join rooms as guests, without a key: `on` or `off` (`docs/websocket-data.md`).',
  }),
  MAX_CLOCK_SKEW_SECONDS: whole(1, 86_400).register(abouts, {
    fallback: '120',
    unit: 'seconds',
    text: 'How far the clock of a device may differ from the server’s.',
  }),
  HELLO_TIMEOUT_SECONDS: whole(1, 3600).register(abouts, {
    fallback: '10',
    unit: 'seconds',
    text: 'How long a new connection may take to say who it is.',
  }),
  HEARTBEAT_SECONDS: whole(1, 3600).register(abouts, {
    fallback: '30',
    unit: 'seconds',
    text: 'How often every connection is asked whether it still is; one that does not answer in 5 s is closed.',
  }),
  DRAIN_SECONDS: whole(0, 3600).register(abouts, {
    fallback: '10',
    unit: 'seconds',
    text: 'How long a stop waits for work in hand before it closes everything.',
  }),
  AI_MODEL: z.string().optional().register(abouts, {
    otherwise: 'an Ollama on this host, else the built-in assistant',
    text: 'What answers `@AI`: `anthropic/NAME`, the path of a `.gguf` file, the name of a model at `AI_BASE_URL`, or `built-in`.',
  }),
  AI_BASE_URL: z
    .string()
    .refine((text) => /^https?:/u.test(text) && parseUrl(text) !== undefined, 'must be an http:// or https:// address')
    .optional()
    .register(abouts, {
      otherwise: 'Ollama on this host',
      // Secret because an address may carry a password.
      secret: true,
      text: 'OpenAI-compatible endpoint, such as `http://127.0.0.1:1234/v1`.',
    }),
  AI_API_KEY: z.string().optional().register(abouts, { otherwise: 'none', secret: true, text: 'Key for the model.' }),
  AI_CONTEXT_TOKENS: whole(100, 1_000_000).register(abouts, {
    fallback: '6000',
    unit: 'tokens',
    text: 'How much of a channel a model reads, about.',
  }),
  AI_ANSWER_TOKENS: whole(16, 100_000).register(abouts, { fallback: '1000', unit: 'tokens', text: 'Longest answer of a model.' }),
  AI_TIMEOUT_SECONDS: whole(1, 3600).register(abouts, { fallback: '120', unit: 'seconds', text: 'How long an answer may take.' }),
  AI_CONCURRENCY: whole(1, 1000).register(abouts, {
    fallback: '2',
    text: 'Answers that are written at once; others wait in line.',
  }),
  AI_QUEUE_PER_ROOM: whole(1, 1000).register(abouts, { fallback: '10', text: 'Questions of one room that may be open at once.' }),
  AI_QUESTIONS_PER_MINUTE: whole(1, 10_000).register(abouts, {
    fallback: '6',
    unit: 'questions/min',
    text: 'Questions of one person.',
  }),
  HTTP_REQUESTS_PER_MINUTE: whole(1, 10_000_000).register(abouts, {
    fallback: '600',
    unit: 'requests/min',
    text: 'HTTP requests from one IP address.',
  }),
});

const consistent = variables.refine(
  (given) => given.MAX_FRAME_BYTES >= given.MAX_MESSAGE_LENGTH * BYTES_PER_UNIT + FRAME_OVERHEAD,
  {
    path: ['MAX_FRAME_BYTES'],
    error: `must be at least ${BYTES_PER_UNIT} × MAX_MESSAGE_LENGTH + ${FRAME_OVERHEAD}, so that the longest message fits`,
    // Zod skips a check of the whole when any part is wrong, but people want to read all problems at once.
    when: ({ value }) => {
      const { MAX_FRAME_BYTES: frame, MAX_MESSAGE_LENGTH: message } = value as Record<string, unknown>;
      return typeof frame === 'number' && typeof message === 'number';
    },
  },
);

type Name = keyof typeof variables.shape;
const names = Object.keys(variables.shape) as Name[];

/** What the operator chose, under the names of the environment variables, with every default filled in. */
export type Config = Readonly<z.infer<typeof variables> & { HOST: string; DATABASE_URL: string; SERVER_NAME: string }>;

/** The configuration cannot be used; the message says all that is wrong with it, a line for each problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `::` takes IPv4 too, but fails where the system has no IPv6. */
function everyInterface(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some((address) => address.family === 'IPv6') ? '::' : '0.0.0.0';
}

function complaint(issue: z.core.$ZodIssue, environment: Record<string, string>): string {
  const name = issue.path[0] as Name;
  const value = about(name).secret ? '' : `, not ${JSON.stringify(environment[name])}`;
  return `  ${name} ${issue.message}${value}`;
}

function about(name: Name): About {
  return abouts.get(variables.shape[name]) as About;
}

/**
 * Reads the configuration out of environment variables; one that is empty counts as not set.
 * @throws {ConfigError} with all problems at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name]?.trim() || about(name).fallback;
    if (value !== undefined) given[name] = value;
  }
  const { success, data, error } = consistent.safeParse(given);
  if (!success) {
    const lines = error.issues.map((issue) => complaint(issue, given));
    throw new ConfigError(
      ['Parley cannot start with this configuration:', ...lines, 'The README explains every variable.'].join('\n'),
    );
  }
  return {
    ...data,
    HOST: data.HOST ?? everyInterface(),
    DATABASE_URL: data.DATABASE_URL ?? pathToFileURL(join(data.DATA_DIR, 'parley.db')).href,
    SERVER_NAME: data.SERVER_NAME ?? (data.PUBLIC_URL === undefined ? hostname() : new URL(data.PUBLIC_URL).hostname),
  };
}

/** What the README says of each variable, in the order of the schema. */
export function describeVariables(): { name: string; fallback: string; unit: string; text: string }[] {
  return names.map((name) => {
    const { text, unit = '', fallback, otherwise = '' } = about(name);
    return { name, fallback: fallback === undefined ? otherwise : `\`${fallback}\``, unit, text };
  });
}
