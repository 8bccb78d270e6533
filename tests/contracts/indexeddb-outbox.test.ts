import { describe, expect, test } from 'vitest';
import type * as Parts from './adapters-in-a-page.ts';
import { useAdapters } from './use-adapters.ts';

const here = useAdapters({ fresh: true });

describe('an Outbox in IndexedDB', () => {
  test('keeps what waits through a reload, in order', async () => {
    await here.tab.evaluate(async () => {
      const outbox = new parts.IndexedDbOutbox();
      for (const number of [2, 1, 3]) await outbox.add(parts.postOf(number));
      await outbox.mark(parts.events.idOf(1), { status: 'failed', problem: 'No.', reason: 'archived' });
    });
    await here.tab.reload();
    await here.tab.waitForFunction(() => 'parts' in globalThis);
    const outcome = await here.tab.evaluate(async () => {
      const outbox = new parts.IndexedDbOutbox();
      await outbox.load();
      return [parts.glance(outbox), outbox.pending[1]?.problem];
    });
    expect(outcome).toEqual([['2 waiting', '1 failed', '3 waiting'], 'No.']);
  });

  test('the next tab leads when the one that leads is closed or crashes', async () => {
    const lead = (): void => {
      new parts.IndexedDbOutbox().lead(() => Object.assign(globalThis, { leads: true }));
    };
    const [second, third] = [await here.pages.tab(here.person), await here.pages.tab(here.person)];
    await here.tab.evaluate(lead);
    await here.tab.waitForFunction(() => 'leads' in globalThis);
    await second.evaluate(lead);
    // Two pages' requests overtake each other on their way to the browser.
    await second.waitForFunction(async () => (await navigator.locks.query()).pending?.length === 1);
    await third.evaluate(lead);
    await third.waitForFunction(async () => (await navigator.locks.query()).pending?.length === 2);
    expect(await second.evaluate(() => 'leads' in globalThis)).toBe(false);
    await here.tab.close();
    await second.waitForFunction(() => 'leads' in globalThis);
    expect(await third.evaluate(() => 'leads' in globalThis)).toBe(false);
    await second.goto('chrome://crash').catch(() => undefined);
    await third.waitForFunction(() => 'leads' in globalThis);
  });

  test('makes room for a command where the device is full, and keeps it', async () => {
    const outcome = await here.tab.evaluate(async () => {
      const { add } = IDBObjectStore.prototype;
      let made = 0;
      const makeRoom = async (): Promise<void> => {
        made += 1;
        IDBObjectStore.prototype.add = add;
      };
      const outbox = new parts.IndexedDbOutbox({ makeRoom });
      await outbox.load();
      IDBObjectStore.prototype.add = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
      const { unkept } = await outbox.add(parts.postOf(1));
      const again = new parts.IndexedDbOutbox();
      await again.load();
      return [made, unkept, parts.glance(again)];
    });
    expect(outcome).toEqual([1, undefined, ['1 waiting']]);
  });

  test('holds in memory what cannot be kept at all, says so, and goes on', async () => {
    const outcome = await here.tab.evaluate(async () => {
      let told = 0;
      const outbox = new parts.IndexedDbOutbox({ onUnkept: () => (told += 1) });
      await outbox.add(parts.postOf(1));
      const { add, put } = IDBObjectStore.prototype;
      const fail = (): never => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
      Object.assign(IDBObjectStore.prototype, { add: fail, put: fail });
      const { unkept } = await outbox.add(parts.postOf(2));
      await outbox.mark(parts.events.idOf(1), { status: 'stored', seq: 5 });
      await outbox.load();
      const during = parts.glance(outbox);
      await outbox.mark(parts.events.idOf(2), { status: 'stored', seq: 6 });
      Object.assign(IDBObjectStore.prototype, { add, put });
      await outbox.remove(parts.events.idOf(1));
      await outbox.load();
      const after = parts.glance(outbox);
      await outbox.remove(parts.events.idOf(2));
      return { told, unkept, during, after, end: parts.glance(outbox) };
    });
    expect(outcome).toEqual({ told: 1, unkept: true, during: ['1 stored', '2 waiting'], after: ['2 stored'], end: [] });
  });

  test('that is deleted while pages are open comes back with all that they know', async () => {
    const other = await here.pages.tab(here.person);
    const open = async (): Promise<void> => {
      const outbox = new parts.IndexedDbOutbox();
      await outbox.load();
      Object.assign(globalThis, { outbox });
    };
    await here.tab.evaluate(open);
    await other.evaluate(open);
    await here.tab.evaluate(async () => {
      const { outbox } = globalThis as unknown as { outbox: Parts.IndexedDbOutbox };
      for (const number of [1, 2, 3]) await outbox.add(parts.postOf(number));
      await outbox.mark(parts.events.idOf(2), { status: 'failed', problem: 'No.' });
    });
    await other.waitForFunction(
      () => (globalThis as unknown as { outbox: Parts.IndexedDbOutbox }).outbox.pending[1]?.status === 'failed',
    );
    await here.tab.evaluate(async () => {
      const deleting = indexedDB.deleteDatabase('parley-outbox');
      await new Promise((done, failed) => {
        deleting.onsuccess = done;
        deleting.onblocked = failed;
      });
    });
    await other.evaluate(() => (globalThis as unknown as { outbox: Parts.IndexedDbOutbox }).outbox.add(parts.postOf(4)));
    const seen = [];
    for (const page of [here.tab, other]) {
      await page.waitForFunction(() => (globalThis as unknown as { outbox: Parts.IndexedDbOutbox }).outbox.pending.length === 4);
      seen.push(await page.evaluate(() => parts.glance((globalThis as unknown as { outbox: Parts.IndexedDbOutbox }).outbox)));
    }
    seen.push(
      await here.tab.evaluate(async () => {
        const fresh = new parts.IndexedDbOutbox();
        await fresh.load();
        return parts.glance(fresh);
      }),
    );
    const all = ['1 waiting', '2 failed', '3 waiting', '4 waiting'];
    expect(seen).toEqual([all, all, all]);
  });
});
