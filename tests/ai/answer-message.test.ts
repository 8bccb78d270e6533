import { expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { AnswerMessage } from '#server/ai/answer-message.ts';
import type { Command } from '#shared/chat/chat.ts';
import { newId } from '#shared/identity/signer.ts';

const place = { room: 'lobby', channel: 'general', id: newId(), question: { author: 'ada', id: newId() } };

test('an answer that is ready before its message is stored waits for it, and is an edit', async () => {
  const performed: Command[] = [];
  const storing = Promise.withResolvers<void>();
  const message = new AnswerMessage(
    place,
    await generateIdentity(),
    async (command) => {
      performed.push(command);
      await storing.promise;
    },
    null,
  );
  const posted = message.write('', 'writing');
  const finished = message.write('The whole answer');
  storing.resolve();
  await Promise.all([posted, finished]);
  expect(performed).toMatchObject([
    { type: 'message.post', id: place.id, content: '', state: 'writing' },
    { type: 'message.edit', target: place.id, rev: 1, content: 'The whole answer' },
  ]);
  expect(performed[1]).not.toHaveProperty('state');
});

test('a message that could not be stored is posted with the next text', async () => {
  const performed: Command[] = [];
  const message = new AnswerMessage(
    place,
    await generateIdentity(),
    async (command) => {
      performed.push(command);
      if (performed.length === 1) throw new Error('The disk is full.');
    },
    null,
  );
  await expect(message.write('', 'writing')).rejects.toThrow('The disk is full.');
  await message.write('Later');
  expect(performed[1]).toMatchObject({ type: 'message.post', id: place.id, content: 'Later' });
});
