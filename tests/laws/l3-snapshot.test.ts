import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelRow } from '#shared/chat/channel.ts';
import { type Event, tables } from '#shared/chat/chat.ts';
import type { MessageRow } from '#shared/chat/message.ts';
import type { KeyRow, UserRow } from '#shared/chat/user.ts';
import { mergeRows } from '#shared/log/change.ts';
import type { Entry } from '#shared/log/entry.ts';
import { keyText, Rows } from '#shared/log/rows.ts';
import type { Cell, Table } from '#shared/log/table.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import { changesOf } from '#server/log/ingest.ts';
import { eventSets } from '#tests/support/arbitraries.ts';
import { type Dump, dumpRows } from '#tests/support/dump.ts';

type Cells = Record<string, Cell>;

function entriesOf(events: readonly Event[]): Entry[] {
  return events.map((event, index) => ({ seq: index + 1, at: 1000 + index, event }));
}

function replay(entries: readonly Entry[], rows = new Rows()): Rows {
  for (const { change, position } of changesOf(entries)) rows.apply(change, position);
  return rows;
}

/** A log, and points in it: a snapshot is taken at one, and the tail begins at the same or an earlier one. */
const cut = eventSets().chain((events) => {
  const point = fc.integer({ min: 0, max: events.length });
  return fc.record({
    entries: fc.constant(entriesOf(events)),
    points: fc.tuple(point, point, point).map((found) => found.sort((a, b) => a - b)),
  });
});

function rowsIn(dump: Dump, table: string, room: string): Cells[] {
  return (dump[table] ?? []).filter((row) => row['room'] === room);
}

async function dumpReplica(replica: MemoryReplica, room: string, channels: readonly string[]): Promise<unknown> {
  const held = await replica.room(room);
  const pages = await Promise.all(channels.map((channel) => replica.page(room, channel, Number.POSITIVE_INFINITY, 1000)));
  const messages = pages.map((page) => page?.messages);
  return { channel: held?.channels, user: held?.users, key: held?.keys, message: messages };
}

function inPlace(a: Cells, b: Cells): number {
  return Number(a['seq']) - Number(b['seq']);
}

describe('L3: snapshot plus tail equals a full replay', () => {
  test('wherever the snapshot is taken, and however much of the tail it already holds', () => {
    fc.assert(
      fc.property(cut, ({ entries, points: [tail, , snapshot] }) => {
        const rows = new Rows();
        for (const table of tables) {
          for (const row of replay(entries.slice(0, snapshot)).list(table, {})) rows.put(table, row);
        }
        replay(entries.slice(tail), rows);
        expect(dumpRows(rows)).toEqual(dumpRows(replay(entries)));
      }),
      { numRuns: 300 },
    );
  });

  test('a page read long before, or after, what the feed brought neither undoes nor doubles it', () => {
    fc.assert(
      fc.property(cut, fc.array(fc.boolean(), { maxLength: 60 }), ({ entries, points: [old, snapshot, recent] }, kept) => {
        const rows = new Rows();
        const put = (upTo: number, which: (index: number) => boolean): void => {
          for (const table of tables) {
            const page = replay(entries.slice(0, upTo)).list(table, {});
            for (const [index, row] of page.entries()) if (which(index)) rows.put(table, row);
          }
        };
        put(snapshot, () => true);
        put(recent, (index) => kept[index] === true);
        replay(entries.slice(snapshot), rows);
        put(old, (index) => kept[index] !== true);
        put(recent, (index) => kept[index] === true);
        expect(dumpRows(rows)).toEqual(dumpRows(replay(entries)));
      }),
      { numRuns: 300 },
    );
  });

  test('merging rows does not depend on which came first', () => {
    fc.assert(
      fc.property(cut, ({ entries, points: [, one, other] }) => {
        const [a, b] = [replay(entries.slice(0, one)), replay(entries.slice(one, other))];
        for (const table of tables) {
          const mine = new Map(a.list(table as Table<Cells>, {}).map((row) => [keyText(table, row), row]));
          for (const row of b.list(table, {})) {
            const held = mine.get(keyText(table, row));
            if (held !== undefined) expect(mergeRows(table, held, row)).toEqual(mergeRows(table, row, held));
          }
        }
      }),
    );
  });

  test('a Replica in memory holds what a full replay makes', async () => {
    await fc.assert(
      fc.asyncProperty(cut, async ({ entries, points: [tail, , snapshot] }) => {
        const [before, after] = [dumpRows(replay(entries.slice(0, snapshot))), dumpRows(replay(entries))];
        const replica = new MemoryReplica();
        for (const room of new Set(entries.map(({ event }) => event.room))) {
          const rows = {
            channels: rowsIn(before, 'channel', room) as unknown as ChannelRow[],
            users: rowsIn(before, 'user', room) as unknown as UserRow[],
            keys: rowsIn(before, 'key', room) as unknown as KeyRow[],
            messages: rowsIn(before, 'message', room) as unknown as MessageRow[],
          };
          const channels = [...new Set(rowsIn(after, 'message', room).map((row) => String(row['channel'])))];
          const stretches = channels.map((channel) => ({ channel, from: 0, before: Infinity }));
          await replica.begin(room, { cursor: `epoch.${tail}`, rows, newest: {}, stretches });
          const step = { after: `epoch.${tail}`, cursor: `epoch.${entries.length}` };
          await replica.update(room, { ...step, entries: entries.slice(tail).filter(({ event }) => event.room === room) });
          const visible = rowsIn(after, 'message', room).filter(({ seq }) => seq !== null);
          expect(await dumpReplica(replica, room, channels)).toEqual({
            channel: rowsIn(after, 'channel', room),
            user: rowsIn(after, 'user', room),
            key: rowsIn(after, 'key', room),
            message: channels.map((channel) => visible.filter((row) => row['channel'] === channel).sort(inPlace)),
          });
        }
      }),
    );
  });
});
