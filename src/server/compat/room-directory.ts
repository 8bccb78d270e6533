import { channelTable, findChannel } from '#shared/chat/channel.ts';
import { materialize } from '#shared/chat/chat.ts';
import { roomTable } from '#shared/chat/room.ts';
import { nameId } from '#shared/chat/text.ts';
import type { Entry } from '#shared/log/entry.ts';
import { Rows } from '#shared/log/rows.ts';
import type { Named } from '#shared/wire/wants-of-frames.ts';

const TABLES: ReadonlySet<string> = new Set([roomTable.name, channelTable.name]);

/** Whether a room exists, its channels, and how clients of the envelope call them. */
export class RoomDirectory {
  readonly room: string;
  readonly #rows = new Rows();

  constructor(room: string) {
    this.room = room;
  }

  /** Takes in stored rows. What was applied before stays where it is newer (L8). */
  put(rows: Rows): void {
    for (const table of [roomTable, channelTable]) {
      for (const row of rows.list<object>(table as never, { room: this.room })) this.#rows.put(table, { ...row });
    }
  }

  /** Takes in an entry of the room. */
  apply({ seq, at, event }: Entry): void {
    for (const change of materialize(event)) if (TABLES.has(change.table.name)) this.#rows.apply(change, { seq, at });
  }

  /** Whether somebody made the room. */
  get exists(): boolean {
    return this.#rows.get(roomTable, { room: this.room }) !== undefined;
  }

  /** The channel that a client means: by its first name, which stays its id, or by the one it has now. Null if there is none. */
  channelOf({ id }: Named): string | null {
    const { room } = this;
    if (findChannel(this.#rows, room, id)) return id;
    const byName = this.#rows.list(channelTable, { room }).find((row) => row.createdRank !== null && nameId(row.name) === id);
    return byName?.channel ?? null;
  }

  /** How a channel is called: as it was first written. A renamed one goes by its id, so that clients which know only that still find it. */
  labelOf(channel: string): string {
    const name = findChannel(this.#rows, this.room, channel)?.name;
    return name !== undefined && nameId(name) === channel ? name : channel;
  }
}
