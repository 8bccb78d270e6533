import type { Command } from '#shared/chat/chat.ts';
import type { Outbox } from '#shared/sync/outbox.ts';
import { type Clause, same, soon } from './contract.ts';
import { idOf } from './some-events.ts';

/** A command to post a message. */
export function postOf(number: number, content = `message ${number}`): Command {
  const fields = { id: idOf(number), room: 'lobby', channel: 'general', authoredAt: 1_700_000_000_000 + number, signature: null };
  return { ...fields, type: 'message.post', salt: 'salt', content, contentHash: 'hash', replyTo: null };
}

/** What is pending, in short: the end of each id, and its status. */
export function glance(outbox: Outbox): string[] {
  return outbox.pending.map(({ command: { id }, status }) => `${Number(`0x${id.slice(-12)}`)} ${status}`);
}

/** What every Outbox must do. @param make gives an empty one */
export function outboxContract(make: () => Promise<Outbox>): Clause[] {
  const clause = (name: string, run: (outbox: Outbox) => Promise<void>): Clause => ({
    name,
    run: async () => {
      const outbox = await make();
      await outbox.load();
      await run(outbox);
    },
  });

  return [
    clause('commands stand in the order in which they were added, and wait', async (outbox) => {
      for (const number of [3, 1, 2]) await outbox.add(postOf(number));
      same(glance(outbox), ['3 waiting', '1 waiting', '2 waiting']);
      const [first, second, third] = outbox.pending.map(({ order }) => order) as [number, number, number];
      same(first < second && second < third, true, 'the order');
      same(outbox.pending[0]?.command, postOf(3));
    }),

    clause('many that are added at once all stand there, each once', async (outbox) => {
      await Promise.all(Array.from({ length: 30 }, (_, number) => outbox.add(postOf(number))));
      same(new Set(glance(outbox)).size, 30);
      same(outbox.pending.length, 30);
    }),

    clause('a command that is added again is the one that is there, with what is known of it', async (outbox) => {
      await outbox.add(postOf(1));
      await outbox.mark(idOf(1), { status: 'stored', seq: 7 });
      const again = await outbox.add(postOf(1));
      same([again.status, again.seq], ['stored', 7]);
      same(glance(outbox), ['1 stored']);
    }),

    clause('marks change what is known of one, and of no other', async (outbox) => {
      for (const number of [1, 2, 3]) await outbox.add(postOf(number));
      await outbox.mark(idOf(2), { status: 'failed', problem: 'No.', reason: 'archived' });
      same(glance(outbox), ['1 waiting', '2 failed', '3 waiting']);
      const { problem, reason, seq } = outbox.pending[1] ?? {};
      same([problem, reason, seq], ['No.', 'archived', null]);
      await outbox.mark(idOf(2), { status: 'waiting', problem: null, reason: null, command: postOf(2, 'signed anew') });
      same(outbox.pending[1]?.command, postOf(2, 'signed anew'));
    }),

    clause('removing one keeps the others, and what is gone stays gone', async (outbox) => {
      for (const number of [1, 2, 3]) await outbox.add(postOf(number));
      await outbox.remove(idOf(2));
      await outbox.remove(idOf(2));
      await outbox.mark(idOf(2), { status: 'stored', seq: 1 });
      same(glance(outbox), ['1 waiting', '3 waiting']);
      await outbox.add(postOf(4));
      same(glance(outbox), ['1 waiting', '3 waiting', '4 waiting']);
    }),

    clause('the list is another one after each change, and the same without', async (outbox) => {
      await outbox.add(postOf(1));
      const before = outbox.pending;
      same(outbox.pending === before, true, 'the same list');
      await outbox.mark(idOf(1), { status: 'stored', seq: 1 });
      same(outbox.pending === before, false, 'the same list');
      same(before[0]?.status, 'waiting', 'what the old list says');
    }),

    clause('it tells of every change, after it can be seen, and no more to those who left', async (outbox) => {
      const heard: string[][] = [];
      const end = outbox.subscribe(() => heard.push(glance(outbox)));
      await outbox.add(postOf(1));
      await outbox.mark(idOf(1), { status: 'stored', seq: 1 });
      await outbox.remove(idOf(1));
      same(heard.includes(heard.find(([one]) => one === '1 waiting') ?? []), true, 'hearing of the new one');
      same(heard.at(-1), []);
      end();
      const { length } = heard;
      await outbox.add(postOf(2));
      same(heard.length, length, 'what was heard afterwards');
    }),

    clause('it lets its owner send, until it is told to stop', async (outbox) => {
      let signal: { readonly aborted: boolean } | null = null;
      const lead = outbox.lead((given) => {
        signal = given;
      });
      await soon(() => signal !== null, 'leading');
      same(signal, { aborted: false });
      lead.end();
      same(signal, { aborted: true });
    }),
  ];
}

