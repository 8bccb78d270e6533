import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Event, eventTypes, commandTypes, materialize, tables } from '#shared/chat/chat.ts';
import { Rows } from '#shared/log/rows.ts';
import { applyStatements } from '#server/store/apply.ts';
import { openDatabase } from '#server/store/database.ts';
import { commandArbitraries, eventArbitraries, eventSets } from '#tests/support/arbitraries.ts';
import { dumpDatabase, dumpRows, withoutPlaces } from '#tests/support/dump.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

function placed(events: readonly Event[]) {
  return events.flatMap((event, index) =>
    materialize(event).map((change) => ({ change, position: { seq: index + 1, at: 1000 + index } })),
  );
}

function inMemory(events: readonly Event[]): Rows {
  const rows = new Rows();
  for (const { change, position } of placed(events)) rows.apply(change, position);
  return rows;
}

/** A set of events, another order of it, and where each order is cut into batches. */
const shuffled = eventSets().chain((events) =>
  fc.record({
    events: fc.constant(events),
    other: fc.shuffledSubarray(events, { minLength: events.length }),
    size: fc.integer({ min: 1, max: events.length + 1 }),
  }),
);

describe('every registered type takes part', () => {
  test('events', () => {
    expect([...eventArbitraries().keys()].sort()).toEqual([...eventTypes].sort());
  });

  test('commands', () => {
    expect([...commandArbitraries().keys()].sort()).toEqual([...commandTypes].sort());
  });
});

describe('L8: rows depend on the set of events, not on their order', () => {
  test('in memory', () => {
    fc.assert(
      fc.property(shuffled, ({ events, other }) => {
        expect(withoutPlaces(dumpRows(inMemory(other)))).toEqual(withoutPlaces(dumpRows(inMemory(events))));
      }),
      { numRuns: 400 },
    );
  });

  test('the same events again change nothing', () => {
    fc.assert(
      fc.property(shuffled, ({ events, other }) => {
        const rows = inMemory(events);
        const before = dumpRows(rows);
        for (const { change, position } of placed(other)) rows.apply(change, position);
        expect(dumpRows(rows)).toEqual(before);
      }),
    );
  });

  test('SQLite makes the rows that memory makes, however the events are cut into batches', async () => {
    const database = await openDatabase(`file:${temporaryFolder()}/parley.db`);
    const { client } = database;
    await fc.assert(
      fc
        .asyncProperty(shuffled, async ({ events, other, size }) => {
          const all = placed(other);
          for (let start = 0; start < all.length; start += size)
            await client.batch(applyStatements(all.slice(start, start + size)), 'write');
          const stored = await dumpDatabase(client);
          expect(stored).toEqual(dumpRows(inMemory(other)));
          expect(withoutPlaces(stored)).toEqual(withoutPlaces(dumpRows(inMemory(events))));
        })
        .afterEach(() =>
          client
            .batch(
              tables.map(({ name }) => `DELETE FROM "${name}"`),
              'write',
            )
            .then(() => undefined),
        ),
      { numRuns: 120 },
    );
    database.close();
  });
});
