import { channelTable } from '../chat/channel.ts';
import { type MessageRow, messageTable } from '../chat/message.ts';
import { type RoomRow, roomTable } from '../chat/room.ts';
import { keyTable, userTable } from '../chat/user.ts';
import { Rows } from '../log/rows.ts';
import type { Cell, Table } from '../log/table.ts';
import { Kept, type Newest } from './kept.ts';
import type { Replica, ReplicaPage, ReplicaStart, ReplicaState, ReplicaUpdate, Stretch, WholeRows } from './replica.ts';
import { floorOf, nextState, sameEpoch, seqOf, startState } from './replica-state.ts';

/** The newest messages of channels of which this device has the newest. */
function newestHere(state: ReplicaState): Newest {
  return Object.fromEntries(Object.entries(state.newest).filter(([channel, seq]) => seq >= floorOf(state, channel)));
}

/**
 * What this page or program has of one room: rows in memory, and the Replica that they are written
 * to. The Replica may fail, be cleared, or be written by another tab; memory does not depend on it.
 */
export class RoomCopy {
  readonly room: string;
  readonly kept = new Kept();
  readonly #replica: Replica;
  /** Whole stretches of messages in memory, to begin a lost Replica anew. */
  readonly #shown: () => { stretches: readonly Stretch[]; messages: readonly MessageRow[] };
  /** Writes to the Replica, one after the other. */
  #writes: Promise<void> = Promise.resolve();
  #rows = new Rows();
  #state: ReplicaState | null = null;
  #closed = false;

  constructor(room: string, replica: Replica, shown: () => { stretches: readonly Stretch[]; messages: readonly MessageRow[] }) {
    this.room = room;
    this.#replica = replica;
    this.#shown = shown;
  }

  /** Confirmed rows: channels, people and keys, and the messages that are shown. */
  get rows(): Rows {
    return this.#rows;
  }

  /** How much of the room this page knows; null before it knows anything. */
  get state(): ReplicaState | null {
    return this.#state;
  }

  /** Takes what the Replica has; false where that is nothing, or where more is here already. */
  async paint(): Promise<boolean> {
    const held = await this.#replica.room(this.room).catch(() => null);
    if (held === null || this.#state !== null) return false;
    const { channels, users, keys, ...state } = held;
    this.take({ channels, users, keys });
    // Rows of it are here, so the room exists; who made it does not matter on this device.
    this.#rows.put(roomTable, { room: this.room, creator: '', createdAt: 0, createdRank: '' });
    this.#state = state;
    this.kept.set(newestHere(state));
    return true;
  }

  /** Begins anew, in memory and in the Replica. */
  begin(room: RoomRow, start: ReplicaStart): void {
    this.#rows = new Rows();
    this.#rows.put(roomTable, room as unknown as Record<string, Cell>);
    this.take(start.rows);
    this.#state = startState(start);
    const kept = newestHere(this.#state);
    this.#write(async () => {
      await this.#replica.begin(this.room, start);
      this.kept.set(kept);
    });
  }

  /** Takes a step in memory's state and in the Replica. Rows in memory are the caller's concern. */
  update(step: Omit<ReplicaUpdate, 'after'>): void {
    if (this.#state === null) return;
    const update = { ...step, after: this.#state.cursor };
    this.#state = nextState(this.#state, update);
    const kept = newestHere(this.#state);
    this.#write(async () => {
      const stands = await this.#replica.update(this.room, update);
      // Cleared under us, by the browser or by a person: what memory has is enough to begin anew.
      if (!stands) await this.#replica.begin(this.room, this.#start());
      this.kept.set(kept);
    });
  }

  /** Merges rows that came whole into memory. */
  take({ channels = [], users = [], keys = [], messages = [] }: WholeRows): void {
    const groups: [Table<never>, readonly unknown[]][] = [
      [channelTable, channels],
      [userTable, users],
      [keyTable, keys],
      [messageTable, messages],
    ];
    for (const [table, rows] of groups) for (const row of rows) this.#rows.put(table, row as Record<string, Cell>);
  }

  /** A message by key, if it is in memory. */
  message(author: string, id: string): MessageRow | undefined {
    return this.#rows.get(messageTable, { room: this.room, author, id });
  }

  /**
   * The messages on this device that join on to those in memory from `before` on; null where it
   * cannot tell, so that the server must be asked.
   */
  async page(channel: string, before: number, limit: number): Promise<ReplicaPage | null> {
    // Whatever comes later goes into memory as well.
    const known = seqOf(this.#state?.cursor ?? '');
    await this.#writes;
    const page = await this.#replica.page(this.room, channel, before, limit).catch(() => null);
    if (page === null || this.#state === null || !sameEpoch(page.cursor, this.#state.cursor)) return null;
    // Steps that could not be written are not in it.
    if (seqOf(page.cursor) < Math.min(before - 1, known)) return null;
    return page.floor < before ? page : null;
  }

  /** Takes no more steps. */
  close(): void {
    this.#closed = true;
  }

  /** Forgets the room on this device. */
  forget(): void {
    this.close();
    this.#writes = this.#writes.then(() => this.#replica.drop(this.room)).catch(() => undefined);
  }

  #start(): ReplicaStart {
    const { room } = this;
    const { stretches, messages } = this.#shown();
    const [channels, users, keys] = [
      this.#rows.list(channelTable, { room }),
      this.#rows.list(userTable, { room }),
      this.#rows.list(keyTable, { room }),
    ];
    const { cursor = '', newest = {} } = this.#state ?? {};
    return { cursor, newest, stretches, rows: { channels, users, keys, messages } };
  }

  /** A Replica that fails costs time at the next visit, nothing else. */
  #write(work: () => Promise<void>): void {
    this.#writes = this.#writes.then(() => (this.#closed ? undefined : work())).catch(() => undefined);
  }
}
