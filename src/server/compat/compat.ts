import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Command } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { EnvelopeUser } from '#shared/wire/websocket-data.ts';
import { addressOf } from '../address-of.ts';
import { Hub } from '../log/hub.ts';
import type { Receipt } from '../log/perform.ts';
import type { Metrics } from '../metrics.ts';
import type { Signals } from '../signals/signals.ts';
import type { Database } from '../store/database.ts';
import { OptimisticIds } from '../store/optimistic-ids.ts';
import { readSecret } from '../store/secret.ts';
import type { Answers } from './growing-answers.ts';
import { GuestConnection } from './guest-connection.ts';
import type { Received } from './guest-receipts.ts';
import { Heartbeat } from './heartbeat.ts';
import { MessageRenderer } from './message-renderer.ts';
import { RoomQuota } from './room-quota.ts';
import { roomOfRequest } from './room-of-request.ts';
import { Rooms } from './rooms.ts';

export interface CompatOptions {
  /** Whether this server takes guests at all. */
  readonly takesGuests: boolean;
  readonly database: Database;
  readonly signals: Signals;
  readonly metrics: Metrics;
  /** The `server` of our messages. */
  readonly serverName: string;
  /** The AI, who is listed in every room, and its answers while they are being written. */
  readonly ai: { readonly user: EnvelopeUser; readonly answers: Answers };
  readonly trustProxy: boolean | number;
  readonly maxFrameBytes: number;
  readonly maxUnsentBytes: number;
  /** How often a connection is asked whether it is still there. */
  readonly heartbeatMs: number;
  /** Rooms that guests of one address may make in a day. */
  readonly roomsPerAddress: number;
  /** `seq` of the newest entry of the log. */
  head(): number;
  /** Stores how far a guest came in channels of a room. */
  noteReceived(room: string, guest: string, received: readonly Received[]): Promise<void>;
  /** Takes one command of a guest's rate; false where there is none left for now. */
  mayAct(guest: string): boolean;
  /** Performs an unsigned command of a guest. @throws {Refusal} @throws {Outage} */
  perform(command: Command, guest: string): Promise<Receipt>;
  /** Keeps a connection from flooding the process. */
  guard(socket: WebSocket): void;
  /** Told of what failed, never of refusals. */
  onProblem(cause: unknown): void;
}

export interface CompatEndpoint {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Takes entries that were just committed. */
  committed(entries: readonly Entry[]): void;
  /** Asks every client to connect again, and takes no new ones. */
  drain(): void;
  /** Closes what is still open, and writes what waits to be written. */
  close(): Promise<void>;
}

/** The close code for a connection without a room: what clients in the field know. */
const ROOM_REQUIRED = 3000;

/** Answers who asked for a WebSocket that there is none. */
function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The endpoint for the documented envelope, on every path that is a room: anybody's servers and clients, as guests. */
export async function createCompat(options: CompatOptions): Promise<CompatEndpoint> {
  const { database, signals, metrics, serverName, ai, maxUnsentBytes, onProblem } = options;
  const { client } = database;
  const secret = await readSecret(client, 'optimistic-ids');
  const server = new WebSocketServer({ noServer: true, maxPayload: options.maxFrameBytes, perMessageDeflate: false });
  const hub = new Hub<string, readonly string[]>((_room, frames) => frames, maxUnsentBytes);
  const optimisticIds = new OptimisticIds(client, onProblem);
  const renderer = new MessageRenderer(database, serverName, ai.user.id, optimisticIds);
  const head = (): number => options.head();
  const rooms = new Rooms({
    database,
    client,
    signals,
    renderer,
    hub,
    head,
    standing: [ai.user],
    answers: ai.answers,
    historyBytes: maxUnsentBytes / 2,
    noteReceived: (room, guest, received) => options.noteReceived(room, guest, received),
    onProblem,
  });
  const quota = new RoomQuota(options.roomsPerAddress);
  const sessions = new Map<WebSocket, GuestConnection>();
  const serving = new Set<Promise<void>>();
  const heartbeat = new Heartbeat(
    () => {
      for (const { session } of sessions.values()) session.rest();
      return server.clients;
    },
    options.heartbeatMs,
    () => metrics.socketsClosed.inc({ cause: 'no-pong' }),
  );
  let draining = false;

  metrics.watch('parley_compat_connections', 'Open connections that speak the envelope.', () => server.clients.size);
  metrics.watch('parley_compat_deliveries', 'Writes of envelope frames to sockets.', () => hub.stats.deliveries);
  metrics.watch(
    'parley_compat_terminated',
    'Connections of the envelope that were closed because they did not read.',
    () => hub.stats.terminated,
  );

  async function serve(socket: WebSocket, request: IncomingMessage): Promise<void> {
    const asked = roomOfRequest(request.url ?? '/');
    if (asked.room === null) return socket.close(ROOM_REQUIRED, asked.reason);
    options.guard(socket);
    heartbeat.watch(socket);
    const room = rooms.open(asked.room);
    const connection = new GuestConnection(socket, room, addressOf(request, options.trustProxy), {
      client,
      signals,
      metrics,
      optimisticIds,
      secret,
      serverName,
      mayAct: (guest) => options.mayAct(guest),
      perform: (command, guest) => options.perform(command, guest),
      newRoom: (address) => quota.take(address),
      onBug: onProblem,
    });
    sessions.set(socket, connection);
    try {
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      const leave = await connection.join(asked.history);
      await closed;
      leave();
    } catch (cause) {
      onProblem(cause);
      socket.close(1011, 'Try again later');
    } finally {
      sessions.delete(socket);
      rooms.release(room);
    }
  }

  return {
    upgrade(request, socket, headBytes) {
      if (!options.takesGuests) return refuse(socket, '404 Not Found');
      if (draining) return refuse(socket, '503 Service Unavailable');
      server.handleUpgrade(request, socket, headBytes, (upgraded) => {
        metrics.connections.inc();
        // A frame against the protocol closes its connection; `ws` does that, and only wants to be heard.
        upgraded.on('error', () => metrics.malformedFrames.inc());
        upgraded.once('close', () => metrics.connections.dec());
        const served = serve(upgraded, request).finally(() => serving.delete(served));
        serving.add(served);
      });
    },
    committed: (entries) => rooms.committed(entries),
    drain() {
      draining = true;
      for (const socket of server.clients) socket.close(1012, 'The server restarts');
    },
    async close() {
      heartbeat.close();
      for (const socket of server.clients) socket.terminate();
      server.close();
      await Promise.all(serving);
      await optimisticIds.flush();
    },
  };
}
