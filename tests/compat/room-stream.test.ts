import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { MessageRenderer } from '#server/compat/message-renderer.ts';
import { RoomStream } from '#server/compat/room-stream.ts';
import { Hub } from '#server/log/hub.ts';
import { openLibsqlSequencer } from '#server/log/libsql-sequencer.ts';
import { OptimisticIds } from '#server/store/optimistic-ids.ts';
import type { ServerMessage } from '#shared/wire/websocket-data.ts';
import { posted } from '#tests/support/posted.ts';
import { numberedId } from '#tests/support/pools.ts';
import { temporaryDatabase } from '#tests/support/test-log.ts';

/** What the hub and the stream need of a socket; it keeps the texts that it is sent. */
function fakeSocket(texts: string[]): WebSocket {
  // Every frame of this test is shorter than 64 kB and longer than 125 bytes: its header has 4 bytes.
  const write = (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length;) {
      const length = bytes.readUInt16BE(at + 2);
      texts.push(bytes.toString('utf8', at + 4, at + 4 + length));
      at += 4 + length;
    }
  };
  const raw = { write, writableLength: 0, destroyed: false };
  return { OPEN: 1, readyState: 1, _socket: raw, send: (text: string) => void texts.push(text) } as unknown as WebSocket;
}

async function openStream() {
  const database = await temporaryDatabase();
  const sequencer = await openLibsqlSequencer(database);
  const fail = (cause: unknown): never => {
    throw cause;
  };
  const optimisticIds = new OptimisticIds(database.client, fail);
  const renderer = new MessageRenderer(database, 'here', 'ai', optimisticIds);
  const hub = new Hub<string, readonly string[]>((_room, frames) => frames, 1e9);
  const created = { ...posted(1), type: 'room.created' as const, id: numberedId(9999) };
  await sequencer.append([created]);
  const stream = new RoomStream('lobby', {
    database,
    renderer,
    hub,
    head: () => sequencer.head,
    historyBytes: 1e6,
    onProblem: fail,
  });
  await stream.ready;
  return { sequencer, stream };
}

const contents = (texts: readonly string[]): string[] => texts.map((text) => (JSON.parse(text) as ServerMessage).content);
const flushed = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test('what is stored but not told yet, when somebody joins with history, comes once (L4)', async () => {
  const { sequencer, stream } = await openStream();
  stream.committed(await sequencer.append([posted(1), posted(2)]));
  const untold = await sequencer.append([posted(3), posted(4)]);
  const texts: string[] = [];
  await stream.join(fakeSocket(texts), 10);
  stream.committed(untold);
  await stream.inTurn(flushed);
  expect(contents(texts)).toEqual(['Message 1', 'Message 2', 'Message 3', 'Message 4']);
});

test('what was stored before a room was opened, and is told after, is history', async () => {
  const { sequencer, stream: first } = await openStream();
  const untold = await sequencer.append([posted(1)]);
  first.committed(untold);
  const texts: string[] = [];
  await first.join(fakeSocket(texts), 0);
  first.committed(await sequencer.append([posted(2)]));
  await first.inTurn(flushed);
  expect(contents(texts)).toEqual(['Message 2']);
});

test('what is told while a read takes its time comes in order', async () => {
  const { sequencer, stream } = await openStream();
  const texts: string[] = [];
  await stream.join(fakeSocket(texts), 0);
  let release = (): void => undefined;
  const slow = stream.inTurn(() => new Promise<void>((resolve) => (release = resolve)));
  for (let number = 1; number <= 3; number++) stream.committed(await sequencer.append([posted(number)]));
  expect(texts).toEqual([]);
  release();
  await slow;
  await stream.inTurn(flushed);
  expect(contents(texts)).toEqual(['Message 1', 'Message 2', 'Message 3']);
});
