import { channelTable } from '../chat/channel.ts';
import { materialize } from '../chat/chat.ts';
import { messageTable } from '../chat/message.ts';
import { keyTable, userTable } from '../chat/user.ts';
import { Rows } from '../log/rows.ts';
import type { Cell } from '../log/table.ts';
import type { Replica, ReplicaPage, ReplicaRoom, ReplicaStart, ReplicaState, ReplicaUpdate, WholeRows } from './replica.ts';
import { floorOf, nextState, sameEpoch, seqOf, startState } from './replica-state.ts';

interface Held {
  readonly rows: Rows;
  state: ReplicaState;
}

type Cells = Record<string, Cell>;

function putAll(rows: Rows, { channels = [], users = [], keys = [], messages = [] }: WholeRows): void {
  for (const row of channels) rows.put(channelTable, row as unknown as Cells);
  for (const row of users) rows.put(userTable, row as unknown as Cells);
  for (const row of keys) rows.put(keyTable, row as unknown as Cells);
  for (const row of messages) rows.put(messageTable, row as unknown as Cells);
}

/** A Replica in memory: for tests, and for browsers without storage. */
export class MemoryReplica implements Replica {
  readonly #rooms = new Map<string, Held>();

  async room(room: string): Promise<ReplicaRoom | null> {
    const held = this.#rooms.get(room);
    if (held === undefined) return null;
    const { rows, state } = held;
    return {
      ...state,
      channels: rows.list(channelTable, { room }),
      users: rows.list(userTable, { room }),
      keys: rows.list(keyTable, { room }),
    };
  }

  async page(room: string, channel: string, before: number, limit: number): Promise<ReplicaPage | null> {
    const held = this.#rooms.get(room);
    if (held === undefined) return null;
    const { rows, state } = held;
    const { cursor } = state;
    const floor = floorOf(state, channel);
    const within = (seq: number | null): boolean => seq !== null && seq >= floor && seq < before && seq <= seqOf(cursor);
    const messages = rows
      .list(messageTable, { room })
      .filter((row) => row.channel === channel && within(row.seq))
      .sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
      .slice(-limit);
    return { messages, cursor, floor };
  }

  async begin(room: string, start: ReplicaStart): Promise<void> {
    const rows = new Rows();
    putAll(rows, start.rows);
    this.#rooms.set(room, { rows, state: startState(start) });
  }

  async update(room: string, update: ReplicaUpdate): Promise<boolean> {
    const held = this.#rooms.get(room);
    if (held === undefined) return false;
    if (!sameEpoch(held.state.cursor, update.after)) return true;
    putAll(held.rows, update.rows ?? {});
    for (const { seq, at, event } of update.entries ?? []) {
      for (const change of materialize(event)) held.rows.apply(change, { seq, at });
    }
    held.state = nextState(held.state, update);
    return true;
  }

  async drop(room: string): Promise<void> {
    this.#rooms.delete(room);
  }
}
