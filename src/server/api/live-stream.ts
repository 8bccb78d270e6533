import type { WebSocket } from 'ws';
import { Hub, type HubStats } from '../log/hub.ts';

/** Frames `data` of a subscription that is not tracked, as tRPC writes it. @param text the data as JSON */
export function dataFrame(requestId: string | number): (text: string) => string {
  const id = JSON.stringify(requestId);
  return (text) => `{"id":${id},"result":{"type":"data","data":${text}}}`;
}

/**
 * The live half of a subscription to something that is not in the log. What a room's source tells is
 * made into one text, whoever many sockets follow the room; the source is listened to only while
 * somebody does.
 */
export class LiveStream<Item> {
  readonly #hub: Hub<Item, string>;
  readonly #source: (room: string, listener: (items: readonly Item[]) => void) => () => void;
  readonly #rooms = new Map<string, { followers: number; readonly end: () => void }>();

  /**
   * @param source listens to a room; returns a function that ends it
   * @param encode makes the text of one frame's data
   */
  constructor(
    source: (room: string, listener: (items: readonly Item[]) => void) => () => void,
    encode: (items: readonly Item[]) => string,
    maxUnsentBytes: number,
  ) {
    this.#source = source;
    this.#hub = new Hub((_room, items) => encode(items), maxUnsentBytes);
  }

  get stats(): HubStats {
    return this.#hub.stats;
  }

  /** Hands a room's changes to a socket from this turn on. @returns a function that ends it */
  join(socket: WebSocket, room: string, requestId: string | number): () => void {
    let open = this.#rooms.get(room);
    if (open === undefined) {
      open = { followers: 0, end: this.#source(room, (items) => this.#hub.publish(room, items)) };
      this.#rooms.set(room, open);
    }
    open.followers += 1;
    const leave = this.#hub.join(room, JSON.stringify(requestId), dataFrame(requestId), socket);
    return () => {
      leave();
      open.followers -= 1;
      if (open.followers > 0 || this.#rooms.get(room) !== open) return;
      open.end();
      this.#rooms.delete(room);
    };
  }
}
