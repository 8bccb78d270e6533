import type { WebSocket } from 'ws';

/** Connections that a dead network left open: one that answers nothing from one ping to the next is closed. */
export class Heartbeat {
  readonly #sockets: () => Iterable<WebSocket>;
  readonly #heard = new WeakSet<WebSocket>();
  readonly #timer: NodeJS.Timeout;

  /** @param everyMs how often a connection is asked whether it is still there */
  constructor(sockets: () => Iterable<WebSocket>, everyMs: number, onDead: (socket: WebSocket) => void) {
    this.#sockets = sockets;
    this.#timer = setInterval(() => this.#beat(onDead), everyMs).unref();
  }

  /** Follows a new connection. */
  watch(socket: WebSocket): void {
    const hear = (): void => void this.#heard.add(socket);
    hear();
    socket.on('message', hear).on('ping', hear).on('pong', hear);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #beat(onDead: (socket: WebSocket) => void): void {
    for (const socket of this.#sockets()) {
      if (socket.readyState !== socket.OPEN) continue;
      // One that we do not read cannot be heard.
      if (!this.#heard.delete(socket) && !socket.isPaused) {
        onDead(socket);
        socket.terminate();
      } else {
        socket.ping();
      }
    }
  }
}
