import { describe, expect, test } from 'vitest';
import { nameId } from '#shared/chat/text.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { connect, enter, type Guest, namesIn, refusal, say } from '#tests/support/stock-client.ts';

async function reasonFor(guest: Guest, content: string): Promise<unknown> {
  return (await refusal(say(guest, content))).reason;
}

describe('the text of a message', () => {
  test('may have 16,000 characters, and not one more; how many it has is told', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    expect(await say(ada, 'x'.repeat(16_000))).toBeGreaterThan(0);
    const { reason, message } = await refusal(say(ada, 'x'.repeat(16_001)));
    expect(reason).toBe('text-too-long');
    expect(message).toContain('16,001 of at most 16,000');
    expect(await reasonFor(ada, 'line\n'.repeat(100_000 / 8))).toBe('text-too-long');
    // Whatever the script, even where each character is written as an escape.
    expect(await say(ada, '\u{1f600}'.repeat(8000))).toBeGreaterThan(0);
    expect(await say(ada, '"'.repeat(16_000))).toBeGreaterThan(0);
  });

  test.each([
    ['nothing', '', 'text-empty'],
    ['only spaces', ' \n\t ', 'text-empty'],
    ['a NUL', 'a\u0000b', 'text-unreadable'],
    ['an escape character', 'a\u001b[31mb', 'text-unreadable'],
    ['a carriage return', 'a\r\nb', 'text-unreadable'],
    ['a control of the second row', 'a\u0085b', 'text-unreadable'],
  ])('%s is refused with the right reason', async (_name, content, reason) => {
    const { url } = await startLocal();
    expect(await reasonFor(await enter(url, 'Ada'), content)).toBe(reason);
  });

  test('half a character is refused, though nobody can have signed it', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const whole = await ada.compose.post('whole');
    for (const half of ['half \ud83d', '\udc00', 'a\ud83d\ud83db']) {
      const { reason } = await refusal(ada.client.message.send.mutate({ ...whole, content: half }));
      expect(['text-unreadable', 'signature-invalid']).toContain(reason);
    }
    expect((await ada.client.message.history.query({ room: 'lobby', channel: 'general' })).messages).toEqual([]);
  });

  test('comes back as it was, in every script, with tabs, lines, markup and what looks like SQL', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const texts = [
      '日本語',
      'עברית',
      '👩🏽‍🚀🏳️‍🌈',
      'e\u0301',
      '\ttab\n\n  lines',
      '<script>alert(1)</script>',
      "'); DROP TABLE log; --",
      '\u202eRTL\u202c',
      '\ufeff',
      '\uffff',
      '%s {0} ${x}',
    ];
    for (const text of texts) await say(ada, text === '\ufeff' ? `x${text}` : text);
    const { messages } = await ada.client.message.history.query({ room: 'lobby', channel: 'general' });
    expect(messages.map(({ content }) => content)).toEqual(texts.map((text) => (text === '\ufeff' ? `x${text}` : text)));
  });

  test('by a device whose clock is in the future is refused with the difference, and one from long ago is taken', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const post = (authoredAt: number) => ada.compose.post('When?', { authoredAt });
    const { reason, message } = await refusal(ada.client.message.send.mutate(await post(Date.now() + 3_600_000)));
    expect(reason).toBe('clock-skew');
    expect(message).toMatch(/ahead/u);
    expect(await refusal(ada.client.message.send.mutate(await post(8_640_000_000_000_001)))).toMatchObject({ reason: 'invalid' });
    expect(await refusal(ada.client.message.send.mutate(await post(1.5)))).toMatchObject({ reason: 'invalid' });
    // It waited in an Outbox for a week.
    expect(await ada.client.message.send.mutate(await post(Date.now() - 7 * 86_400_000))).toEqual({
      seq: expect.any(Number) as number,
    });
  });
});

