import { randomUUID } from 'node:crypto';
import { RawSocket } from './raw-socket.ts';
import type { Answered, Line } from './sender.ts';
import { TEXT } from './signed-commands.ts';
import { splitFrames } from './split-frames.ts';

/** The digits of a UUID in which a message's number stands. */
const NUMBER = 12;
const ANSWER = /"optimisticId":"([\w-]{24})([\da-f]{12})"/u;

/** The line of a guest of the documented envelope. A message is acknowledged when it comes back to the room. */
export async function envelopeLine(url: string, room: string, answered: Answered): Promise<Line> {
  // As clients do, each message has a UUID for its `optimisticId`.
  const prefix = randomUUID().slice(0, -NUMBER);
  const onBytes = splitFrames((text) => {
    const [, sender, number = ''] = ANSWER.exec(text) ?? [];
    // The server itself speaks only to say that a message is not stored.
    if (sender === prefix) answered(Number.parseInt(number, 16), !text.includes('"userId":"server"'));
  });
  const socket = await RawSocket.open(`${url.replace(/^http/u, 'ws')}/${room}`, { onBytes });
  return {
    message(key) {
      const optimisticId = `${prefix}${key.toString(16).padStart(NUMBER, '0')}`;
      return Promise.resolve(JSON.stringify({ type: 'CLIENT_MESSAGE', content: TEXT, channel: 'general', optimisticId }));
    },
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
}
