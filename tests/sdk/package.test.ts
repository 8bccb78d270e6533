import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatRoom } from '#client/sdk/chat-room.ts';
import { connect } from '#client/sdk/connect.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { opensshKeyIdentity } from '#client/sdk/openssh-key-identity.ts';
import { Openssh } from '#tests/identity/openssh.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { InstalledPackage, type Outcome } from './installed-package.ts';

let installed: InstalledPackage;
let server: ServerProcess;
let ada: ChatRoom;

beforeAll(async () => {
  [installed, server] = await Promise.all([InstalledPackage.make(), ServerProcess.start()]);
  ada = await connect({ url: server.url, room: 'lobby', identity: await generateIdentity(), name: 'Ada' });
}, 120_000);
afterAll(async () => {
  ada.close();
  installed[Symbol.dispose]();
  await server.dispose();
});

function said({ code, err }: Outcome): void {
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

describe('the package, installed by somebody else', () => {
  test('a program connects, sends and iterates', async () => {
    installed.write(
      'program.ts',
      `import { connect, generateIdentity, type Message } from 'parley/sdk';
       const room = await connect({ url: '${server.url}', room: 'workshop', identity: await generateIdentity(), name: 'Bo' });
       const heard: string[] = [];
       const reading = (async () => {
         for await (const { text } of room.messages()) if (heard.push(text) === 2) break;
       })();
       const first: Message = await room.send('one');
       await room.send('two', { replyTo: first });
       await reading;
       const history = await room.history();
       console.log(JSON.stringify([heard, history.map(({ text }) => text), history[1]?.replyTo?.id === first.id]));
       room.close();`,
    );
    const outcome = await installed.node('program.ts');
    said(outcome);
    expect(JSON.parse(outcome.out)).toEqual([['one', 'two'], ['one', 'two'], true]);
  });

  test('the bot of the examples answers', async () => {
    installed.copyExample('echo-bot.ts');
    installed.copyExample('make-key.ts');
    const { out: key } = await installed.node('make-key.ts');
    const bot = installed.start('echo-bot.ts', server.url, key.trim());
    expect(await bot.line()).toMatch(/^Listening in lobby as /u);
    const messages = ada.messages();
    const question = await ada.send('!echo good morning');
    for await (const message of messages) {
      if (message.mine) continue;
      expect(message).toMatchObject({ text: 'good morning', authorName: 'Echo', replyTo: { id: question.id } });
      break;
    }
    bot.stop();
  });

  test('its types know what is right, the examples are, and a wrong field is an error', async () => {
    installed.write(
      'right.ts',
      `import { connect, generateIdentity, Refusal, type ChatRoom, type Message, type Reason } from 'parley/sdk';
       import { opensshKeyIdentity, sshAgentIdentity } from 'parley/sdk/node';
       const room: ChatRoom = await connect({ url: 'http://localhost:1', room: 'lobby', identity: await generateIdentity(), name: 'Bo', colour: 3 });
       const message: Message = await room.send('hello', { channel: 'plans' });
       const [text, at, seq]: [string, number, number] = [message.text, message.at, message.seq];
       room.onMessage(async ({ text: words }, reply) => void (await reply(words)));
       const reason = (cause: unknown): Reason | null => (cause instanceof Refusal ? cause.reason : null);
       // @ts-expect-error a person has a name
       await connect({ url: 'http://localhost:1', room: 'lobby', identity: await generateIdentity() });
       // @ts-expect-error a channel is named by a text
       await room.send('hello', { channel: 7 });
       // @ts-expect-error there is no such field of a message
       void message.subject;
       // @ts-expect-error a message is not changed in place
       message.text = 'other';
       // @ts-expect-error there is no such reason
       void (reason(null) === 'because');
       for await (const { authorName } of room.messages({ channel: 'plans' })) void authorName;
       void [text, at, seq, opensshKeyIdentity, sshAgentIdentity];`,
    );
    installed.copyExample('echo-bot.ts');
    installed.copyExample('make-key.ts');
    const right = await installed.check('right.ts', 'echo-bot.ts', 'make-key.ts');
    expect([right.out, right.code]).toEqual(['', 0]);
    installed.write(
      'wrong.ts',
      `import type { Message } from 'parley/sdk';\nexport const subject = (message: Message): string => message.subject;\n`,
    );
    const wrong = await installed.check('wrong.ts');
    expect(wrong.code).not.toBe(0);
    expect(wrong.out).toContain("Property 'subject' does not exist on type 'Message'");
  });
});

describe('the command line of the package', () => {
  test('sends with a key of its own, which it keeps', async () => {
    const room = `${server.url}/command-line`;
    said(await installed.parley(['send', room, 'first', 'words', '--name', 'Cleo']));
    said(await installed.parley(['send', room, '--name', 'Cleo'], { input: 'a line\n\nanother line\n' }));
    const outcome = await installed.parley(['export', room, '--name', 'Cleo']);
    said(outcome);
    const messages = outcome.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { text: string; author: string; mine: boolean });
    expect(messages.map(({ text }) => text)).toEqual(['first words', 'a line', 'another line']);
    expect(messages.every(({ mine }) => mine)).toBe(true);
  });

  test('signs with an OpenSSH key, also one that a passphrase protects', async () => {
    const openssh = await Openssh.start();
    const plain = await openssh.makeKey('plain');
    const locked = await openssh.makeKey('locked', '-N', 'open sesame');
    const room = `${server.url}/ssh-keys`;
    said(await installed.parley(['send', room, 'plain', '--key', plain, '--name', 'Dora']));
    said(
      await installed.parley(['send', room, 'locked', '--key', locked, '--name', 'Emil'], {
        env: { PARLEY_PASSPHRASE: 'open sesame' },
      }),
    );
    const { out } = await installed.parley(['export', room, '--key', plain, '--name', 'Dora']);
    const authors = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { author: string }).author);
    const { userId } = await opensshKeyIdentity(plain);
    expect(authors[0]).toBe(userId);
    expect(new Set(authors).size).toBe(2);
    const refused = await installed.parley(['send', room, 'no', '--key', locked], { env: { PARLEY_PASSPHRASE: 'wrong' } });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('The passphrase is wrong') });
  });

  test('follows a room, with the messages before', async () => {
    await ada.send('before the tail');
    const tail = installed.start(
      'node_modules/parley/dist/sdk/cli.js',
      'tail',
      `${server.url}/lobby`,
      '--history',
      '1',
      '--json',
      '--name',
      'Cleo',
    );
    expect(JSON.parse(await tail.line())).toMatchObject({ text: 'before the tail', authorName: 'Ada' });
    await ada.send('while it follows');
    expect(JSON.parse(await tail.line())).toMatchObject({ text: 'while it follows', channel: 'general' });
    tail.stop();
  });

  test('says what is wrong with how it was called, and what a server refused', async () => {
    expect(await installed.parley(['sing', server.url])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no command sing.'),
    });
    expect(await installed.parley(['send', 'nowhere', 'x'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Say which room'),
    });
    expect(await installed.parley(['tail', server.url, '--colour', 'red'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('parley send'),
    });
    expect(await installed.parley(['send', `${server.url}/admin`, 'x'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('That name is kept for the server itself.'),
    });
  });
});
