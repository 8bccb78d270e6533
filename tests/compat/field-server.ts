import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

/** What a careless server does otherwise. */
export interface Faults {
  /** The sender does not hear itself. */
  readonly deafSender?: boolean;
  /** Everybody gets another id for one message. */
  readonly idPerSocket?: boolean;
  readonly losesOptimisticId?: boolean;
  /** Nobody is told who left. */
  readonly keepsGone?: boolean;
  /** A frame that cannot be read closes the connection. */
  readonly closesOnMalformed?: boolean;
  /** What anybody says is heard everywhere. */
  readonly oneRoom?: boolean;
  readonly times?: 'seconds';
  /** Messages are shuffled on their way to each client. */
  readonly shuffles?: boolean;
  /** SELF goes to everybody. */
  readonly selfToAll?: boolean;
  /** Every so many messages one is lost. */
  readonly losesEvery?: number;
}

interface Client {
  readonly socket: WebSocket;
  readonly room: string;
  user: { id: string; name?: string; email?: string };
}

/** A server of another group, as simple as they are: rooms in memory, no history, an `@ai` that counts. */
export async function startFieldServer(faults: Faults = {}): Promise<string> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const clients = new Set<Client>();
  let count = 0;
  const inRoom = (room: string): Client[] => [...clients].filter((client) => faults.oneRoom || client.room === room);
  const tell = (client: Client, frame: object): void => client.socket.send(JSON.stringify(frame));
  const tellUsers = (room: string): void => {
    const users = [{ id: 'ai', name: 'AI' }, ...inRoom(room).map(({ user }) => user)];
    for (const client of inRoom(room)) tell(client, { type: 'ACTIVE_USERS', users });
  };
  function say(
    room: string,
    sender: Client | null,
    fields: { id: string; content: string; channel: string; optimisticId: string; created: number },
  ): void {
    count += 1;
    if (faults.losesEvery !== undefined && count % faults.losesEvery === 0) return;
    const scale = faults.times === 'seconds' ? 1000 : 1;
    for (const client of inRoom(room)) {
      if (faults.deafSender && client === sender) continue;
      const message = {
        type: 'SERVER_MESSAGE',
        ...fields,
        ...(faults.idPerSocket ? { id: randomUUID() } : {}),
        ...(faults.losesOptimisticId ? { optimisticId: '' } : {}),
        server: 'field',
        userId: sender?.user.id ?? 'ai',
        created: fields.created / scale,
        updated: Date.now() / scale,
      };
      if (faults.shuffles) setTimeout(() => tell(client, message), Math.random() * 20);
      else tell(client, message);
    }
  }

  server.on('connection', (socket, request) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
    const room = decodeURIComponent(pathname.slice(1)) || searchParams.get('room');
    if (!room) return socket.close(3000, 'Room required');
    const client: Client = { socket, room, user: { id: randomUUID() } };
    clients.add(client);
    tellUsers(room);
    socket.on('close', () => {
      if (faults.keepsGone) return;
      clients.delete(client);
      tellUsers(room);
    });
    socket.on('message', (data: Buffer) => {
      try {
        const frame = JSON.parse(data.toString()) as {
          type: string;
          content: unknown;
          channel: unknown;
          optimisticId: unknown;
          user: Client['user'];
        };
        if (frame.type === 'CLIENT_USER') {
          client.user = { ...client.user, ...frame.user, id: client.user.id };
          if (typeof frame.user !== 'object') throw new TypeError('no user');
          for (const one of faults.selfToAll ? inRoom(room) : [client]) tell(one, { type: 'SELF', user: client.user });
          tellUsers(room);
        }
        if (frame.type !== 'CLIENT_MESSAGE') return;
        const { content, channel, optimisticId } = frame;
        if (typeof content !== 'string' || typeof channel !== 'string' || typeof optimisticId !== 'string')
          throw new TypeError('no message');
        say(room, client, { id: randomUUID(), content, channel, optimisticId, created: Date.now() });
        if (content.startsWith('@ai')) answer(room, channel);
      } catch {
        if (faults.closesOnMalformed) socket.close(1003);
      }
    });
  });

  function answer(room: string, channel: string): void {
    const fields = { id: randomUUID(), channel, optimisticId: randomUUID(), created: Date.now() };
    for (let words = 1; words <= 3; words++) {
      setTimeout(() => say(room, null, { ...fields, content: ['one', 'two', 'three'].slice(0, words).join(' ') }), words * 20);
    }
  }

  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    http.close();
  });
  return `ws://127.0.0.1:${(http.address() as { port: number }).port}`;
}
