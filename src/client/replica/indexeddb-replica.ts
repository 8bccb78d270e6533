import type { DBSchema, IDBPTransaction } from 'idb';
import { channelTable } from '#shared/chat/channel.ts';
import { materialize, tables } from '#shared/chat/chat.ts';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import { keyTable, userTable } from '#shared/chat/user.ts';
import { applyChange, mergeRows } from '#shared/log/change.ts';
import { parseCursor } from '#shared/log/cursor.ts';
import { type Cell, columnsOf, type Table } from '#shared/log/table.ts';
import type { Replica, ReplicaRoom, ReplicaUpdate } from '#shared/sync/replica.ts';
import { IdbHandle } from './idb-handle.ts';

type Cells = Record<string, Cell>;
type RowKey = [table: string, room: string, ...rest: string[]];

interface RoomRecord {
  cursor: string;
  floors: Record<string, number>;
  defaultFloor: number;
  newest: Record<string, number>;
}

interface ReplicaSchema extends DBSchema {
  meta: { key: string; value: string };
  room: { key: string; value: RoomRecord };
  row: { key: RowKey; value: Cells };
  message: { key: [string, string, string]; value: Cells; indexes: { place: [string, string, number] } };
}

type Stores = ['room', 'row', 'message'];
type Writing = IDBPTransaction<ReplicaSchema, Stores, 'readwrite'>;

/** Changes with the shape of any row; a Replica of another shape is thrown away and had again. */
const SHAPE = JSON.stringify([1, tables.map((table) => [table.name, columnsOf(table)])]);

/** Messages that a channel keeps when the device runs out of room. */
const KEEP_WHEN_FULL = 200;

const SMALL: readonly Table<never>[] = [channelTable, userTable, keyTable] as unknown as Table<never>[];

function keyOf(table: Table<never>, key: Readonly<Record<string, Cell>>): RowKey {
  return [table.name, ...table.key.map((column) => String(key[column]))] as RowKey;
}

/** A Replica in IndexedDB: what makes a channel paint before any answer from the network. */
export class IndexedDbReplica implements Replica {
  readonly #handle = new IdbHandle<ReplicaSchema>('parley-replica', (database) => {
    for (const name of ['meta', 'room', 'row'] as const) database.createObjectStore(name);
    // A message that waits for its post has no `seq` and so no place in the index.
    database.createObjectStore('message').createIndex('place', ['room', 'channel', 'seq']);
  });
  readonly #onFull: () => void;
  #checked: Promise<void> | null = null;

  /** @param onFull told when the device had no room and older messages were dropped */
  constructor(onFull: () => void = () => undefined) {
    this.#onFull = onFull;
  }

  /** Opens it and throws away what another version of the program wrote. Rejects where this browser keeps nothing. */
  async check(): Promise<void> {
    this.#checked ??= this.#handle.run(async (database) => {
      if ((await database.get('meta', 'shape')) === SHAPE) return;
      const writing = database.transaction(['meta', 'room', 'row', 'message'], 'readwrite');
      await Promise.all([
        ...(['room', 'row', 'message'] as const).map((name) => writing.objectStore(name).clear()),
        writing.objectStore('meta').put(SHAPE, 'shape'),
        writing.done,
      ]);
    });
    return this.#checked;
  }

  async room(room: string): Promise<ReplicaRoom | null> {
    await this.check();
    return this.#handle.run(async (database) => {
      const reading = database.transaction(['room', 'row']);
      const rows = reading.objectStore('row');
      const list = async (table: Table<never>): Promise<unknown[]> =>
        rows.getAll(IDBKeyRange.bound([table.name, room], [table.name, room, []]));
      const [record, ...small] = await Promise.all([reading.objectStore('room').get(room), ...SMALL.map(list)]);
      if (record === undefined) return null;
      const [channels = [], users = [], keys = []] = small;
      return { ...record, channels, users, keys } as ReplicaRoom;
    });
  }

  async messages(room: string, channel: string, before: number, limit: number): Promise<MessageRow[]> {
    await this.check();
    return this.#handle.run(async (database) => {
      const range = IDBKeyRange.bound([room, channel, 0], [room, channel, before], false, true);
      const found: MessageRow[] = [];
      for await (const { value } of database.transaction('message').store.index('place').iterate(range, 'prev')) {
        found.push(value as unknown as MessageRow);
        if (found.length === limit) break;
      }
      return found.reverse();
    });
  }

  async update(room: string, update: ReplicaUpdate): Promise<void> {
    await this.check();
    try {
      await this.#write(room, update);
    } catch (cause) {
      if (!(cause instanceof DOMException) || cause.name !== 'QuotaExceededError') throw cause;
      this.#onFull();
      await this.#dropOld();
      await this.#write(room, update);
    }
  }

  async drop(room: string): Promise<void> {
    await this.check();
    await this.#handle.run(async (database) => {
      const writing = database.transaction(['room', 'row', 'message'], 'readwrite');
      await Promise.all([
        writing.objectStore('room').delete(room),
        ...SMALL.map((table) => writing.objectStore('row').delete(IDBKeyRange.bound([table.name, room], [table.name, room, []]))),
        writing.objectStore('message').delete(IDBKeyRange.bound([room], [room, []])),
        writing.done,
      ]);
    });
  }

  async #write(room: string, update: ReplicaUpdate): Promise<void> {
    await this.#handle.run(async (database) => {
      const writing = database.transaction(['room', 'row', 'message'], 'readwrite');
      try {
        const held = await writing.objectStore('room').get(room);
        // Without a snapshot below it (dropped meanwhile, or cleared by the browser) a step stands on nothing.
        if (held === undefined && update.defaultFloor === undefined) return;
        await writing.objectStore('room').put(merge(held, update), room);
        await writeRows(writing, update);
        await writing.done;
      } catch (cause) {
        try {
          writing.abort();
        } catch {
          // Already over.
        }
        await writing.done.catch(() => undefined);
        throw cause;
      }
    });
  }

  /** Makes room: each channel keeps its newest messages, and says from where on it is whole. */
  async #dropOld(): Promise<void> {
    await this.#handle.run(async (database) => {
      const writing = database.transaction(['room', 'row', 'message'], 'readwrite');
      const place = writing.objectStore('message').index('place');
      for (const room of await writing.objectStore('room').getAllKeys()) {
        const record = await writing.objectStore('room').get(room);
        if (record === undefined) continue;
        for (const channel of Object.keys(record.newest)) {
          let kept = 0;
          const range = IDBKeyRange.bound([room, channel], [room, channel, []]);
          for await (const cursor of place.iterate(range, 'prev')) {
            kept += 1;
            if (kept === KEEP_WHEN_FULL) record.floors[channel] = Number(cursor.value['seq']);
            if (kept > KEEP_WHEN_FULL) await cursor.delete();
          }
        }
        await writing.objectStore('room').put(record, room);
      }
      await writing.done;
    });
  }
}

