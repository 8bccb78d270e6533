import { copyFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLog } from '#tests/support/test-log.ts';
import { openDatabase } from '#server/store/database.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { Proxy } from '#tests/support/proxy.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { connect, enter, follow, say } from '#tests/support/stock-client.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

test('a stop loses nothing that was acknowledged; clients come back by themselves and go on where they stood (L4, L5)', async () => {
  const folder = temporaryFolder();
  const server = await ServerProcess.start({
    dataDir: folder,
    env: { MAX_COMMANDS_PER_SECOND: '100000', MAX_COMMAND_BURST: '100000', DRAIN_SECONDS: '5' },
  });
  try {
    const [ada, bo] = [await enter(server.url, 'Ada'), await enter(server.url, 'Bo')];
    const his = await follow(bo);
    const stored = new Map<string, number>();
    let sending = true;
    const senders = Array.from({ length: 8 }, async () => {
      while (sending) {
        const post = await ada.compose.post('On and on');
        await ada.client.message.send.mutate(post).then(
          ({ seq }) => stored.set(post.id, seq),
          () => new Promise((resolve) => setTimeout(resolve, 5)),
        );
      }
    });
    await his.until(() => his.entries.length > 100);
    const begun = Date.now();
    expect(await server.stop()).toBe(0);
    expect(Date.now() - begun).toBeLessThan(8000);
    const acknowledged = stored.size;
    expect(acknowledged).toBeGreaterThan(100);

    await server.restart();
    await his.until(() => stored.size > acknowledged + 20);
    sending = false;
    await Promise.all(senders);
    const highest = Math.max(...stored.values());
    await his.until(() => (his.seqs.at(-1) ?? 0) >= highest);
    const heard = new Map(his.entries.map(({ seq, event }) => [event.id, seq]));
    for (const [id, seq] of stored) expect(heard.get(id)).toBe(seq);
    const { seqs } = his;
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));

    await server.stop();
    const database = await openDatabase(`file:${folder}/parley.db`);
    const log = new Map((await readLog(database)).map(({ seq, event }) => [event.id, seq]));
    database.close();
    for (const [id, seq] of stored) expect(log.get(id)).toBe(seq);
  } finally {
    await server.dispose();
  }
}, 90_000);

test('after a stop everything is in the one file', async () => {
  const folder = temporaryFolder();
  const { url, stop } = await startLocal({ DATA_DIR: folder });
  await say(await enter(url, 'Ada'), 'Take me along');
  await stop();
  const copy = temporaryFolder();
  copyFileSync(`${folder}/parley.db`, `${copy}/parley.db`);
  const { client } = await connect((await startLocal({ DATA_DIR: copy })).url);
  const { messages } = await client.message.history.query({ room: 'lobby', channel: 'general' });
  expect(messages.map(({ content }) => content)).toEqual(['Take me along']);
});

test('a stop does not wait for somebody who does not read, and takes no new connections', async () => {
  const { url, stop } = await startLocal({ DRAIN_SECONDS: '1' });
  const proxy = await Proxy.to(url);
  const [ada, stalled] = [await enter(url, 'Ada'), await enter(proxy.url, 'Bo')];
  await follow(stalled);
  proxy.stall();
  const { ws } = ada.socket.connection as { ws: WebSocket };
  const closed = new Promise<number>((resolve) => ws.addEventListener('close', (event) => resolve(event.code)));
  const begun = Date.now();
  await stop();
  expect(Date.now() - begun).toBeLessThan(5000);
  expect(await closed).toBe(1012);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
}, 60_000);
