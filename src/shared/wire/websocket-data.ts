import { z } from 'zod';

/**
 * The documented envelope, the contract with other groups' servers and clients: JSON text frames,
 * one object each, told apart by `type`. `docs/websocket-data.md` explains it to people.
 */

/** Longest `optimisticId` that is taken: it goes back to everybody in the room, for every message. */
const OPTIMISTIC_ID_LIMIT = 1000;

/** Somebody in the room; `id` is the server's choice. */
const envelopeUser = z.object({ id: z.string(), name: z.string().optional(), email: z.string().optional() });

/** A message from a client. */
const clientMessage = z.object({
  type: z.literal('CLIENT_MESSAGE'),
  content: z.string(),
  channel: z.string(),
  optimisticId: z.string().max(OPTIMISTIC_ID_LIMIT),
});

/** Who a client says it is. Its `id` is nothing that others rely on, so a strange one does no harm. */
const clientUser = z.object({
  type: z.literal('CLIENT_USER'),
  user: z.object({ id: z.string().catch(''), name: z.string().nullish(), email: z.string().nullish() }),
});

/** A message to everybody in the room; again with the same `id` where it was edited or goes on. `created` and `updated` are ms since 1970. */
const serverMessage = z.object({
  type: z.literal('SERVER_MESSAGE'),
  id: z.string(),
  optimisticId: z.string(),
  content: z.string(),
  server: z.string(),
  userId: z.string(),
  channel: z.string(),
  created: z.number(),
  updated: z.number(),
});

/** Everybody who is present in the room. */
const activeUsers = z.object({ type: z.literal('ACTIVE_USERS'), users: z.array(envelopeUser) });

/** Who the server takes this client for. */
const self = z.object({ type: z.literal('SELF'), user: envelopeUser });

const clientFrame = z.discriminatedUnion('type', [clientMessage, clientUser]);
const serverFrame = z.discriminatedUnion('type', [serverMessage, activeUsers, self]);

export type EnvelopeUser = z.infer<typeof envelopeUser>;
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientUser = z.infer<typeof clientUser>;
export type ClientFrame = z.infer<typeof clientFrame>;
export type ServerMessage = z.infer<typeof serverMessage>;
export type ServerFrame = z.infer<typeof serverFrame>;

/** What somebody sent: a frame, one of a type that is not ours to know, or nothing that can be read. */
export type Reading<F> = { readonly is: 'frame'; readonly frame: F } | { readonly is: 'unknown' } | { readonly is: 'malformed' };

const UNKNOWN = { is: 'unknown' } as const;
const MALFORMED = { is: 'malformed' } as const;

function readerOf<F>(schema: z.ZodType<F>, types: readonly string[]): (text: string) => Reading<F> {
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return MALFORMED;
    }
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    if (typeof type !== 'string') return MALFORMED;
    if (!types.includes(type)) return UNKNOWN;
    const { success, data } = schema.safeParse(value);
    return success ? { is: 'frame', frame: data } : MALFORMED;
  };
}

/** Reads a frame of a client. Never throws, whatever it is given. */
export const readClientFrame = readerOf<ClientFrame>(clientFrame, ['CLIENT_MESSAGE', 'CLIENT_USER']);

/** Reads a frame of a server. Never throws, whatever it is given. */
export const readServerFrame = readerOf<ServerFrame>(serverFrame, ['SERVER_MESSAGE', 'ACTIVE_USERS', 'SELF']);
