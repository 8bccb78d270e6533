import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateIdentity, type GeneratedIdentity } from '#client/sdk/generated-identity.ts';
import type { AppRouter } from '#server/api/router.ts';
import type { Command } from '#shared/chat/chat.ts';
import { connectionParamsFor } from '#shared/identity/signer.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { createPost, createProfile, createRoom } from './signed-commands.ts';

const ROOM = 'stock';
/** Three bytes each, so that one message makes a frame with the longest kind of header. */
const LONGEST = 40_000;
let server: ServerProcess;
let ada: GeneratedIdentity;
const open: (() => unknown)[] = [];

/** tRPC's own client, set up as its documentation says, with nothing of ours but the signature. */
function stockClient() {
  const socket = createWSClient({
    url: `${server.url.replace('http', 'ws')}/trpc`,
    connectionParams: () => connectionParamsFor(ada, server.url, Date.now()),
    retryDelayMs: () => 50,
  });
  open.push(() => socket.close());
  return createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client: socket })] });
}

type Client = ReturnType<typeof stockClient>;

async function post(client: Client, text: string): Promise<void> {
  const command: Command = await createPost(ada, ROOM, text);
  if (command.type === 'message.post') await client.message.send.mutate(command);
}

/** Follows the room; `texts` are those that came so far, in the order in which they came. */
function follow(client: Client, after: string) {
  const texts: string[] = [];
  const cursors: string[] = [];
  const started = Promise.withResolvers<void>();
  const subscription = client.feed.live.subscribe(
    { room: ROOM, after },
    {
      onStarted: () => started.resolve(),
      onData({ id, data }) {
        cursors.push(id);
        for (const { event } of data.entries) if (event.type === 'message.posted') texts.push(event.body?.content ?? '');
      },
      onError: (cause) => started.reject(cause),
    },
  );
  return { texts, cursors, started: started.promise, end: () => subscription.unsubscribe() };
}

async function fromHub(): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^parley_hub_deliveries (\d+)/mu.exec(metrics)?.[1]);
}

async function asOf(client: Client): Promise<string> {
  return (await client.room.snapshot.query({ room: ROOM })).asOf;
}

beforeAll(async () => {
  server = await ServerProcess.start({ env: { MAX_MESSAGE_LENGTH: String(LONGEST) } });
  ada = await generateIdentity();
  const client = stockClient();
  const commands = [await createRoom(ada, ROOM), await createProfile(ada, ROOM, 'Ada Lovelace')];
  for (const command of commands) {
    if (command.type === 'room.create') await client.room.create.mutate(command);
    if (command.type === 'user.update') await client.user.update.mutate(command);
  }
});

afterAll(async () => {
  for (const close of open) close();
  await server.dispose();
});

test('a stock tRPC client reads what the hub writes, in order and once (L4)', async () => {
  const [reader, writer] = [stockClient(), stockClient()];
  const feed = follow(reader, await asOf(writer));
  await feed.started;
  const before = await fromHub();
  for (const text of ['one', 'two – 二 – 🂡', 'three']) await post(writer, text);
  await expect.poll(() => feed.texts).toEqual(['one', 'two – 二 – 🂡', 'three']);
  expect((await fromHub()) - before).toBeGreaterThanOrEqual(3);
  expect(feed.cursors.at(-1)).toBe(await asOf(writer));
});

test('two feeds of one connection each get the hub’s frames, and one that ends does not take the other along', async () => {
  const client = stockClient();
  const after = await asOf(client);
  const [first, second] = [follow(client, after), follow(client, after)];
  await Promise.all([first.started, second.started]);
  await post(client, 'both');
  await expect.poll(() => [first.texts, second.texts]).toEqual([['both'], ['both']]);
  first.end();
  await post(client, 'one of them');
  await expect.poll(() => second.texts).toEqual(['both', 'one of them']);
  expect(first.texts).toEqual(['both']);
});

test('frames longer than 125 and than 65,535 bytes are whole', async () => {
  const client = stockClient();
  const feed = follow(client, await asOf(client));
  await feed.started;
  const before = await fromHub();
  const texts = ['short', 'x'.repeat(2000), '二'.repeat(LONGEST), '"'.repeat(LONGEST)];
  for (const text of texts) await post(client, text);
  await expect.poll(() => feed.texts).toEqual(texts);
  expect(await fromHub()).toBeGreaterThan(before);
});

test('a feed goes on after kill -9 where it was, without a gap and without a repetition (L4, L5)', async () => {
  const [reader, writer] = [stockClient(), stockClient()];
  const feed = follow(reader, await asOf(writer));
  await feed.started;
  await post(writer, 'before');
  await expect.poll(() => feed.texts).toEqual(['before']);
  await server.kill9();
  await server.restart();
  const again = stockClient();
  await post(again, 'after');
  await expect.poll(() => feed.texts, { timeout: 15_000 }).toEqual(['before', 'after']);
  await post(again, 'live again');
  await expect.poll(() => feed.texts).toEqual(['before', 'after', 'live again']);
});
