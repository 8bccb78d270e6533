import { expect, test } from 'vitest';
import { AnswerSync } from '#shared/sync/answer-sync.ts';
import { eventually } from '#tests/support/device.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { metric } from '#tests/support/metrics.ts';
import { anthropic, anthropicEvent } from './anthropic.ts';
import { answered, person } from './asking.ts';
import { ModelServer } from './model-server.ts';

test('a model of Anthropic is asked with our key, and its answer grows', async () => {
  await using model = await ModelServer.start(anthropic);
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const question = await ada.room.send('@ai when does the hall open?');
  const request = await model.next();
  expect(request.asked).toMatchObject({ model: 'claude-test', authorization: 'sk-very-secret' });
  expect(request.asked.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(request.asked.messages[1]?.content).toContain('Ada asks: when does the hall open?');
  const { id } = await answered(ada.room, question, '');
  const watch = new AnswerSync('lobby', ada.upstream);
  request.say('At ');
  await eventually(
    watch.subscribe,
    () => watch.answer(id)?.text,
    (text) => text === 'At ',
  );
  request.say('nine.');
  request.finish();
  await answered(ada.room, question, 'At nine.');
  expect(await metric(server.url, 'parley_ai_tokens_total{kind="input"}')).toBe(100);
  expect(await metric(server.url, 'parley_ai_tokens_total{kind="output"}')).toBe(7);
});

test('an error of Anthropic in the middle leaves what there is, with the reason', async () => {
  await using model = await ModelServer.start(anthropic);
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const question = await ada.room.send('@ai go');
  const request = await model.next();
  request.say('Half a sen');
  request.raw(anthropicEvent('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }));
  request.end();
  await answered(ada.room, question, 'Half a sen\n\n*The model anthropic/claude-test broke off in the middle.*');
});

test('an answer of Anthropic that ends without its end is one that broke off', async () => {
  await using model = await ModelServer.start(anthropic);
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const question = await ada.room.send('@ai go');
  const request = await model.next();
  request.say('Half a sen');
  request.end();
  await answered(ada.room, question, /^Half a sen\n\n\*The model anthropic\/claude-test .+\*$/u);
});

test('Anthropic is asked once more when it takes no questions for the moment; then the answer says so, without our key', async () => {
  await using model = await ModelServer.start(anthropic);
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const first = await ada.room.send('@ai one?');
  (await model.next()).refuse(429);
  const again = await model.next();
  again.say('One.');
  again.finish();
  await answered(ada.room, first, 'One.');
  const second = await ada.room.send('@ai two?');
  (await model.next()).refuse(429);
  (await model.next()).refuse(429);
  await answered(
    ada.room,
    second,
    'The model anthropic/claude-test takes no more questions for the moment. Try again in a minute.',
  );
});
