import type { WebSocket } from 'ws';
import { rawSocket, textFrame } from './raw-frame.ts';

/** Makes the texts of the frames for all sockets of a group, out of what was encoded once for all groups. */
export type Framer<P> = (payload: P) => string | readonly string[];

interface Group<P> {
  readonly framer: Framer<P>;
  readonly sockets: Set<WebSocket>;
}

export interface HubStats {
  /** Writes to sockets, each of what one turn brought. */
  deliveries: number;
  /** Sockets closed because they did not read. */
  terminated: number;
}

/**
 * Hands live entries to the sockets that follow a topic: what one turn of the loop brings is made
 * into frames once per group (subscribers with the same request id), and one write per socket. That
 * is cheaper than `ws.send` of a ready text (see findings), and bounded: a socket that does not
 * read is closed, and its feed resumes from its cursor when it is back.
 */
export class Hub<T, P> {
  readonly #encode: (topic: string, items: readonly T[]) => P;
  readonly #maxUnsentBytes: number;
  readonly #topics = new Map<string, Map<string, Group<P>>>();
  #pending = new Map<string, T[]>();
  #scheduled = false;
  readonly stats: HubStats = { deliveries: 0, terminated: 0 };

  /**
   * @param encode makes what all groups of a topic share out of one turn's items
   * @param maxUnsentBytes a socket with more than this waiting to be read is terminated
   */
  constructor(encode: (topic: string, items: readonly T[]) => P, maxUnsentBytes: number) {
    this.#encode = encode;
    this.#maxUnsentBytes = maxUnsentBytes;
  }

  /**
   * Joins a socket to a topic. Call it in the same turn in which nothing newer was found, with no
   * await between, so that no entry falls into the gap.
   *
   * @param group sockets of one group get the same bytes
   * @returns a function that leaves again
   */
  join(topic: string, group: string, framer: Framer<P>, socket: WebSocket): () => void {
    // What this turn already brought was seen by the newcomer's last read; it must not come twice.
    this.#flushTopic(topic);
    let groups = this.#topics.get(topic);
    if (groups === undefined) this.#topics.set(topic, (groups = new Map()));
    let members = groups.get(group);
    if (members === undefined) groups.set(group, (members = { framer, sockets: new Set() }));
    members.sockets.add(socket);
    return () => {
      members.sockets.delete(socket);
      if (members.sockets.size > 0 || groups.get(group) !== members) return;
      groups.delete(group);
      if (groups.size === 0 && this.#topics.get(topic) === groups) this.#topics.delete(topic);
    };
  }

  /** Publishes to a topic; the frames go out when this turn of the loop ends. */
  publish(topic: string, items: readonly T[]): void {
    if (!this.#topics.has(topic)) return;
    const waiting = this.#pending.get(topic);
    if (waiting) waiting.push(...items);
    else this.#pending.set(topic, [...items]);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    const pending = this.#pending;
    this.#pending = new Map();
    for (const [topic, items] of pending) this.#send(topic, items);
  }

  #flushTopic(topic: string): void {
    const items = this.#pending.get(topic);
    if (items === undefined) return;
    this.#pending.delete(topic);
    this.#send(topic, items);
  }

  #send(topic: string, items: readonly T[]): void {
    const groups = this.#topics.get(topic);
    if (groups === undefined) return;
    const payload = this.#encode(topic, items);
    for (const { framer, sockets } of groups.values()) {
      const texts = framer(payload);
      const frames = (typeof texts === 'string' ? [texts] : texts).map((text) => textFrame(Buffer.from(text)));
      const bytes = Buffer.concat(frames);
      for (const socket of sockets) this.#write(socket, bytes);
    }
  }

  #write(socket: WebSocket, frames: Buffer): void {
    const raw = rawSocket(socket);
    if (raw === null) return;
    raw.write(frames);
    this.stats.deliveries += 1;
    if (raw.writableLength <= this.#maxUnsentBytes) return;
    this.stats.terminated += 1;
    socket.terminate();
  }
}
