import type { DBSchema, IDBPTransaction } from 'idb';
import { channelTable } from '#shared/chat/channel.ts';
import { eventTypes, tables } from '#shared/chat/chat.ts';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import { keyTable, userTable } from '#shared/chat/user.ts';
import { type Cell, columnsOf, type Table } from '#shared/log/table.ts';
import type { Replica, ReplicaPage, ReplicaRoom, ReplicaStart, ReplicaState, ReplicaUpdate } from '#shared/sync/replica.ts';
import { floorOf, nextState, sameEpoch, seqOf, startState } from '#shared/sync/replica-state.ts';
import { IdbHandle, isDomFailure } from './idb-handle.ts';
import { readLast } from './read-last.ts';
import { type RowStore, writeRows } from './write-rows.ts';

export interface ReplicaSchema extends DBSchema {
  meta: { key: string; value: string };
  room: { key: string; value: ReplicaState };
  row: { key: string[]; value: Record<string, Cell> };
  message: { key: [string, string, string]; value: Record<string, Cell>; indexes: { place: [string, string, number] } };
}

type Stores = ('meta' | 'room' | 'row' | 'message')[];

/** Changes with the shape of any row and with what is understood; a Replica of another shape is thrown away and had again. */
const SHAPE = JSON.stringify([2, tables.map((table) => [table.name, columnsOf(table)]), eventTypes]);

/** Messages that a channel keeps when the device runs out of room. */
const KEEP_WHEN_FULL = 200;

const STORES: Stores = ['meta', 'room', 'row', 'message'];
const SMALL: readonly Table<never>[] = [channelTable, userTable, keyTable];

function rowsOf(table: Table<never>, room: string): IDBKeyRange {
  return IDBKeyRange.bound([table.name, room], [table.name, room, []]);
}

