import { describe, expect, test } from 'vitest';
import type * as Parts from './adapters-in-a-page.ts';
import { useAdapters } from './use-adapters.ts';

const here = useAdapters({ fresh: true });

describe('a Replica in IndexedDB', () => {
  test('is there after a reload', async () => {
    await here.tab.evaluate(async () => {
      const replica = new parts.IndexedDbReplica();
      const entries = parts.events.randomLog(1, 'lobby', 40);
      await replica.begin('lobby', { cursor: 'one.0', rows: {}, newest: {}, stretches: [] });
      await replica.update('lobby', { after: 'one.0', cursor: 'one.40', entries });
    });
    await here.tab.reload();
    await here.tab.waitForFunction(() => 'parts' in globalThis);
    const cursor = await here.tab.evaluate(async () => (await new parts.IndexedDbReplica().room('lobby'))?.cursor);
    expect(cursor).toBe('one.40');
  });

  test('that another version of the program wrote is thrown away', async () => {
    const after = await here.tab.evaluate(async () => {
      const before = new parts.IndexedDbReplica();
      await before.begin('lobby', { cursor: 'one.3', rows: {}, newest: {}, stretches: [] });
      await putShape('newer');
      const replica = new parts.IndexedDbReplica();
      await replica.check();
      return replica.room('lobby');

      async function putShape(shape: string): Promise<void> {
        const opening = indexedDB.open('parley-replica');
        await new Promise((done) => (opening.onsuccess = done));
        const writing = opening.result.transaction('meta', 'readwrite');
        writing.objectStore('meta').put(shape, 'shape');
        await new Promise((done) => (writing.oncomplete = done));
        opening.result.close();
      }
    });
    expect(after).toBeNull();
  });

  test('is neither read nor written by a page that is older than it', async () => {
    const outcome = await here.tab.evaluate(async () => {
      const old = new parts.IndexedDbReplica();
      await old.begin('lobby', { cursor: 'one.3', rows: {}, newest: {}, stretches: [] });
      const opening = indexedDB.open('parley-replica');
      await new Promise((done) => (opening.onsuccess = done));
      const writing = opening.result.transaction('meta', 'readwrite');
      writing.objectStore('meta').put('newer', 'shape');
      await new Promise((done) => (writing.oncomplete = done));
      opening.result.close();
      const entries = parts.events.randomLog(1, 'lobby', 5);
      const update = await old
        .update('lobby', { after: 'one.3', cursor: 'one.8', entries })
        .catch((error: Error) => error.message);
      const begin = await old
        .begin('lobby', { cursor: 'one.9', rows: {}, newest: {}, stretches: [] })
        .catch((error: Error) => error.message);
      return [await old.room('lobby'), await old.page('lobby', 'general', Infinity, 9), update, begin];
    });
    const refusal = 'Another version of the program keeps its rows here.';
    expect(outcome).toEqual([null, null, refusal, refusal]);
  });

  test('that is deleted while it is open says that it has nothing, and can begin anew', async () => {
    const other = await here.pages.tab(here.person);
    await here.tab.evaluate(async () => {
      const replica = new parts.IndexedDbReplica();
      await replica.begin('lobby', { cursor: 'one.3', rows: {}, newest: {}, stretches: [] });
      Object.assign(globalThis, { replica });
    });
    await other.evaluate(async () => {
      const deleting = indexedDB.deleteDatabase('parley-replica');
      await new Promise((done, failed) => {
        deleting.onsuccess = done;
        deleting.onblocked = failed;
      });
    });
    const outcome = await here.tab.evaluate(async () => {
      const { replica } = globalThis as unknown as { replica: Parts.IndexedDbReplica };
      const stands = await replica.update('lobby', { after: 'one.3', cursor: 'one.4', entries: [] });
      await replica.begin('lobby', { cursor: 'one.4', rows: {}, newest: {}, stretches: [] });
      return [stands, (await replica.room('lobby'))?.cursor, (await new parts.IndexedDbReplica().room('lobby'))?.cursor];
    });
    expect(outcome).toEqual([false, 'one.4', 'one.4']);
  });

  test('drops older messages where the device has no room, says so, and knows from where on it is whole', async () => {
    const outcome = await here.tab.evaluate(async () => {
      let full = 0;
      const replica = new parts.IndexedDbReplica(() => (full += 1));
      const { posted, entriesOf } = parts.events;
      const entries = entriesOf(Array.from({ length: 300 }, (_, index) => posted('lobby', 'general', 'ada', index + 1)));
      const stretches = ['general', 'plans'].map((channel) => ({ channel, from: 0, before: Infinity }));
      await replica.begin('lobby', { cursor: 'one.0', rows: {}, newest: {}, stretches });
      await replica.update('lobby', { after: 'one.0', cursor: 'one.300', entries });
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function once(...given): IDBRequest<IDBValidKey> {
        IDBObjectStore.prototype.put = put;
        void [this, given];
        throw new DOMException('no room', 'QuotaExceededError');
      };
      const more = entriesOf([posted('lobby', 'general', 'ada', 301), posted('lobby', 'plans', 'ada', 302)], 301);
      const taken = await replica.update('lobby', { after: 'one.300', cursor: 'one.302', entries: more });
      const page = await replica.page('lobby', 'general', Infinity, 1000);
      const plans = await replica.page('lobby', 'plans', Infinity, 1000);
      return {
        full,
        taken,
        floor: page?.floor,
        seqs: page?.messages.map(({ seq }) => seq),
        plans: [plans?.floor, plans?.messages.length],
      };
    });
    expect(outcome).toMatchObject({ full: 1, taken: true, floor: 101, plans: [0, 1] });
    expect(outcome.seqs).toEqual(Array.from({ length: 201 }, (_, index) => 101 + index));
  });

  test('takes a step whole or not at all where there is no room at all', async () => {
    const outcome = await here.tab.evaluate(async () => {
      const replica = new parts.IndexedDbReplica();
      const { posted, entriesOf } = parts.events;
      const entries = entriesOf(Array.from({ length: 6 }, (_, index) => posted('lobby', 'general', 'ada', index + 1)));
      await replica.begin('lobby', { cursor: 'one.0', rows: {}, newest: {}, stretches: [] });
      await replica.update('lobby', { after: 'one.0', cursor: 'one.3', entries: entries.slice(0, 3) });
      const { put } = IDBObjectStore.prototype;
      let puts = 0;
      IDBObjectStore.prototype.put = function sometimes(...given): IDBRequest<IDBValidKey> {
        puts += 1;
        if (puts % 3 === 0) throw new DOMException('no room', 'QuotaExceededError');
        return put.apply(this, given);
      };
      const failure = await replica
        .update('lobby', { after: 'one.3', cursor: 'one.6', entries: entries.slice(3) })
        .catch((error: Error) => error.name);
      IDBObjectStore.prototype.put = put;
      const page = await replica.page('lobby', 'general', Infinity, 50);
      return [failure, page?.cursor, page?.messages.length];
    });
    expect(outcome).toEqual(['QuotaExceededError', 'one.3', 3]);
  });

  test('survives a real quota', async () => {
    const devtools = await here.person.newCDPSession(here.tab);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: here.pages.origin, quotaSize: 2_000_000 });
    const outcome = await here.tab.evaluate(async () => {
      let full = 0;
      const replica = new parts.IndexedDbReplica(() => (full += 1));
      await replica.begin('lobby', {
        cursor: 'one.0',
        rows: {},
        newest: {},
        stretches: [{ channel: 'general', from: 0, before: Infinity }],
      });
      const { posted, entriesOf } = parts.events;
      const text = Array.from({ length: 4000 }, () => Math.random().toString(36)[2]).join('');
      let failed = 0;
      for (let from = 1; from < 1500 && full === 0; from += 50) {
        const entries = entriesOf(
          Array.from({ length: 50 }, (_, index) => posted('lobby', 'general', 'ada', from + index, text + String(from + index))),
          from,
        );
        await replica
          .update('lobby', { after: `one.${from - 1}`, cursor: `one.${from + 49}`, entries })
          .catch(() => (failed += 1));
      }
      const page = await replica.page('lobby', 'general', Infinity, 5000);
      const seqs = page?.messages.map(({ seq }) => seq ?? 0) ?? [];
      const whole = seqs.every((seq, index) => seq === (seqs[0] ?? 0) + index) && seqs[0] === Math.max(1, page?.floor ?? 0);
      return { full: full > 0, whole, reachesCursor: page?.cursor === `one.${seqs.at(-1)}`, failed };
    });
    expect(outcome).toMatchObject({ full: true, whole: true, reachesCursor: true });
  });

  test('answers two tabs that read and write at once', async () => {
    const other = await here.pages.tab(here.person);
    await here.tab.evaluate(() =>
      new parts.IndexedDbReplica().begin('lobby', { cursor: 'one.0', rows: {}, newest: {}, stretches: [] }),
    );
    const write = async (odd: number): Promise<void> => {
      const replica = new parts.IndexedDbReplica();
      const log = parts.events.randomLog(9, 'lobby', 60);
      for (let from = odd; from < log.length; from += 2) {
        const entries = log.slice(Math.max(0, from - 3), from + 3);
        const after = `one.${(entries[0]?.seq ?? 1) - 1}`;
        await replica.update('lobby', { after, cursor: `one.${entries.at(-1)?.seq}`, entries });
      }
    };
    await Promise.all([here.tab.evaluate(write, 0), other.evaluate(write, 1)]);
    const outcome = await here.tab.evaluate(async () => {
      const replica = new parts.IndexedDbReplica();
      const rows = parts.rowsAfter(parts.events.randomLog(9, 'lobby', 60), 'lobby').messages.filter(({ seq }) => seq !== null);
      const [general, plans] = await Promise.all(
        ['general', 'plans'].map((channel) => replica.page('lobby', channel, Infinity, 100)),
      );
      const held = [...(general?.messages ?? []), ...(plans?.messages ?? [])].sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
      return {
        same: JSON.stringify(held) === JSON.stringify(rows.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))),
        cursor: general?.cursor,
      };
    });
    expect(outcome).toEqual({ same: true, cursor: 'one.60' });
  });
});
