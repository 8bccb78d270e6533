import { beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '#shared/log/entry.ts';
import type { Sequencer } from '#server/log/sequencer.ts';
import { posted } from '#tests/support/posted.ts';

/** One log, open. */
export interface OpenLog {
  readonly sequencer: Sequencer;
  /** Every entry, in order, by another way than through the Sequencer. */
  entries(): Promise<Entry[]>;
  close(): Promise<void>;
}

/** One log that can be opened again and again, with whatever clock (ms since 1970). */
export type OpenAgain = (now?: () => number) => Promise<OpenLog>;

function seqs(entries: readonly Entry[]): number[] {
  return entries.map(({ seq }) => seq);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/**
 * What every Sequencer must do; each adapter runs it.
 * @param fresh makes a new, empty log for a test
 */
export function describeSequencer(name: string, fresh: () => OpenAgain): void {
  describe(`Sequencer: ${name}`, () => {
    let open: OpenAgain;
    beforeEach(() => {
      open = fresh();
    });

    test('an empty log has its head at 0, and the first entry is 1', async () => {
      const { sequencer, close } = await open();
      expect(sequencer.head).toBe(0);
      expect(seqs(await sequencer.append([posted(1)]))).toEqual([1]);
      expect(sequencer.head).toBe(1);
      await close();
    });

    test('entries stand in the order given, with their event as it was', async () => {
      const { sequencer, entries, close } = await open();
      const events = range(1, 70).map((number) => posted(number));
      const appended = await sequencer.append(events);
      expect(seqs(appended)).toEqual(range(1, 70));
      expect(appended.map(({ event }) => event)).toEqual(events);
      expect(await entries()).toEqual(appended);
      await close();
    });

    test('what is appended at the same time gets places without a gap, in the order of the calls', async () => {
      const { sequencer, entries, close } = await open();
      const calls = range(0, 29).map((call) => range(call * 10, call * 10 + (call % 4)).map((number) => posted(number)));
      const answers = await Promise.all(calls.map((events) => sequencer.append(events)));
      const log = await entries();
      expect(seqs(log)).toEqual(range(1, calls.flat().length));
      expect(log).toEqual(answers.flat());
      expect(log.map(({ event }) => event)).toEqual(calls.flat());
      expect(sequencer.head).toBe(log.length);
      await close();
    });

    test('all of one append are stored, or none; the next one leaves no gap (L5)', async () => {
      const { sequencer, entries, close } = await open();
      await sequencer.append([posted(1)]);
      await expect(sequencer.append([posted(2), posted(1), posted(3)])).rejects.toThrow();
      expect(sequencer.head).toBe(1);
      expect(seqs(await sequencer.append([posted(4), posted(5)]))).toEqual([2, 3]);
      expect((await entries()).map(({ event }) => event.id)).toEqual([1, 4, 5].map((number) => posted(number).id));
      await close();
    });

    test('one that cannot be stored does not take along those that wait beside it', async () => {
      const { sequencer, entries, close } = await open();
      await sequencer.append([posted(1)]);
      const outcomes = await Promise.allSettled([
        sequencer.append([posted(2)]),
        sequencer.append([posted(1)]),
        sequencer.append([posted(3)]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(seqs(await entries())).toEqual([1, 2, 3]);
      await close();
    });

    test('opened again, it is the same log and goes on where it stood', async () => {
      const before = await open();
      await before.sequencer.append([posted(1), posted(2)]);
      const log = await before.entries();
      const { epoch } = before.sequencer;
      await before.close();
      const { sequencer, entries, close } = await open();
      expect(sequencer.epoch).toBe(epoch);
      expect(sequencer.head).toBe(2);
      expect(seqs(await sequencer.append([posted(3)]))).toEqual([3]);
      expect((await entries()).slice(0, 2)).toEqual(log);
      await close();
    });

    test('another log has another epoch', async () => {
      const [one, other] = [await open(), await fresh()()];
      expect(one.sequencer.epoch).not.toBe(other.sequencer.epoch);
      expect(one.sequencer.epoch).toMatch(/^[\w-]{8,64}$/u);
      await one.close();
      await other.close();
    });

    test('time never falls within a log, though the clock of the machine is set back', async () => {
      let clock = 5000;
      const before = await open(() => clock);
      await before.sequencer.append([posted(1)]);
      clock = 4000;
      await before.sequencer.append([posted(2)]);
      await before.close();
      clock = 3000;
      const { sequencer, entries, close } = await open(() => clock);
      await sequencer.append([posted(3)]);
      clock = 6000;
      await sequencer.append([posted(4)]);
      expect((await entries()).map(({ at }) => at)).toEqual([5000, 5000, 5000, 6000]);
      await close();
    });
  });
}
