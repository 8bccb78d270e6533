import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '#shared/chat/chat.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import { openLibsqlSequencer } from '#server/log/libsql-sequencer.ts';
import { Performer, type Receipt } from '#server/log/perform.ts';
import type { Database } from '#server/store/database.ts';
import { commands } from '#tests/support/arbitraries.ts';
import { numberedId, PEOPLE } from '#tests/support/pools.ts';
import { emptyLog, NO_LIMITS, readLog, temporaryDatabase } from '#tests/support/test-log.ts';

async function performer(database: Database): Promise<Performer> {
  return new Performer(database.client, await openLibsqlSequencer(database), NO_LIMITS, () => undefined);
}

function verdictOf(performed: Promise<Receipt>): Promise<string> {
  return performed.then(
    ({ seq }) => `stored at ${seq}`,
    (cause: unknown) => {
      if (cause instanceof Refusal) return cause.reason;
      throw cause;
    },
  );
}

const [ada = '', bo = ''] = PEOPLE;
const base = { room: 'lobby', authoredAt: 1_700_000_000_000, signature: null };
const beginning: Command[] = [
  { ...base, id: numberedId(900), type: 'room.create' },
  { ...base, id: numberedId(901), type: 'user.update', publicKey: null, rev: 1, name: 'Ada', email: '', colour: null },
];

/** Commands of one person, each with an id of its own, and in which order they are sent, how often, and where the server starts anew. */
const sendings = fc
  .array(commands(), { minLength: 1, maxLength: 12, size: 'max' })
  .map((list) => list.map((command, index) => ({ ...command, id: numberedId(1000 + index) })))
  .chain((list) =>
    fc.record({
      list: fc.constant(list),
      again: fc.array(fc.nat({ max: list.length - 1 }), { maxLength: 30 }),
      size: fc.integer({ min: 1, max: 50 }),
      restarts: fc.array(fc.boolean(), { minLength: 50, maxLength: 50 }),
    }),
  );

describe('L5: a command takes effect at most once', () => {
  test('however often it is sent, side by side, later, or after a restart', async () => {
    const database = await temporaryDatabase();
    await fc.assert(
      fc.asyncProperty(sendings, async ({ list, again, size, restarts }) => {
        await emptyLog(database);
        let server = await performer(database);
        await Promise.all(beginning.map((command) => server.perform(command, ada, Promise.resolve())));
        const plan = [...list, ...again.map((index) => list[index] as Command)];
        const stored = new Map<string, string>();
        for (let start = 0; start < plan.length; start += size) {
          const part = plan.slice(start, start + size);
          const verdicts = await Promise.all(part.map((command) => verdictOf(server.perform(command, ada, Promise.resolve()))));
          const ids = new Map((await readLog(database)).map(({ event, seq }) => [event.id, `stored at ${seq}`]));
          for (const [index, { id }] of part.entries()) {
            const known = stored.get(id);
            // What was stored once is stored there, whatever else happened since.
            if (known !== undefined) expect(verdicts[index]).toBe(known);
            const place = ids.get(id);
            if (place !== undefined) stored.set(id, place);
          }
          if (restarts[start] === true) server = await performer(database);
        }
        const log = await readLog(database);
        expect(new Set(log.map(({ event }) => event.id)).size).toBe(log.length);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test('an id is of one person and one room; whoever else uses it is refused, in the same batch and later', async () => {
    const database = await temporaryDatabase();
    const server = await performer(database);
    const perform = (command: Command, actor: string) => verdictOf(server.perform(command, actor, Promise.resolve()));
    const [room, profile] = beginning as [Command, Command];
    const kitchen = { ...room, id: numberedId(902), room: 'kitchen' };
    const channel: Command = { ...base, id: numberedId(1), type: 'channel.create', channel: 'ideas', name: 'Ideas' };
    for (let round = 0; round < 2; round++) {
      const verdicts = await Promise.all([
        perform(room, ada),
        perform(profile, ada),
        perform(kitchen, ada),
        perform(channel, ada),
        perform(channel, bo),
        perform({ ...channel, room: 'kitchen' }, ada),
        perform({ ...channel, channel: 'other', name: 'Other' }, ada),
      ]);
      expect(verdicts).toEqual([
        'stored at 1',
        'stored at 2',
        'stored at 3',
        'stored at 4',
        'id-taken',
        'id-taken',
        'stored at 4',
      ]);
    }
    expect(await readLog(database)).toHaveLength(4);
  });

  test('one whose signature is wrong is refused though the same was stored before, and takes no place', async () => {
    const database = await temporaryDatabase();
    const server = await performer(database);
    const [room] = beginning as [Command];
    const wrong = () => Promise.reject(new Refusal('signature-invalid'));
    expect(await verdictOf(server.perform(room, ada, wrong()))).toBe('signature-invalid');
    expect(await verdictOf(server.perform(room, ada, Promise.resolve()))).toBe('stored at 1');
    expect(await verdictOf(server.perform(room, ada, wrong()))).toBe('signature-invalid');
    expect(await readLog(database)).toHaveLength(1);
  });
});
