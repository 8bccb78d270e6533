import { channelTable } from '../chat/channel.ts';
import { materialize } from '../chat/chat.ts';
import { type MessageRow, messageTable } from '../chat/message.ts';
import { keyTable, userTable } from '../chat/user.ts';
import { isVisibleMessage } from '../chat/visibility.ts';
import { Rows } from '../log/rows.ts';
import type { Cell } from '../log/table.ts';
import type { Replica, ReplicaRoom, ReplicaUpdate } from './replica.ts';

interface Held {
  readonly rows: Rows;
  cursor: string;
  floors: Record<string, number>;
  defaultFloor: number;
  newest: Record<string, number>;
}

type Cells = Record<string, Cell>;

/** A Replica in memory: for bots, for tests, and for browsers without storage. */
export class MemoryReplica implements Replica {
  readonly #rooms = new Map<string, Held>();

  async room(room: string): Promise<ReplicaRoom | null> {
    const held = this.#rooms.get(room);
    if (held === undefined || held.cursor === '') return null;
    const { rows, cursor, floors, defaultFloor, newest } = held;
    return {
      cursor,
      floors,
      defaultFloor,
      newest,
      channels: rows.list(channelTable, { room }),
      users: rows.list(userTable, { room }),
      keys: rows.list(keyTable, { room }),
    };
  }

  async messages(room: string, channel: string, before: number, limit: number): Promise<MessageRow[]> {
    const held = this.#rooms.get(room);
    if (held === undefined) return [];
    return held.rows
      .list(messageTable, { room })
      .filter((row) => row.channel === channel && isVisibleMessage(row) && row.seq !== null && row.seq < before)
      .sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
      .slice(-limit);
  }

  async update(room: string, update: ReplicaUpdate): Promise<void> {
    let held = this.#rooms.get(room);
    if (held === undefined) {
      held = { rows: new Rows(), cursor: '', floors: {}, defaultFloor: 0, newest: {} };
      this.#rooms.set(room, held);
    }
    const { rows } = held;
    const { channels = [], users = [], keys = [], messages = [] } = update.rows ?? {};
    for (const row of channels) rows.put(channelTable, row as unknown as Cells);
    for (const row of users) rows.put(userTable, row as unknown as Cells);
    for (const row of keys) rows.put(keyTable, row as unknown as Cells);
    for (const row of messages) rows.put(messageTable, row as unknown as Cells);
    for (const { seq, at, event } of update.entries ?? []) {
      for (const change of materialize(event)) rows.apply(change, { seq, at });
    }
    held.cursor = update.cursor ?? held.cursor;
    held.floors = { ...held.floors, ...update.floors };
    held.defaultFloor = update.defaultFloor ?? held.defaultFloor;
    held.newest = { ...held.newest, ...update.newest };
  }

  async drop(room: string): Promise<void> {
    this.#rooms.delete(room);
  }
}