/** A Replica in IndexedDB, one for all tabs: what makes a channel paint before any answer from the network. */
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
  check(): Promise<void> {
    this.#checked ??= this.#handle.run(async (database) => {
      if ((await database.get('meta', 'shape')) === SHAPE) return;
      const writing = database.transaction(STORES, 'readwrite');
      const clearing = (['room', 'row', 'message'] as const).map((name) => writing.objectStore(name).clear());
      await Promise.all([...clearing, writing.objectStore('meta').put(SHAPE, 'shape'), writing.done]);
    });
    return this.#checked;
  }

  async room(room: string): Promise<ReplicaRoom | null> {
    await this.check();
    return this.#handle.run(async (database) => {
      const reading = database.transaction(STORES);
      const rows = reading.objectStore('row');
      const [shape, state, ...small] = await Promise.all([
        reading.objectStore('meta').get('shape'),
        reading.objectStore('room').get(room),
        ...SMALL.map((table) => rows.getAll(rowsOf(table, room))),
      ]);
      if (state === undefined || shape !== SHAPE) return null;
      const [channels = [], users = [], keys = []] = small;
      return { ...state, channels, users, keys } as unknown as ReplicaRoom;
    });
  }

  async page(room: string, channel: string, before: number, limit: number): Promise<ReplicaPage | null> {
    await this.check();
    return this.#handle.run(async (database) => {
      const reading = database.transaction(STORES);
      const [shape, state] = await Promise.all([reading.objectStore('meta').get('shape'), reading.objectStore('room').get(room)]);
      if (state === undefined || shape !== SHAPE) return null;
      const { cursor } = state;
      const floor = floorOf(state, channel);
      const last = Math.min(before - 1, seqOf(cursor));
      if (last < floor) return { messages: [], cursor, floor };
      const range = IDBKeyRange.bound([room, channel, floor], [room, channel, last]);
      const messages = await readLast(reading.objectStore('message').index('place'), range, limit);
      return { messages: messages as unknown as MessageRow[], cursor, floor };
    });
  }

  async begin(room: string, start: ReplicaStart): Promise<void> {
    await this.#withRoom(async (stores) => {
      await this.#clear(stores, room);
      await stores.objectStore('room').put(startState(start), room);
      await writeRows(this.#rowStore(stores), start.rows, []);
      return true;
    });
  }

  async update(room: string, update: ReplicaUpdate): Promise<boolean> {
    return this.#withRoom(async (stores) => {
      const state = await stores.objectStore('room').get(room);
      if (state === undefined) return false;
      if (!sameEpoch(state.cursor, update.after)) return true;
      await stores.objectStore('room').put(nextState(state, update), room);
      await writeRows(this.#rowStore(stores), update.rows ?? {}, update.entries ?? []);
      return true;
    });
  }

  async drop(room: string): Promise<void> {
    await this.#write((stores) => this.#clear(stores, room));
  }

  /** Lets go of older messages: each channel keeps its newest, and says from where on it is whole. */
  async dropOld(): Promise<void> {
    this.#onFull();
    await this.#write(async (stores) => {
      const place = stores.objectStore('message').index('place');
      for (const room of await stores.objectStore('room').getAllKeys()) {
        const state = await stores.objectStore('room').get(room);
        if (state === undefined) continue;
        const floors = { ...state.floors };
        for (const channel of Object.keys(state.newest)) {
          const all = IDBKeyRange.bound([room, channel], [room, channel, []]);
          let next = await place.openCursor(all, 'prev');
          next = (await next?.advance(KEEP_WHEN_FULL - 1)) ?? null;
          if (next === null) continue;
          floors[channel] = Math.max(floorOf(state, channel), Number(next.value['seq']));
          for (next = await next.continue(); next !== null; next = await next.continue()) await next.delete();
        }
        await stores.objectStore('room').put({ ...state, floors }, room);
      }
    });
  }

  /** Runs a write, once more with older messages dropped where the device has no room. */
  async #withRoom(work: (stores: IDBPTransaction<ReplicaSchema, Stores, 'readwrite'>) => Promise<boolean>): Promise<boolean> {
    try {
      return await this.#write(work);
    } catch (cause) {
      if (!isDomFailure(cause, 'QuotaExceededError')) throw cause;
      await this.dropOld();
      return this.#write(work);
    }
  }

  /** One transaction, whole or not at all. @throws where a tab with another version of the program writes here */
  async #write<T>(work: (stores: IDBPTransaction<ReplicaSchema, Stores, 'readwrite'>) => Promise<T>): Promise<T> {
    await this.check();
    return this.#handle.run(async (database) => {
      const writing = database.transaction(STORES, 'readwrite');
      try {
        const meta = writing.objectStore('meta');
        const shape = await meta.get('shape');
        if (shape !== undefined && shape !== SHAPE) throw new Error('Another version of the program keeps its rows here.');
        // Cleared under us, it was made anew.
        if (shape === undefined) await meta.put(SHAPE, 'shape');
        const result = await work(writing);
        await writing.done;
        return result;
      } catch (cause) {
        // A request fails with an AbortError where the true reason ended its transaction.
        const reason: unknown = writing.error ?? cause;
        try {
          writing.abort();
        } catch {
          // Already over.
        }
        await writing.done.catch(() => undefined);
        throw reason;
      }
    });
  }

  async #clear(stores: IDBPTransaction<ReplicaSchema, Stores, 'readwrite'>, room: string): Promise<void> {
    await Promise.all([
      stores.objectStore('room').delete(room),
      ...SMALL.map((table) => stores.objectStore('row').delete(rowsOf(table, room))),
      stores.objectStore('message').delete(IDBKeyRange.bound([room], [room, []])),
    ]);
  }

  #rowStore(stores: IDBPTransaction<ReplicaSchema, Stores, 'readwrite'>): RowStore {
    const [row, message] = [stores.objectStore('row'), stores.objectStore('message')];
    const isMessage = (table: Table<never>): boolean => table.name === messageTable.name;
    return {
      holds: (table) => isMessage(table) || SMALL.some(({ name }) => name === table.name),
      get: (table, key) => (isMessage(table) ? message.get(key as [string, string, string]) : row.get([table.name, ...key])),
      put: (table, key, cells) =>
        isMessage(table) ? message.put(cells, key as [string, string, string]) : row.put(cells, [table.name, ...key]),
    };
  }
}
