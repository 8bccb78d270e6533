import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AnswerSync } from '#shared/sync/answer-sync.ts';
import { eventually } from '#tests/support/device.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { answered, person, until } from './asking.ts';
import { tinyGguf } from './tiny-gguf.ts';

/** What runs such files. Whoever wants these tests installs it: npm install --no-save node-llama-cpp. */
const OPTIONAL = 'node-llama-cpp';

function isInstalled(): boolean {
  try {
    return import.meta.resolve(OPTIONAL) !== '';
  } catch {
    return false;
  }
}

function modelFile(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'tiny.gguf');
  writeFileSync(path, bytes);
  return path;
}

const SENTENCE = ['tea', 'is', 'at', 'ten'];

describe.runIf(isInstalled())('a model in a file', () => {
  test('answers, and so it does the next question', async () => {
    const server = await startLocal({ AI_MODEL: modelFile(tinyGguf(SENTENCE)) });
    await using ada = await person(server.url, 'Ada');
    for (const text of ['@ai when is tea?', '@ai are you sure?']) {
      await answered(ada.room, await ada.room.send(text), 'tea is at ten');
    }
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/parley_ai_tokens_total\{kind="output"\} [1-9]/u);
  });

  test('answers several at once, and goes on with a thread', async () => {
    const server = await startLocal({ AI_MODEL: modelFile(tinyGguf(SENTENCE)), AI_CONCURRENCY: '3' });
    await using ada = await person(server.url, 'Ada');
    const questions = await Promise.all(['one', 'two', 'three'].map((text) => ada.room.send(`@ai ${text}?`)));
    const [answer] = await Promise.all(questions.map((question) => answered(ada.room, question, 'tea is at ten')));
    if (answer === undefined) throw new Error('no answer');
    await answered(ada.room, await ada.room.send('and then?', { replyTo: answer }), 'tea is at ten');
  });

  test('is stopped in the middle, and what it said stays', async () => {
    const endless = modelFile(tinyGguf(SENTENCE, { endless: true }));
    const server = await startLocal({ AI_MODEL: endless, AI_ANSWER_TOKENS: '100000' });
    await using ada = await person(server.url, 'Ada');
    const question = await ada.room.send('@ai when is tea?');
    const { id } = await answered(ada.room, question, '');
    const watch = new AnswerSync('lobby', ada.upstream);
    await eventually(
      watch.subscribe,
      () => watch.answer(id)?.text,
      (text) => text?.includes('tea is at ten tea') === true,
    );
    await ada.upstream.stopAnswer('lobby', id);
    const stopped = await until(async () => {
      const { messages } = await ada.upstream.history({ room: 'lobby', channel: 'general' });
      return messages.find((message) => message.id === id && message.state === 'stopped');
    });
    expect(stopped.content).toMatch(/^tea is at ten tea/u);
  });

  test('that would never end is cut where a message may not be longer, and answers the next question', async () => {
    const server = await startLocal({ AI_MODEL: modelFile(tinyGguf(SENTENCE, { endless: true })), MAX_MESSAGE_LENGTH: '40' });
    await using ada = await person(server.url, 'Ada');
    for (const text of ['@ai when is tea?', '@ai and when is tea?']) {
      const { text: answer } = await answered(ada.room, await ada.room.send(text), /^.{40}$/u);
      expect(answer).toMatch(/^tea is at ten tea is at ten/u);
    }
  });

  test('answers in a channel that is longer than what it can read', async () => {
    const server = await startLocal({ AI_MODEL: modelFile(tinyGguf(SENTENCE)) });
    await using ada = await person(server.url, 'Ada');
    for (let index = 0; index < 20; index++) await ada.room.send(`${index} ${'many words about tea '.repeat(20)}`);
    await answered(ada.room, await ada.room.send('@ai when is tea?'), 'tea is at ten');
  });

  test('that is none leads to a sentence', async () => {
    const server = await startLocal({ AI_MODEL: modelFile(Buffer.from('no model')) });
    await using ada = await person(server.url, 'Ada');
    await answered(ada.room, await ada.room.send('@ai when is tea?'), /could not be loaded/u);
  });
});

test.skipIf(isInstalled())('without node-llama-cpp the answer says what to install', async () => {
  const server = await startLocal({ AI_MODEL: modelFile(tinyGguf(SENTENCE)) });
  await using ada = await person(server.url, 'Ada');
  await answered(ada.room, await ada.room.send('@ai when is tea?'), /npm install node-llama-cpp/u);
});
