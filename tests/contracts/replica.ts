import { channelTable } from '#shared/chat/channel.ts';
import { materialize } from '#shared/chat/chat.ts';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import { keyTable, userTable } from '#shared/chat/user.ts';
import type { Entry } from '#shared/log/entry.ts';
import { Rows } from '#shared/log/rows.ts';
import type { Replica, ReplicaStart, WholeRows } from '#shared/sync/replica.ts';
import { type Clause, same } from './contract.ts';
import { edited, entriesOf, erased, named, opened, posted } from './some-events.ts';

/** The rows that a server has after these entries. */
export function rowsAfter(entries: readonly Entry[], room: string): Required<WholeRows> {
  const rows = new Rows();
  for (const { seq, at, event } of entries) for (const change of materialize(event)) rows.apply(change, { seq, at });
  return {
    channels: rows.list(channelTable, { room }),
    users: rows.list(userTable, { room }),
    keys: rows.list(keyTable, { room }),
    messages: rows.list(messageTable, { room }),
  };
}

const NOTHING: ReplicaStart = { cursor: 'one.0', rows: {}, newest: {}, stretches: [] };

async function texts(
  replica: Replica,
  room: string,
  channel: string,
  before = Infinity,
  limit = 50,
): Promise<(string | null)[] | null> {
  return (await replica.page(room, channel, before, limit))?.messages.map(({ content }) => content) ?? null;
}

/** Begins with nothing and takes all these entries in one step. */
async function filled(replica: Replica, room: string, entries: readonly Entry[]): Promise<void> {
  await replica.begin(room, NOTHING);
  await replica.update(room, { after: 'one.0', cursor: `one.${entries.at(-1)?.seq ?? 0}`, entries });
}

