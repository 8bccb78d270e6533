import { expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import type { Message } from '#client/sdk/message.ts';
import { AnswerSync } from '#shared/sync/answer-sync.ts';
import { eventually } from '#tests/support/device.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { answered, person, until } from './asking.ts';
import { ModelServer } from './model-server.ts';

test('a question is answered with what the model says, from the channel, and citations become links', async () => {
  await using model = await ModelServer.start();
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const fact = await ada.room.send('The hall opens at nine.');
  const question = await ada.room.send('Hello @AI, when does the hall open?');
  const request = await model.next();
  expect(request.asked.model).toBe('test-model');
  expect(request.asked.authorization).toBe('Bearer sk-very-secret');
  expect(request.asked.messages.at(-1)?.content).toContain('] ');
  expect(request.asked.messages.at(-1)?.content).toContain('Ada: The hall opens at nine.');
  expect(request.asked.messages.at(-1)?.content).toContain('when does the hall open?');
  request.say('At nine [');
  request.say('1]. Bring [99] tea.');
  request.finish();
  const answer = await answered(ada.room, question, /tea\.$/u);
  expect(answer.authorName).toBe('Parley AI');
  expect(answer.text).toMatch(
    new RegExp(`^At nine \\[Ada, [^\\]]+\\]\\(/lobby/general#${fact.id}\\)\\. Bring \\[99\\] tea\\.$`, 'u'),
  );
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('parley_ai_tokens_total{kind="input"} 100');
});

test('everybody sees the text grow, and who comes late sees the whole of it so far', async () => {
  await using model = await ModelServer.start();
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  await using bo = await person(server.url, 'Bo');
  const question = await ada.room.send('@ai tell me a story');
  const { id } = await answered(ada.room, question, '');
  const request = await model.next();
  const early = new AnswerSync('lobby', bo.upstream);
  const endEarly = early.subscribe(() => undefined);
  request.say('Once upon a time ');
  await eventually(
    early.subscribe,
    () => early.answer(id)?.text,
    (text) => text === 'Once upon a time ',
  );
  const late = new AnswerSync('lobby', ada.upstream);
  request.say('there was a log.');
  await eventually(
    late.subscribe,
    () => late.answer(id)?.text,
    (text) => text === 'Once upon a time there was a log.',
  );
  await eventually(
    early.subscribe,
    () => early.answer(id)?.text,
    (text) => text === 'Once upon a time there was a log.',
  );
  request.finish();
  await answered(bo.room, question, 'Once upon a time there was a log.');
  await eventually(
    early.subscribe,
    () => early.answer(id),
    (answer) => answer === undefined,
  );
  endEarly();
});

test('who asked may stop an answer and go on with it; nobody else may', async () => {
  await using model = await ModelServer.start();
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  await using bo = await person(server.url, 'Bo');
  const question = await ada.room.send('@ai count to four');
  const first = await model.next();
  first.say('One, two');
  const { id } = await answered(ada.room, question, '');
  const watch = new AnswerSync('lobby', ada.upstream);
  await eventually(
    watch.subscribe,
    () => watch.answer(id)?.text,
    (text) => text === 'One, two',
  );
  await expect(bo.upstream.stopAnswer('lobby', id)).rejects.toThrow('Only who asked');
  await ada.upstream.stopAnswer('lobby', id);
  await first.closed;
  await answered(ada.room, question, 'One, two');
  await ada.upstream.askAgain('lobby', id);
  const second = await model.next();
  expect(second.asked.messages.at(-2)).toMatchObject({ role: 'assistant', content: 'One, two' });
  second.say(', three, four');
  second.finish();
  await answered(ada.room, question, 'One, two, three, four');
});

test('a server killed in the middle of an answer marks it as broken off when it is back', { timeout: 60_000 }, async () => {
  await using model = await ModelServer.start();
  await using server = await ServerProcess.start({ env: model.env });
  const identity = await generateIdentity();
  await using ada = await person(server.url, 'Ada', identity);
  const question = await ada.room.send('@ai write for long');
  const request = await model.next();
  // A checkpoint is made with the first piece that comes two seconds after the last one.
  const feeding = setInterval(() => request.say('word '), 200);
  await answered(ada.room, question, /word/u).finally(() => clearInterval(feeding));
  await server.kill9();
  await server.restart();
  await using again = await person(server.url, 'Ada', identity);
  const row = await until(async () => {
    const page = await again.upstream.history({ room: 'lobby', channel: 'general' });
    return page.messages.find(({ state, replyId }) => replyId === question.id && state === 'interrupted');
  });
  expect(row.content).toMatch(/^(?:word )+$/u);
});

test.each([
  ['refuses the key', (request: Awaited<ReturnType<ModelServer['next']>>) => request.refuse(401), /refused our key/u],
  ['does not exist', (request: Awaited<ReturnType<ModelServer['next']>>) => request.refuse(404), /does not exist/u],
])('a model that %s leads to a sentence that says so, and the key stays secret', async (_what, act, sentence) => {
  await using model = await ModelServer.start();
  await using server = await ServerProcess.start({ env: model.env });
  await using ada = await person(server.url, 'Ada');
  const question = await ada.room.send('@ai hello?');
  act(await model.next());
  const { text } = await answered(ada.room, question, sentence);
  expect(text).not.toContain('sk-very-secret');
  expect(server.lines.join('\n')).not.toContain('sk-very-secret');
});

test('a model that breaks off leaves what there is, with the reason', async () => {
  await using model = await ModelServer.start();
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const question = await ada.room.send('@ai go');
  const request = await model.next();
  const { id } = await answered(ada.room, question, '');
  const watch = new AnswerSync('lobby', ada.upstream);
  request.say('Half a sen');
  await eventually(
    watch.subscribe,
    () => watch.answer(id)?.text,
    (text) => text === 'Half a sen',
  );
  request.breakOff();
  await answered(ada.room, question, /^Half a sen\n\n\*The model test-model .+\*$/u);
});

test('a model that talks nonsense leads to a sentence, and the next question is answered', async () => {
  await using model = await ModelServer.start();
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const question = await ada.room.send('@ai go');
  const request = await model.next();
  request.raw('data: {"not": "what you think\n\ndata: [DONE]\n\n');
  request.end();
  await answered(ada.room, question, /model/u);
  const next = await ada.room.send('@ai and now?');
  const good = await model.next();
  good.say('Now it works.');
  good.finish();
  await answered(ada.room, next, 'Now it works.');
});

test('whoever asks too often is told so where they asked', async () => {
  const server = await startLocal({ AI_MODEL: 'built-in', AI_QUESTIONS_PER_MINUTE: '2' });
  await using ada = await person(server.url, 'Ada');
  const questions = [await ada.room.send('@ai one'), await ada.room.send('@ai two'), await ada.room.send('@ai three')];
  await answered(ada.room, questions[2] as Message, /too fast|Wait a moment/u);
});

test('without a model the assistant finds what was said, says where, and what it is', async () => {
  const server = await startLocal({ AI_MODEL: 'built-in' });
  await using ada = await person(server.url, 'Ada');
  await using bo = await person(server.url, 'Bo');
  const fact = await bo.room.send('The soldering irons are in the blue crate.');
  await answered(
    ada.room,
    await ada.room.send('@AI where are the soldering irons?'),
    new RegExp(`blue crate.+#${fact.id}\\)`, 'u'),
  );
  await answered(ada.room, await ada.room.send('@AI who knows about quantum gravity?'), /found nothing.+no language model/su);
  await bo.room.send('Does anybody have a ladder?');
  await answered(ada.room, await ada.room.send('@ai what did I miss?'), /One message.+ladder/su);
});

test('an answer to the AI continues the thread; the AI does not answer itself', async () => {
  await using model = await ModelServer.start();
  const server = await startLocal(model.env);
  await using ada = await person(server.url, 'Ada');
  const question = await ada.room.send('@ai what is 2 + 2?');
  const first = await model.next();
  first.say('It is 4, says @AI.');
  first.finish();
  const answer = await answered(ada.room, question, /4/u);
  const followUp = await ada.room.send('and twice that?', { replyTo: answer });
  const second = await model.next();
  expect(second.asked.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  second.say('8');
  second.finish();
  await answered(ada.room, followUp, '8');
  expect((await ada.room.history({ limit: 50 })).filter(({ mine }) => !mine)).toHaveLength(2);
});

test('many questions at once are all answered, each once, and none is left half-written', async () => {
  const server = await startLocal({
    AI_MODEL: 'built-in',
    AI_CONCURRENCY: '1',
    AI_QUEUE_PER_ROOM: '100',
    AI_QUESTIONS_PER_MINUTE: '1000',
  });
  await using ada = await person(server.url, 'Ada');
  const questions = await Promise.all(Array.from({ length: 30 }, (_, index) => ada.room.send(`@ai help ${index}`)));
  const answers = await until(async () => {
    const { messages } = await ada.upstream.history({ room: 'lobby', channel: 'general', limit: 100 });
    const finished = messages.filter(({ replyId, state }) => replyId !== null && state === null);
    return finished.length === questions.length ? finished : undefined;
  });
  expect(new Set(answers.map(({ replyId }) => replyId))).toEqual(new Set(questions.map(({ id }) => id)));
  for (const { content } of answers) expect(content).toContain('I have no language model');
});
