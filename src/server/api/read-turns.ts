import { TRPCError } from '@trpc/server';
import type { WebSocket } from 'ws';
import { rawSocket } from '../log/raw-frame.ts';

/** Bytes that may wait for a connection to read them before it gets more. Above what Node calls a full buffer (64 KB). */
const ENOUGH = 128 * 1024;

/** Resolves when a connection has read what waits for it, or is closed; at once where little waits. */
function caughtUp(socket: WebSocket): Promise<void> {
  const raw = rawSocket(socket);
  if (raw === null || socket.bufferedAmount <= ENOUGH) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      raw.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    raw.once('drain', done);
    socket.once('close', done);
  });
}

/**
 * Reads of one connection, one after the other, each only once the answers before it were read:
 * whoever asks for much at once costs this process the memory of one page.
 */
export class ReadTurns {
  readonly #socket: WebSocket;
  #last: Promise<unknown> = Promise.resolve();

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Reads when it is this one's turn. @throws {TRPCError} where the connection is gone by then */
  async take<T>(read: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      await caughtUp(this.#socket);
      if (this.#socket.readyState !== this.#socket.OPEN) throw new TRPCError({ code: 'CLIENT_CLOSED_REQUEST' });
      return read();
    });
    // The answer is on its way when this turn of the loop is over.
    const sent = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    this.#last = turn.then(sent, sent);
    return turn;
  }
}
