import { describe, expect, test } from 'vitest';
import { enter, type Guest } from '#tests/support/stock-client.ts';
import { startLocal } from '#tests/support/local-server.ts';

type Request = Parameters<Guest['client']['message']['history']['query']>[0];

/** Two channels in each of which somebody wrote by turns. */
async function wroteMuch(count: number): Promise<Guest> {
  const { url } = await startLocal();
  const ada = await enter(url, 'Ada');
  await ada.client.channel.create.mutate(await ada.compose.createChannel('other'));
  // All of one millisecond: what pages by time would lose or double them.
  const authoredAt = Date.now();
  const posts = Array.from({ length: count }, (_, index) =>
    ada.compose.post(`${index}`, { authoredAt, channel: index % 3 === 2 ? 'other' : 'general' }),
  );
  await Promise.all((await Promise.all(posts)).map((post) => ada.client.message.send.mutate(post)));
  return ada;
}

async function page({ client }: Guest, request: Omit<Request, 'room' | 'channel'>) {
  const { messages, reachedStart, reachedEnd } = await client.message.history.query({
    room: 'lobby',
    channel: 'general',
    ...request,
  });
  return {
    texts: messages.map(({ content }) => Number(content)),
    seqs: messages.map(({ seq }) => seq ?? 0),
    reachedStart,
    reachedEnd,
  };
}

const inGeneral = Array.from({ length: 150 }, (_, index) => index).filter((index) => index % 3 !== 2);

describe('pages of a channel', () => {
  test('backwards, forwards and around a message, nothing is lost, doubled or of another channel', async () => {
    const ada = await wroteMuch(150);

    let backwards: number[] = [];
    let before: number | undefined;
    for (let reached = false; !reached;) {
      const found = await page(ada, { limit: 7, ...(before === undefined ? {} : { before }) });
      backwards = [...found.texts, ...backwards];
      before = found.seqs[0];
      reached = found.reachedStart;
    }
    expect(backwards).toEqual(inGeneral);

    const forwards: number[] = [];
    let after = 0;
    for (let reached = false; !reached;) {
      const found = await page(ada, { limit: 7, after });
      forwards.push(...found.texts);
      after = found.seqs.at(-1) ?? after;
      reached = found.reachedEnd;
    }
    expect(forwards).toEqual(inGeneral);

    const all = await page(ada, { limit: 200 });
    const middle = all.seqs[40] ?? 0;
    const around = await page(ada, { around: middle, limit: 10 });
    expect(around.seqs).toEqual(all.seqs.slice(36, 46));
    expect(around).toMatchObject({ reachedStart: false, reachedEnd: false });
    expect(await page(ada, { around: all.seqs[0] ?? 0, limit: 10 })).toMatchObject({ reachedStart: true, reachedEnd: false });
    expect(await page(ada, { around: all.seqs.at(-1) ?? 0, limit: 10 })).toMatchObject({ reachedStart: false, reachedEnd: true });
  });

  test('of the longest messages are smaller, and nothing is lost between them', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    for (let index = 0; index < 40; index++)
      await ada.client.message.send.mutate(await ada.compose.post(`${index} ${'語'.repeat(15_990)}`));
    const read: number[] = [];
    let pages = 0;
    let after = 0;
    for (let reached = false; !reached; pages++) {
      const found = await ada.client.message.history.query({ room: 'lobby', channel: 'general', after, limit: 200 });
      read.push(...found.messages.map(({ content }) => Number.parseInt(content ?? '', 10)));
      after = found.messages.at(-1)?.seq ?? after;
      reached = found.reachedEnd;
    }
    expect(read).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(pages).toBeGreaterThan(2);
    const newest = await ada.client.message.history.query({ room: 'lobby', channel: 'general', limit: 200 });
    expect(newest).toMatchObject({ reachedStart: false, reachedEnd: true });
    expect(newest.messages.at(-1)?.seq).toBe(after);
  });

  test('an empty channel has one empty page with both ends', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    expect(await page(ada, {})).toEqual({ texts: [], seqs: [], reachedStart: true, reachedEnd: true });
  });

  test('a page that holds just what there is says so on the next one at the latest', async () => {
    const ada = await wroteMuch(3);
    const found = await page(ada, { limit: 2 });
    expect(found.texts).toEqual([0, 1]);
    const next = await page(ada, { limit: 2, before: found.seqs[0] ?? 0 });
    expect(next).toMatchObject({ texts: [], reachedStart: true });
  });

  test('messages that are replied to come along, wherever they stand', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const first = await ada.compose.post('A question');
    await ada.client.message.send.mutate(first);
    for (let index = 0; index < 5; index++) await ada.client.message.send.mutate(await ada.compose.post('Between'));
    await ada.client.message.send.mutate(
      await ada.compose.post('The answer', { replyTo: { author: ada.signer.userId, id: first.id } }),
    );
    const { messages, quoted } = await ada.client.message.history.query({ room: 'lobby', channel: 'general', limit: 2 });
    expect(messages.map(({ content }) => content)).toEqual(['Between', 'The answer']);
    expect(quoted.map(({ content }) => content)).toEqual(['A question']);
  });
});
