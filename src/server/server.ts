import type { Duplex } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { Entry } from '#shared/log/entry.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import { addressOf } from './address-of.ts';
import type { Command } from '#shared/chat/chat.ts';
import { type Ai, AI_NAME } from './ai/ai.ts';
import { dataFrame } from './api/live-stream.ts';
import { guardFlood } from './api/flood-guard.ts';
import { RateLimit } from './api/rate-limit.ts';
import { createRouter } from './api/router.ts';
import type { Services } from './api/services.ts';
import { createStreams, sum } from './api/streams.ts';
import { createWebSocket } from './api/websocket.ts';
import { LibsqlNonces } from './auth/libsql-nonces.ts';
import { type SignedIn, signIn } from './auth/sign-in.ts';
import { verifyCommand } from './auth/verify-command.ts';
import { createCompat } from './compat/compat.ts';
import type { Config } from './config.ts';
import { ConnectionCount } from './connection-count.ts';
import { createHttp } from './http.ts';
import { Feed } from './log/feed.ts';
import { Hub } from './log/hub.ts';
import { openLibsqlSequencer } from './log/libsql-sequencer.ts';
import { Outage } from './log/outage.ts';
import { Performer, type Receipt } from './log/perform.ts';
import { Metrics } from './metrics.ts';
import { MemorySignals } from './signals/memory-signals.ts';
import { startAi } from './start-ai.ts';
import { openDatabase } from './store/database.ts';
import { LastSeen } from './store/last-seen.ts';
import { ReceiptBook } from './store/receipt-book.ts';

export interface Server {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Stops taking work, finishes what is in hand, closes everything. Clients connect again by themselves. */
  stop(): Promise<void>;
}

const SECOND_MS = 1000;

/** Frames a second that a connection may send: each command of a burst, and as much again for reading. */
const FRAMES_PER_COMMAND = 10;

/**
 * Puts the server together and starts it; tests start this same one.
 * @throws {DatabaseRefused} where the database cannot be used
 */