/** Another tab may have read further, or further back: both are in the rows. */
function merge(held: RoomRecord | undefined, update: ReplicaUpdate): RoomRecord {
  const old: RoomRecord = held ?? { cursor: '', floors: {}, defaultFloor: 0, newest: {} };
  const [ours, theirs] = [parseCursor(update.cursor ?? ''), parseCursor(old.cursor)];
  const keepOld = ours === null || (theirs !== null && theirs.epoch === ours.epoch && theirs.seq > ours.seq);
  const floors = { ...old.floors };
  for (const [channel, floor] of Object.entries(update.floors ?? {})) floors[channel] = Math.min(floor, floors[channel] ?? floor);
  const newest = { ...old.newest };
  for (const [channel, seq] of Object.entries(update.newest ?? {})) newest[channel] = Math.max(seq, newest[channel] ?? 0);
  return { cursor: keepOld ? old.cursor : (update.cursor ?? ''), floors, newest, defaultFloor: update.defaultFloor ?? old.defaultFloor };
}

async function writeRows(writing: Writing, { rows = {}, entries = [] }: ReplicaUpdate): Promise<void> {
  const whole: [Table<never>, readonly unknown[]][] = [
    [channelTable as unknown as Table<never>, rows.channels ?? []],
    [userTable as unknown as Table<never>, rows.users ?? []],
    [keyTable as unknown as Table<never>, rows.keys ?? []],
    [messageTable as unknown as Table<never>, rows.messages ?? []],
  ];
  const changed = new Map<string, { key: RowKey; row: Cells }>();
  const read = async (key: RowKey): Promise<Cells | undefined> => {
    const own = changed.get(key.join('\u0000'));
    if (own) return own.row;
    if (key[0] === messageTable.name) return writing.objectStore('message').get(key.slice(1) as [string, string, string]);
    return writing.objectStore('row').get(key);
  };
  const put = (key: RowKey, row: Cells): void => void changed.set(key.join('\u0000'), { key, row });
  for (const [table, list] of whole) {
    for (const row of list as Cells[]) put(keyOf(table, row), mergeRows(table, await read(keyOf(table, row)), row));
  }
  for (const { seq, at, event } of entries) {
    for (const change of materialize(event)) {
      if (change.table !== (messageTable as unknown) && !SMALL.includes(change.table)) continue;
      const key = keyOf(change.table, change.key);
      put(key, applyChange(await read(key), change, { seq, at }));
    }
  }
  await Promise.all(
    [...changed.values()].map(({ key, row }) =>
      key[0] === messageTable.name
        ? writing.objectStore('message').put(row, key.slice(1) as [string, string, string])
        : writing.objectStore('row').put(row, key),
    ),
  );
}
