import { expect, test } from 'vitest';
import { connectionParamsFor } from '#shared/identity/signer.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { RawClient } from '#tests/support/raw-client.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { enter, refusal, say, stockClient } from '#tests/support/stock-client.ts';

/** Runs in the server before anything else: at a signal, two things happen that nobody catches. */
const FAULTS = `process.on('SIGUSR2', () => { setTimeout(() => { throw new Error('a bug in a timer'); }); Promise.reject(new Error('a bug in a promise')); });`;

test('a bug that nobody caught ends nobody’s conversation, and what is logged tells no secrets', async () => {
  const env = {
    LOG_LEVEL: 'trace',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(FAULTS)}`,
    DATABASE_AUTH_TOKEN: 'a-token-for-nobody',
  };
  const server = await ServerProcess.start({ env });
  try {
    const ada = await enter(server.url, 'Ada');
    process.kill(server.pid ?? 0, 'SIGUSR2');
    const logged = (text: string) => server.lines.some((line) => line.includes(text));
    while (!logged('a bug in a timer') || !logged('a bug in a promise')) await say(ada, 'Still here?');
    const { ws } = ada.socket.connection as { ws: { readyState: number } };
    expect(ws.readyState).toBe(1);

    // All kinds of things that end in a log line, or might.
    const secrets = ['a-token-for-nobody', 'what nobody may read'];
    const [known, wrong] = [
      await connectionParamsFor(ada.signer, server.url, Date.now()),
      await connectionParamsFor(await generateIdentity(), 'https://other.example', Date.now()),
    ];
    for (const params of [known, known, wrong]) {
      secrets.push(params.nonce, params.signature);
      await stockClient(server.url, () => Promise.resolve(params))
        .client.server.info.query()
        .catch(() => null);
    }
    const post = await ada.compose.post('what nobody may read');
    secrets.push(post.signature, post.salt, post.contentHash);
    await ada.client.message.send.mutate(post);
    await refusal(ada.client.message.send.mutate({ ...post, channel: 'elsewhere' }));
    const raw = await RawClient.open(server.url, null, { headers: { authorization: 'Bearer hush', cookie: 'session=hush' } });
    raw.send('{"what nobody may read"');
    await raw.first(({ error }) => error !== undefined);
    await fetch(`${server.url}/%00what-nobody`, { headers: { authorization: 'Bearer hush' } }).catch(() => null);
    secrets.push('hush');
    expect(await server.stop()).toBe(0);
    const log = server.lines.join('\n');
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  } finally {
    await server.dispose();
  }
}, 90_000);