export async function startServer(config: Config): Promise<Server> {
  const metrics = new Metrics();
  const database = await openDatabase(config.DATABASE_URL, config.DATABASE_AUTH_TOKEN);
  const sequencer = await openLibsqlSequencer(database);
  const feed = new Feed(database, () => sequencer.head);
  const hub = new Hub<Entry, { text: string; cursor: string }>((_room, entries) => {
    const cursor = feed.cursorAfter(entries.at(-1)?.seq ?? 0);
    return { cursor, text: `{"id":"${cursor}","data":${JSON.stringify({ entries })}},"id":"${cursor}"` };
  }, config.MAX_UNSENT_BYTES_PER_SOCKET);

  const performer = new Performer(
    database.client,
    sequencer,
    {
      messageLength: config.MAX_MESSAGE_LENGTH,
      roomsPerKey: config.MAX_ROOMS_PER_KEY,
      channelsPerRoom: config.MAX_CHANNELS_PER_ROOM,
      clockSkewMs: config.MAX_CLOCK_SKEW_SECONDS * SECOND_MS,
    },
    (entries) => {
      feed.committed(entries);
      for (const [room, ofRoom] of Map.groupBy(entries, ({ event }) => event.room)) hub.publish(room, ofRoom);
      compat.committed(entries);
      ai.committed(entries);
    },
  );

  const signalProblem = (cause: unknown): void =>
    http.log.error({ err: cause }, 'presence and receipts cannot be stored for now');
  const lastSeen = new LastSeen(database.client, signalProblem);
  const signals = new MemorySignals({ onSeen: (room, user, at) => lastSeen.note(room, user, at) });
  const receipts = await ReceiptBook.open(database.client, { head: () => sequencer.head, onProblem: signalProblem });

  let stopping = false;
  let storage: 'ok' | 'failing' = 'ok';
  const http = await createHttp(config, metrics, () => ({ ready: !stopping, storage })).catch((cause: unknown) => {
    database.close();
    throw cause;
  });
  const { log } = http;
  const rate = new RateLimit(config.MAX_COMMANDS_PER_SECOND, config.MAX_COMMAND_BURST);
  const nonces = new LibsqlNonces(database.client, {
    onProblem: (cause) => log.error({ err: cause }, 'sign-ins cannot be stored, kept in memory'),
  });

  /** @param verify checks who wants it; what it throws at once, or rejects with, is the verdict */
  async function perform(command: Command, user: string, verify: () => Promise<void>): Promise<Receipt> {
    const end = metrics.verdictSeconds.startTimer();
    let verdict: string = 'stored';
    try {
      const receipt = await performer.perform(command, user, verify());
      if (storage === 'failing') log.info('storing works again');
      storage = 'ok';
      return receipt;
    } catch (cause) {
      verdict = cause instanceof Refusal ? cause.reason : 'outage';
      if (cause instanceof Outage) {
        if (storage === 'ok') log.error({ err: cause }, 'nothing can be stored');
        storage = 'failing';
      }
      throw cause;
    } finally {
      metrics.commands.inc({ type: command.type, verdict });
      end();
    }
  }

  function run(command: Command, actor: SignedIn): Promise<Receipt> {
    return perform(command, actor.userId, () => {
      rate.take(actor.userId);
      return verifyCommand(command, actor.publicKey);
    });
  }

  const ai: Ai = await startAi({
    config,
    metrics,
    log,
    database,
    signals,
    head: sequencer.head,
    perform: (command, user) => perform(command, user, () => Promise.resolve()),
  });
  const about = {
    name: config.SERVER_NAME,
    epoch: database.epoch,
    limits: { messageLength: config.MAX_MESSAGE_LENGTH },
    ai: { userId: ai.userId, model: ai.modelName },
  };
  const signalRate = new RateLimit(config.MAX_COMMANDS_PER_SECOND, config.MAX_COMMAND_BURST);
  const services: Services = { about, database, feed, run, signals, lastSeen, receipts, ai, signalRate };
  const streams = createStreams({ signals, receipts, answers: ai.live }, config.MAX_UNSENT_BYTES_PER_SOCKET);
  const flood = {
    framesPerSecond: config.MAX_COMMANDS_PER_SECOND * FRAMES_PER_COMMAND,
    maxUnsentBytes: config.MAX_UNSENT_BYTES_PER_SOCKET,
  };
  const compat = await createCompat({
    takesGuests: config.GUESTS === 'on',
    database,
    signals,
    metrics,
    serverName: config.SERVER_NAME,
    ai: { user: { id: ai.userId, name: AI_NAME }, answers: ai.live },
    trustProxy: config.TRUST_PROXY,
    maxFrameBytes: config.MAX_FRAME_BYTES,
    maxUnsentBytes: config.MAX_UNSENT_BYTES_PER_SOCKET,
    heartbeatMs: config.HEARTBEAT_SECONDS * SECOND_MS,
    roomsPerAddress: config.MAX_ROOMS_PER_KEY,
    head: () => sequencer.head,
    noteReceived: (room, guest, received) => receipts.set(room, guest, received),
    mayAct: (guest) => rate.tryTake(guest),
    // Nobody signs for a guest; that its id is no key's is what keeps it from being anybody else.
    perform: (command, guest) => perform(command, guest, () => Promise.resolve()),
    guard: (socket) =>
      guardFlood(socket, flood, {
        paused: () => metrics.socketsPaused.inc(),
        closed: () => metrics.socketsClosed.inc({ cause: 'unread' }),
      }),
    onProblem: (cause) => log.error({ err: cause }, 'the compatibility endpoint failed'),
  });
  const websocket = createWebSocket({
    router: createRouter(services, {
      pendingPerSocket: config.MAX_PENDING_PER_SOCKET,
      subscriptionsPerSocket: config.MAX_SUBSCRIPTIONS_PER_SOCKET,
    }),
    origin: { publicUrl: config.PUBLIC_URL, trustProxy: config.TRUST_PROXY !== false },
    metrics,
    maxFrameBytes: config.MAX_FRAME_BYTES,
    helloTimeoutMs: config.HELLO_TIMEOUT_SECONDS * SECOND_MS,
    heartbeatMs: config.HEARTBEAT_SECONDS * SECOND_MS,
    flood,
    signIn: (params, origins) =>
      signIn(params, {
        origins,
        now: Date.now(),
        nonces,
        maxSkewMs: config.MAX_CLOCK_SKEW_SECONDS * SECOND_MS,
        maxAgeMs: config.MAX_CLOCK_SKEW_SECONDS * SECOND_MS,
      }),
    follow: (socket, stream, room, requestId) => {
      if (stream !== 'feed') return streams[stream].join(socket, room, requestId);
      const frame = dataFrame(requestId);
      return hub.join(room, JSON.stringify(requestId), ({ text }) => frame(text), socket);
    },
    onBug: (error, path) => log.error({ err: error, path }, 'a procedure failed'),
  });
  metrics.watch('parley_hub_deliveries', 'Frames that the hub handed to sockets.', () => hub.stats.deliveries);
  metrics.watch(
    'parley_hub_terminated',
    'Connections that the hub closed because they did not read.',
    () => hub.stats.terminated + sum(streams, ({ stats }) => stats.terminated),
  );
  metrics.watch('parley_signal_deliveries', 'Frames of presence and receipts that were handed to sockets.', () =>
    sum(streams, ({ stats }) => stats.deliveries),
  );
  metrics.watch('parley_present', 'People who are present, each counted in every room they are in.', () => signals.people);
  metrics.watch('parley_receipts_waiting', 'Receipts that are not written yet.', () => receipts.waiting);
  metrics.watch('parley_commands_waiting', 'Commands without a verdict.', () => performer.waiting);
  metrics.watch('parley_ai_busy', 'Answers of the AI that wait or are being written.', () => ai.busy);
  metrics.watch('parley_log_head', 'Position of the newest entry.', () => sequencer.head);

  const open = new ConnectionCount(config.MAX_CONNECTIONS_PER_IP);
  http.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const address = addressOf(request, config.TRUST_PROXY);
    if (!open.mayOpen(address)) {
      metrics.socketsClosed.inc({ cause: 'too-many' });
      socket.end('HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    open.add(address);
    socket.once('close', () => open.remove(address));
    // Not `new URL`: it throws at what somebody may well send, such as `//`.
    const isOurs = /^\/trpc(?:\?|$)/u.test(request.url ?? '');
    (isOurs ? websocket : compat).upgrade(request, socket, head);
  });

  const url = await http.listen({ port: config.PORT, host: config.HOST });
  const port = (http.server.address() as { port: number }).port;

  return {
    url: `http://${config.HOST === '::' || config.HOST === '0.0.0.0' ? '127.0.0.1' : new URL(url).hostname}:${port}`,
    async stop() {
      stopping = true;
      const late = new Promise<void>((resolve) => setTimeout(resolve, config.DRAIN_SECONDS * SECOND_MS).unref());
      await Promise.race([ai.close(), late]);
      // What was acknowledged is stored; what waits gets its verdict before its connection goes.
      await Promise.race([performer.drained(), late]);
      await new Promise((resolve) => setImmediate(resolve));
      websocket.drain();
      compat.drain();
      await Promise.race([http.close(), late]);
      websocket.close();
      await Promise.race([compat.close(), late]);
      signals.close();
      await Promise.race([Promise.all([lastSeen.flush(), receipts.flush()]), late]);
      // All of it into the one file: whoever copies that from a stopped server has everything.
      await database.settle().catch(() => undefined);
      database.close();
    },
  };
}