/** What every Replica must do. @param make gives an empty one */
export function replicaContract(make: () => Promise<Replica>): Clause[] {
  const clause = (name: string, run: (replica: Replica) => Promise<void>): Clause => ({
    name,
    run: async () => run(await make()),
  });
  const some = entriesOf(['a', 'b', 'c', 'd', 'e'].map((text, index) => posted('lobby', 'general', 'ada', index + 1, text)));

  return [
    clause('it holds nothing of a room that it was not given', async (replica) => {
      same(await replica.room('lobby'), null);
      same(await replica.page('lobby', 'general', Infinity, 50), null);
      same(await replica.update('lobby', { after: 'one.0', cursor: 'one.1', entries: some }), false);
      same(await replica.room('lobby'), null, 'what a step without a beginning left');
      await replica.drop('lobby');
    }),

    clause('it gives back the channels, people and keys that it began with, and those that entries bring', async (replica) => {
      const first = entriesOf([opened('lobby', 'general', 'ada'), named('lobby', 'ada', 1, 'Ada')]);
      const more = entriesOf(
        [named('lobby', 'ada', 2, 'Ada B.'), named('lobby', 'bo', 1, 'Bo'), opened('lobby', 'žabí-kaluž', 'bo')],
        3,
      );
      await replica.begin('lobby', { ...NOTHING, cursor: 'one.2', rows: rowsAfter(first, 'lobby') });
      await replica.update('lobby', { after: 'one.2', cursor: 'one.5', entries: more });
      const { channels, users, keys } = rowsAfter([...first, ...more], 'lobby');
      const held = await replica.room('lobby');
      same([held?.cursor, held?.channels, held?.users, held?.keys], ['one.5', channels, users, keys]);
    }),

    clause('a page has the newest messages below a place, oldest first', async (replica) => {
      await filled(replica, 'lobby', some);
      same(await texts(replica, 'lobby', 'general'), ['a', 'b', 'c', 'd', 'e']);
      same(await texts(replica, 'lobby', 'general', Infinity, 2), ['d', 'e']);
      same(await texts(replica, 'lobby', 'general', 4, 2), ['b', 'c']);
      same(await texts(replica, 'lobby', 'general', 1, 2), []);
      same(await texts(replica, 'lobby', 'plans'), []);
    }),

    clause('a page read before an edit does not undo it, and one read after it does no harm', async (replica) => {
      const log = entriesOf([posted('lobby', 'general', 'ada', 1, 'first'), edited('lobby', 'general', 'ada', 1, 1, 'second')]);
      await filled(replica, 'lobby', log);
      const old = rowsAfter(log.slice(0, 1), 'lobby');
      await replica.update('lobby', { after: 'one.2', rows: old, stretch: { channel: 'general', from: 0, before: Infinity } });
      same(await texts(replica, 'lobby', 'general'), ['second']);
      await replica.update('lobby', { after: 'one.2', rows: rowsAfter(log, 'lobby') });
      same(await texts(replica, 'lobby', 'general'), ['second']);
    }),

    clause('entries that come again change nothing', async (replica) => {
      const log = entriesOf([posted('lobby', 'general', 'ada', 1, 'first'), edited('lobby', 'general', 'ada', 1, 1, 'second')]);
      await filled(replica, 'lobby', log);
      await replica.update('lobby', { after: 'one.0', cursor: 'one.1', entries: log.slice(0, 1) });
      const held = await replica.page('lobby', 'general', Infinity, 50);
      same(held?.messages, rowsAfter(log, 'lobby').messages);
      same(held?.cursor, 'one.2', 'its cursor');
    }),

    clause('an erased message stays erased, whatever comes after', async (replica) => {
      const log = entriesOf([posted('lobby', 'general', 'ada', 1, 'secret'), erased('lobby', 'general', 'ada', 1)]);
      await filled(replica, 'lobby', log);
      await replica.update('lobby', { after: 'one.2', rows: rowsAfter(log.slice(0, 1), 'lobby') });
      same(await texts(replica, 'lobby', 'general'), [null]);
    }),

    clause('an edit that comes before its message waits for it', async (replica) => {
      const [post, edit] = [posted('lobby', 'general', 'ada', 1, 'first'), edited('lobby', 'general', 'ada', 1, 1, 'second')];
      await filled(replica, 'lobby', entriesOf([edit]));
      same(await texts(replica, 'lobby', 'general'), []);
      await replica.update('lobby', { after: 'one.1', cursor: 'one.2', entries: entriesOf([post], 2) });
      same(await texts(replica, 'lobby', 'general'), ['second']);
    }),

    clause('without older pages a channel is whole from where the copy began', async (replica) => {
      await replica.begin('lobby', {
        ...NOTHING,
        cursor: 'one.2',
        rows: { messages: rowsAfter(some.slice(0, 2), 'lobby').messages },
      });
      await replica.update('lobby', { after: 'one.2', cursor: 'one.5', entries: some.slice(2) });
      same(await texts(replica, 'lobby', 'general'), ['c', 'd', 'e']);
      same((await replica.page('lobby', 'general', Infinity, 50))?.floor, 3, 'the floor');
    }),

    clause('an older stretch that joins on makes it whole from further back', async (replica) => {
      await replica.begin('lobby', { ...NOTHING, cursor: 'one.5', rows: {} });
      const { messages } = rowsAfter(some, 'lobby');
      await replica.update('lobby', {
        after: 'one.5',
        rows: { messages: messages.slice(2) },
        stretch: { channel: 'general', from: 3, before: Infinity },
      });
      same(await texts(replica, 'lobby', 'general'), ['c', 'd', 'e']);
      await replica.update('lobby', {
        after: 'one.5',
        rows: { messages: messages.slice(0, 2) },
        stretch: { channel: 'general', from: 0, before: 3 },
      });
      const page = await replica.page('lobby', 'general', Infinity, 50);
      same([page?.floor, page?.messages.length], [0, 5]);
      same((await replica.page('lobby', 'plans', Infinity, 50))?.floor, 6, 'the floor of another channel');
    }),

    clause('a stretch that leaves a gap is not passed off as whole', async (replica) => {
      await replica.begin('lobby', { ...NOTHING, cursor: 'one.5', rows: {} });
      const { messages } = rowsAfter(some, 'lobby');
      // Brought by a tab that has 3 to 5 in its memory; here they were dropped.
      await replica.update('lobby', {
        after: 'one.5',
        rows: { messages: messages.slice(0, 2) },
        stretch: { channel: 'general', from: 0, before: 3 },
      });
      same(await texts(replica, 'lobby', 'general'), []);
      same((await replica.page('lobby', 'general', Infinity, 50))?.floor, 6, 'the floor');
    }),

    clause('messages beyond the cursor are not shown before it gets there', async (replica) => {
      await replica.begin('lobby', { ...NOTHING, cursor: 'one.2', rows: {} });
      const { messages } = rowsAfter(some, 'lobby');
      await replica.update('lobby', {
        after: 'one.2',
        rows: { messages: [...messages.slice(0, 2), ...messages.slice(3)] },
        stretch: { channel: 'general', from: 0, before: Infinity },
      });
      same(await texts(replica, 'lobby', 'general'), ['a', 'b']);
      await replica.update('lobby', { after: 'one.2', cursor: 'one.5', entries: some.slice(2) });
      same(await texts(replica, 'lobby', 'general'), ['a', 'b', 'c', 'd', 'e']);
    }),

    clause('a step from further ahead does not hide what is missing between', async (replica) => {
      await filled(replica, 'lobby', some.slice(0, 2));
      await replica.update('lobby', { after: 'one.4', cursor: 'one.5', entries: some.slice(4) });
      same((await replica.room('lobby'))?.cursor, 'one.2', 'its cursor');
      same(await texts(replica, 'lobby', 'general'), ['a', 'b']);
      await replica.update('lobby', { after: 'one.2', cursor: 'one.5', entries: some.slice(2) });
      same(await texts(replica, 'lobby', 'general'), ['a', 'b', 'c', 'd', 'e']);
    }),

    clause('a step from behind, by a tab that slept, does not move it back', async (replica) => {
      await filled(replica, 'lobby', some);
      await replica.update('lobby', { after: 'one.1', cursor: 'one.3', entries: some.slice(1, 3) });
      same((await replica.room('lobby'))?.cursor, 'one.5', 'its cursor');
      same(await texts(replica, 'lobby', 'general'), ['a', 'b', 'c', 'd', 'e']);
    }),

    clause('a step of another epoch is of another log, and is not taken', async (replica) => {
      await filled(replica, 'lobby', some.slice(0, 2));
      // At a place that is read already, so that only its epoch keeps it out.
      const other = entriesOf([posted('lobby', 'general', 'bo', 9, 'elsewhere')], 2);
      same(await replica.update('lobby', { after: 'two.1', cursor: 'two.2', entries: other }), true);
      await replica.update('lobby', { after: 'two.2', rows: rowsAfter(other, 'lobby') });
      same((await replica.room('lobby'))?.cursor, 'one.2', 'its cursor');
      same(await texts(replica, 'lobby', 'general'), ['a', 'b']);
    }),

    clause('it knows the newest message of each channel, also of those it does not hold', async (replica) => {
      await replica.begin('lobby', { ...NOTHING, cursor: 'one.9', newest: { general: 4, plans: 7 } });
      const entries = entriesOf([posted('lobby', 'general', 'ada', 10), edited('lobby', 'plans', 'ada', 7, 1, 'x')], 10);
      await replica.update('lobby', { after: 'one.9', cursor: 'one.11', entries });
      same((await replica.room('lobby'))?.newest, { general: 10, plans: 7 });
    }),

    clause('beginning anew lets go of all that was there', async (replica) => {
      await filled(replica, 'lobby', [...some, ...entriesOf([named('lobby', 'ada', 1, 'Ada')], 6)]);
      const other = entriesOf([posted('lobby', 'general', 'bo', 9, 'elsewhere')], 3);
      const stretches = [{ channel: 'general', from: 0, before: Infinity }];
      await replica.begin('lobby', { cursor: 'two.3', rows: rowsAfter(other, 'lobby'), newest: { general: 3 }, stretches });
      same(await texts(replica, 'lobby', 'general'), ['elsewhere']);
      const held = await replica.room('lobby');
      same([held?.cursor, held?.newest, held?.users], ['two.3', { general: 3 }, []]);
    }),

    clause('rooms know nothing of each other, and dropping one keeps the other', async (replica) => {
      await filled(replica, 'lobby', some);
      await filled(replica, '日本', entriesOf([posted('日本', 'general', 'ada', 1, 'here')]));
      await filled(replica, 'lobby-2', entriesOf([posted('lobby-2', 'general', 'ada', 1, 'there')]));
      same(await texts(replica, '日本', 'general'), ['here']);
      await replica.drop('lobby');
      same(await replica.room('lobby'), null);
      same(await texts(replica, 'lobby', 'general'), null);
      same([await texts(replica, '日本', 'general'), await texts(replica, 'lobby-2', 'general')], [['here'], ['there']]);
    }),

    clause('what it gives is whole rows, as the server has them', async (replica) => {
      await filled(replica, 'lobby', some);
      const messages: readonly MessageRow[] | undefined = (await replica.page('lobby', 'general', Infinity, 50))?.messages;
      same(messages, rowsAfter(some, 'lobby').messages);
    }),
  ];
}
