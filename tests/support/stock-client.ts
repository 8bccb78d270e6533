import { createTRPCClient, createWSClient, TRPCClientError, type TRPCClient, wsLink } from '@trpc/client';
import { onTestFinished } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { AI_NAME } from '#server/ai/ai.ts';
import type { AppRouter } from '#server/api/router.ts';
import type { ConnectionParams } from '#shared/identity/connection.ts';
import { connectionParamsFor, type Signer } from '#shared/identity/signer.ts';
import type { FeedPage } from '#shared/sync/feed-page.ts';
import { Composer } from './composer.ts';

export interface StockClient {
  readonly client: TRPCClient<AppRouter>;
  readonly socket: ReturnType<typeof createWSClient>;
}

/** A connection by tRPC's own client, without any code of ours. It connects again by itself, at once. */
export function stockClient(url: string, params: () => Promise<ConnectionParams> | null): StockClient {
  const socket = createWSClient({ url: `${url.replace(/^http/u, 'ws')}/trpc`, connectionParams: params, retryDelayMs: () => 20 });
  onTestFinished(() => socket.close());
  return { client: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] }), socket };
}

/** Somebody with a key of their own, connected. */
export interface Guest extends StockClient {
  readonly signer: Signer;
  readonly compose: Composer;
}

/** Connects somebody, known or new. */
export async function connect(url: string, { room = 'lobby', signer }: { room?: string; signer?: Signer } = {}): Promise<Guest> {
  const known = signer ?? (await generateIdentity());
  return {
    ...stockClient(url, () => connectionParamsFor(known, url, Date.now())),
    signer: known,
    compose: new Composer(known, room),
  };
}

/** Connects somebody who then enters the room: makes it if nobody did, and tells their name. */
export async function enter(url: string, name: string, options: { room?: string; signer?: Signer } = {}): Promise<Guest> {
  const guest = await connect(url, options);
  await guest.client.room.create.mutate(await guest.compose.createRoom());
  await guest.client.user.update.mutate(await guest.compose.profile(name));
  await settled(guest);
  return guest;
}

/** Resolves when the AI has introduced itself to a new room, so that its entry comes into nobody's way. */
async function settled({ client, compose: { room } }: Guest): Promise<void> {
  for (;;) {
    const { users } = await client.room.snapshot.query({ room });
    if (users.some(({ name }) => name === AI_NAME)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The names of the people in the room; the AI is in every one. */
export async function namesIn({ client, compose: { room } }: Guest): Promise<string[]> {
  const { users } = await client.room.snapshot.query({ room });
  return users.map(({ name }) => name).filter((name) => name !== AI_NAME);
}

/** Posts a message and resolves to where it is stored. */
export async function say(guest: Guest, content: string): Promise<number> {
  return (await guest.client.message.send.mutate(await guest.compose.post(content))).seq;
}

/** What the server says to a request that it refuses: the reason, and the sentence for people. */
export async function refusal(request: Promise<unknown>): Promise<{ reason: unknown; message: string; code: unknown }> {
  try {
    await request;
  } catch (cause) {
    if (!(cause instanceof TRPCClientError)) throw cause;
    const { reason, code } = (cause.data ?? {}) as { reason?: unknown; code?: unknown };
    return { reason, message: cause.message, code };
  }
  throw new Error('it was not refused');
}

/** What a feed brought. */
export class Listener {
  readonly pages: { cursor: string; page: FeedPage }[] = [];
  readonly #waiting: { done: () => boolean; resolve: () => void }[] = [];
  readonly #stop: () => void;
  error: unknown = null;
  complete = false;

  constructor({ client }: StockClient, input: { room: string; after: string }) {
    const subscription = client.feed.live.subscribe(input, {
      onData: ({ id, data }) => this.#changed(() => this.pages.push({ cursor: id, page: data })),
      onError: (cause) => this.#changed(() => (this.error = cause)),
      onComplete: () => this.#changed(() => (this.complete = true)),
    });
    this.#stop = () => subscription.unsubscribe();
  }

  /** Every entry, in the order in which they came. */
  get entries() {
    return this.pages.flatMap(({ page }) => page.entries);
  }

  get seqs(): number[] {
    return this.entries.map(({ seq }) => seq);
  }

  /** The texts of the messages that came. */
  get texts(): (string | undefined)[] {
    return this.entries.flatMap(({ event }) => ('body' in event ? [event.body?.content] : []));
  }

  stop(): void {
    this.#stop();
  }

  /** Resolves when `done` holds of what came so far. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve });
      this.#changed(() => undefined);
    });
  }

  #changed(change: () => void): void {
    change();
    for (const { done, resolve } of this.#waiting) if (done()) resolve();
  }
}

/** Follows a room from now on, or from a cursor; resolves when the server has taken the subscription on. */
export async function follow(guest: Guest, room = 'lobby', after?: string): Promise<Listener> {
  const from = after ?? (await guest.client.room.snapshot.query({ room })).asOf;
  return new Listener(guest, { room, after: from });
}
