import { expect, test } from 'vitest';
import { openDatabase } from '#server/store/database.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { enter, type Guest } from '#tests/support/stock-client.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { readLog } from '#tests/support/test-log.ts';

type Post = Awaited<ReturnType<Guest['compose']['post']>>;

/** Sends post after post until the server is gone; what was acknowledged goes to `stored`, the rest to `undecided`. */
async function sendUntilCut(guest: Guest, stored: Map<string, number>, undecided: Post[], isCut: () => boolean): Promise<void> {
  while (!isCut()) {
    const post = await guest.compose.post('Going to be there');
    const verdict = await guest.client.message.send.mutate(post).catch(() => null);
    if (verdict === null) undecided.push(post);
    else stored.set(post.id, verdict.seq);
  }
}

test('L5: what was acknowledged is there after kill -9, and what was not can be sent again without coming twice', async () => {
  const folder = temporaryFolder();
  const server = await ServerProcess.start({
    dataDir: folder,
    env: { MAX_COMMANDS_PER_SECOND: '100000', MAX_COMMAND_BURST: '100000' },
  });
  try {
    const ada = await enter(server.url, 'Ada');
    const stored = new Map<string, number>();
    const undecided: Post[] = [];
    for (let round = 1; round <= 2; round++) {
      let cut = false;
      const senders = Array.from({ length: 12 }, () => sendUntilCut(ada, stored, undecided, () => cut));
      while (stored.size < round * 150) await new Promise((resolve) => setTimeout(resolve, 5));
      await server.kill9();
      cut = true;
      await server.restart();
      await Promise.all(senders);
    }
    // An Outbox cannot know which of them arrived, so it sends all of them again, and so do we: twice.
    const again = [...undecided, ...undecided];
    const receipts = await Promise.all(again.map((post) => ada.client.message.send.mutate(post)));
    for (const [index, { id }] of again.entries())
      expect(receipts[index]?.seq).toBe(stored.get(id) ?? receipts[index % undecided.length]?.seq);
    for (const [index, { id }] of undecided.entries()) stored.set(id, receipts[index]?.seq ?? 0);

    await server.stop();
    const database = await openDatabase(`file:${folder}/parley.db`);
    const log = await readLog(database);
    const rows = await database.client.execute('SELECT id, seq FROM message');
    database.close();
    const places = new Map(log.map(({ seq, event }) => [event.id, seq]));
    expect(places.size).toBe(log.length);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    for (const [id, seq] of stored) expect(places.get(id)).toBe(seq);
    expect(new Map(rows.rows.map((row) => [row['id'], row['seq']]))).toEqual(stored);
  } finally {
    await server.dispose();
  }
}, 120_000);
