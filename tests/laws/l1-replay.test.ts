import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, decide, type Event, materialize } from '#shared/chat/chat.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import type { Entry } from '#shared/log/entry.ts';
import { Rows } from '#shared/log/rows.ts';
import { changesOf, ingest } from '#server/log/ingest.ts';
import { openLibsqlSequencer } from '#server/log/libsql-sequencer.ts';
import { Performer } from '#server/log/perform.ts';
import type { Database } from '#server/store/database.ts';
import { commands, eventSets } from '#tests/support/arbitraries.ts';
import { dumpDatabase, dumpRows } from '#tests/support/dump.ts';
import { plausible } from '#tests/support/plausible.ts';
import { numberedId, PEOPLE } from '#tests/support/pools.ts';
import { emptyLog, NO_LIMITS, readLog, temporaryDatabase } from '#tests/support/test-log.ts';

/** What becomes of a command: `seq` where it is stored, the reason where it is refused. */
type Outcome = number | string;

/** What the shared functions say must happen: the whole state in memory, one command after the other. */
class Model {
  readonly rows = new Rows();
  readonly #seen = new Map<string, { actor: string; room: string; seq: number }>();
  #head = 0;

  perform(command: Command, actor: string): Outcome {
    const seen = this.#seen.get(command.id);
    if (seen) return seen.actor === actor && seen.room === command.room ? seen.seq : 'id-taken';
    try {
      const event = decide(this.rows, command, actor);
      if (event === null) return -1;
      this.#head += 1;
      for (const change of materialize(event)) this.rows.apply(change, { seq: this.#head, at: 0 });
      this.#seen.set(command.id, { actor, room: command.room, seq: this.#head });
      return this.#head;
    } catch (cause) {
      if (cause instanceof Refusal) return cause.reason;
      throw cause;
    }
  }
}

async function outcomeOf(performed: Promise<{ seq: number }>): Promise<Outcome> {
  try {
    return (await performed).seq;
  } catch (cause) {
    if (cause instanceof Refusal) return cause.reason;
    throw cause;
  }
}

/** What everybody does first. */
const beginning: { actor: string; command: Command }[] = PEOPLE.flatMap((actor, index) => {
  const base = { room: 'lobby', authoredAt: 1_700_000_000_000, signature: null };
  const profile = { rev: 1, name: `Person ${index}`, email: '', colour: null, publicKey: null };
  return [
    { actor, command: { ...base, id: numberedId(900 + index), type: 'room.create' } },
    { actor, command: { ...base, ...profile, id: numberedId(950 + index), type: 'user.update' } },
  ];
});

const script = fc.array(
  fc.record({
    command: commands(),
    actor: fc.constantFrom(...PEOPLE),
    // Some as they come, with used ids and foreign targets.
    raw: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
  }),
  { maxLength: 50, size: 'max' },
);

async function replayInto(database: Database, entries: readonly Entry[], size: number): Promise<void> {
  await emptyLog(database);
  for (let start = 0; start < entries.length; start += size) await ingest(database, entries.slice(start, start + size));
}

function rowsOf(entries: readonly Entry[]): Rows {
  const rows = new Rows();
  for (const { change, position } of changesOf(entries)) rows.apply(change, position);
  return rows;
}

describe('L1: replaying the log yields identical rows', () => {
  test('after any commands, erasures among them, and each has the verdict that the shared functions give it', async () => {
    const [original, replayed] = [await temporaryDatabase(), await temporaryDatabase()];
    let erased = 0;
    await fc.assert(
      fc.asyncProperty(script, fc.integer({ min: 1, max: 70 }), async (steps, size) => {
        await emptyLog(original);
        const sequencer = await openLibsqlSequencer(original);
        const performer = new Performer(original.client, sequencer, NO_LIMITS, () => undefined);
        const model = new Model();
        const plan = [...beginning, ...steps];
        for (let start = 0; start < plan.length; start += size) {
          const wanted: Outcome[] = [];
          const performed = plan.slice(start, start + size).map((step, index) => {
            const fresh = { ...step.command, id: numberedId(10_000 + start + index) };
            const command = 'raw' in step && !step.raw ? plausible(model.rows, fresh, step.actor) : step.command;
            wanted.push(model.perform(command, step.actor));
            return performer.perform(command, step.actor, Promise.resolve());
          });
          const outcomes = await Promise.all(performed.map(outcomeOf));
          // Where nothing had to be done, the answer is wherever the log stands.
          expect(outcomes.map((outcome, index) => (wanted[index] === -1 && typeof outcome === 'number' ? -1 : outcome))).toEqual(
            wanted,
          );
        }

        const entries = await readLog(original);
        erased += entries.filter(({ event }) => 'body' in event && event.body === null).length;
        const rows = await dumpDatabase(original.client);
        expect(dumpRows(rowsOf(entries))).toEqual(rows);
        await replayInto(replayed, entries, size);
        expect(await dumpDatabase(replayed.client)).toEqual(rows);
        expect(await readLog(replayed)).toEqual(entries);
      }),
      { numRuns: 25 },
    );
    expect(erased).toBeGreaterThan(0);
  });

  test('after any events, whoever accepted them, in any batches', async () => {
    const [original, replayed] = [await temporaryDatabase(), await temporaryDatabase()];
    await fc.assert(
      fc.asyncProperty(
        eventSets(),
        fc.constantFrom(1, 3, 11, 41),
        fc.constantFrom(2, 5, 41),
        async (events: Event[], size, again) => {
          await replayInto(
            original,
            events.map((event, index) => ({ seq: index + 1, at: 1000 + index, event })),
            size,
          );
          const rows = await dumpDatabase(original.client);
          const entries = await readLog(original);
          expect(dumpRows(rowsOf(entries))).toEqual(rows);
          await replayInto(replayed, entries, again);
          expect(await dumpDatabase(replayed.client)).toEqual(rows);
        },
      ),
      { numRuns: 30 },
    );
  });
});