/** What Outboxes that are shared by tabs must do beside that. @param open gives one more tab's */
export function sharedOutboxContract(open: () => Promise<Outbox>): Clause[] {
  const clause = (name: string, run: (one: Outbox, other: Outbox) => Promise<void>): Clause => ({
    name,
    run: async () => {
      const [one, other] = [await open(), await open()];
      await Promise.all([one.load(), other.load()]);
      await run(one, other);
    },
  });

  return [
    clause('what one tab adds, marks and removes, the other shows', async (one, other) => {
      await one.add(postOf(1));
      await soon(() => glance(other).join() === '1 waiting', 'the other shows it');
      await other.mark(idOf(1), { status: 'stored', seq: 4 });
      await soon(() => glance(one).join() === '1 stored', 'the one shows it');
      await other.remove(idOf(1));
      await soon(() => one.pending.length === 0, 'it is gone for the one');
    }),

    clause('both may add at once, and agree on one order', async (one, other) => {
      await Promise.all(Array.from({ length: 20 }, (_, number) => (number % 2 === 0 ? one : other).add(postOf(number))));
      await soon(() => one.pending.length === 20 && other.pending.length === 20, 'both have all');
      await Promise.all([one.load(), other.load()]);
      same(glance(one), glance(other));
    }),

    clause('a message that both add is one', async (one, other) => {
      await Promise.all([one.add(postOf(1)), other.add(postOf(1))]);
      await soon(() => one.pending.length === 1 && other.pending.length === 1, 'both have it once');
    }),

    clause('one tab sends at a time; when it stops the other one does', async (one, other) => {
      const leading: string[] = [];
      const first = one.lead(() => leading.push('one'));
      await soon(() => leading.length === 1, 'the first leads');
      const second = other.lead(() => leading.push('other'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      same(leading, ['one']);
      first.end();
      await soon(() => leading.length === 2, 'the second leads');
      same(leading, ['one', 'other']);
      second.end();
    }),

    clause('a tab takes the role over from one that does nothing, and that one may get it back', async (one, other) => {
      const signals: { readonly aborted: boolean }[] = [];
      const work = (signal: { readonly aborted: boolean }): void => void signals.push(signal);
      const first = one.lead(work);
      await soon(() => signals.length === 1, 'the first leads');
      const second = other.lead(work);
      second.takeOver();
      await soon(() => signals.length === 2, 'the second leads');
      await soon(() => signals[0]?.aborted === true, 'the first stops');
      same(signals[1]?.aborted, false);
      second.end();
      await soon(() => signals.length === 3, 'the first leads again');
      same(signals[2]?.aborted, false);
      first.end();
    }),

    clause('who wanted to lead and left does not lead', async (one, other) => {
      const leading: string[] = [];
      const first = one.lead(() => leading.push('one'));
      await soon(() => leading.length === 1, 'the first leads');
      const second = other.lead(() => leading.push('other'));
      second.end();
      first.end();
      await new Promise((resolve) => setTimeout(resolve, 50));
      same(leading, ['one']);
    }),
  ];
}