describe('the name of a person', () => {
  test.each([
    ['a right-to-left override', 'Ada\u202e'],
    ['an isolate', '\u2066Ada'],
    ['a zero-width space', 'A\u200bda'],
    ['a control character', 'Ada\u0007'],
    ['a line break', 'Ada\nAdmin'],
    ['spaces around', ' Ada '],
    ['spaces only', '   '],
    ['decomposed letters', 'Ade\u0301le'],
    ['61 characters', 'x'.repeat(61)],
  ])('%s is refused', async (_name, name) => {
    const { url } = await startLocal();
    const ada = await connect(url);
    await ada.client.room.create.mutate(await ada.compose.createRoom());
    expect((await refusal(ada.client.user.update.mutate(await ada.compose.profile(name)))).reason).toBe('name-invalid');
  });

  test.each(['Ada', 'Žofie', '日本 太郎', '👩🏽‍🚀', 'O’Brien-Smith', 'x'.repeat(60), '__proto__', 'constructor'])(
    '%s is a name',
    async (name) => {
      const { url } = await startLocal();
      const ada = await enter(url, name);
      expect(await namesIn(ada)).toEqual([name]);
    },
  );

  test('half a character is refused, though nobody can have signed it', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const profile = await ada.compose.profile('Ada Lovelace', { rev: 2 });
    expect((await refusal(ada.client.user.update.mutate({ ...profile, name: 'Ada\ud83d' }))).reason).toBe('text-unreadable');
  });

  test('two changes of one revision: the second is told to look again', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const [one, other] = [await ada.compose.profile('Countess', { rev: 2 }), await ada.compose.profile('Lovelace', { rev: 2 })];
    await ada.client.user.update.mutate(one);
    expect((await refusal(ada.client.user.update.mutate(other))).reason).toBe('conflict');
  });
});

describe('the name of a room', () => {
  test.each(['trpc', 'healthz', 'metrics', 'assets', 'api', 'index.html', 'favicon.ico', 'sw.js', 'robots.txt'])(
    '%s is kept for the server',
    async (room) => {
      const { url } = await startLocal();
      const ada = await connect(url);
      expect((await refusal(ada.client.room.create.mutate(await ada.compose.createRoom({ room })))).reason).toBe('name-reserved');
    },
  );

  test.each([
    '',
    '.',
    '..',
    'a/b',
    'Lobby',
    'a b',
    '-a',
    'a-',
    '@ada',
    'a'.repeat(81),
    'a%2fb',
    'a?b',
    'a#b',
    '\u202ea',
    'a\u0000',
  ])('%j is none', async (room) => {
    const { url } = await startLocal();
    const ada = await connect(url);
    expect((await refusal(ada.client.room.create.mutate(await ada.compose.createRoom({ room })))).reason).toBe('invalid');
  });

  test.each(['lobby', 'žabí-kaluž', '日本語', 'x', 'a.b', 'a_b', '1', '👩🏽‍🚀', '__proto__', 'constructor', 'a'.repeat(80)])(
    '%s is one, and people talk in it',
    async (room) => {
      expect(nameId(room)).toBe(room);
      const { url } = await startLocal();
      const ada = await enter(url, 'Ada', { room });
      await say(ada, `Hello ${room}`);
      const { page } = await ada.client.room.snapshot.query({ room, channel: 'general' });
      expect(page?.messages.map(({ content }) => content)).toEqual([`Hello ${room}`]);
    },
  );

  test('one that nobody made has nothing in it, and takes nothing', async () => {
    const { url } = await startLocal();
    const ada = await connect(url);
    expect(await ada.client.room.snapshot.query({ room: 'nowhere' })).toMatchObject({ room: null, channels: [], users: [] });
    expect((await refusal(say(ada, 'Hello?'))).reason).toBe('no-profile');
    expect((await refusal(ada.client.user.update.mutate(await ada.compose.profile('Ada')))).reason).toBe('not-found');
    expect((await refusal(ada.client.channel.create.mutate(await ada.compose.createChannel('Ideas')))).reason).toBe('not-found');
  });
});

describe('a channel', () => {
  test('takes messages in its own room only, once it is made and while it is not archived', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const send = async (channel: string) => ada.client.message.send.mutate(await ada.compose.post('Here', { channel }));
    expect((await refusal(send('ideas'))).reason).toBe('not-found');
    await ada.client.channel.create.mutate(await ada.compose.createChannel('Ideas'));
    await send('ideas');
    await ada.client.channel.change.mutate(await ada.compose.changeChannel('ideas', 1, { name: 'Ideas', archived: true }));
    expect((await refusal(send('ideas'))).reason).toBe('archived');
    await ada.client.channel.change.mutate(await ada.compose.changeChannel('ideas', 2, { name: 'Plans', archived: false }));
    await send('ideas');
  });

  test('has a name that no other has, however it is written', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const create = async (name: string, channel?: string) =>
      ada.client.channel.create.mutate(await ada.compose.createChannel(name, channel === undefined ? {} : { channel }));
    await create('Big Ideas');
    for (const name of ['big ideas', 'BIG IDEAS', 'big-ideas', 'Big  Ideas!']) {
      expect(['name-taken', 'name-invalid'], name).toContain((await refusal(create(name))).reason);
    }
    expect((await refusal(create('Other', 'not-its-name'))).reason).toBe('name-invalid');
    expect((await refusal(create('!!!', 'x'))).reason).toBe('name-invalid');
  });
});
