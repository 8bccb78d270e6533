import { Absent, type Check, expectThat } from './check.ts';

/** What no server should stumble over. */
const MALFORMED: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '7',
  '{}',
  '{"type":1}',
  '{"type":"CLIENT_MESSAGE"}',
  '{"type":"CLIENT_MESSAGE","content":7,"channel":"general","optimisticId":"1"}',
  '{"type":"CLIENT_MESSAGE","content":"x","channel":["general"],"optimisticId":"1"}',
  '{"type":"CLIENT_USER"}',
  '{"type":"CLIENT_USER","user":"Ada"}',
];

/** Messages sent through a connection that breaks off again and again, and after how many it does. */
const SENT = 30;
const BREAK_AFTER = 10;

/** Bad input, and bad networks. */
export const robustnessChecks: readonly Check[] = [
  {
    id: 'input.malformed',
    title: 'frames that cannot be read, and types nobody knows, are ignored; the connection stays',
    async run(bench) {
      const [sender, other] = [await bench.join(), await bench.join()];
      const before = other.messages.length;
      for (const frame of MALFORMED) sender.send(frame);
      for (const type of ['HELLO', 'SERVER_MESSAGE', 'SELF'])
        sender.send({ type, content: 'x', channel: 'general', optimisticId: '1', user: { id: 'x' } });
      const text = bench.text('Still here');
      sender.say(text, '1');
      await sender.hear(text);
      await other.hear(text);
      const others = other.messages.slice(before).filter(({ content }) => content !== text);
      expectThat(others.length === 0, `It made a message of one: ${JSON.stringify(others[0]?.content)}`);
    },
  },
  {
    id: 'input.extra-fields',
    title: 'fields that nobody knows are ignored',
    async run(bench) {
      const sender = await bench.join();
      const text = bench.text('Extra');
      sender.send({
        type: 'CLIENT_MESSAGE',
        content: text,
        channel: 'general',
        optimisticId: '1',
        created: '1700000000000',
        mood: { good: true },
      });
      await sender.hear(text);
    },
  },
  {
    id: 'reconnect.loss',
    title: 'nobody else loses a message while its sender’s connection breaks off and comes back',
    async run(bench) {
      const listener = await bench.join();
      const texts = Array.from({ length: SENT }, () => bench.text('Reconnect'));
      for (let start = 0; start < SENT; start += BREAK_AFTER) {
        const sender = await bench.join();
        const part = texts.slice(start, start + BREAK_AFTER);
        for (const text of part) sender.say(text, crypto.randomUUID());
        for (const text of part) await sender.hear(text);
        sender.close();
      }
      for (const text of texts) await listener.hear(text);
    },
  },
  {
    id: 'reconnect.once',
    title: 'a message sent again with the same strong optimisticId, also by another connection, is no second one',
    async run(bench) {
      const [first, second, listener] = [await bench.join(), await bench.join(), await bench.join()];
      const [text, end] = [bench.text('Once'), bench.text('End')];
      const optimisticId = crypto.randomUUID();
      for (const participant of [first, second]) {
        participant.say(text, optimisticId);
        await participant.hear(text);
      }
      second.say(end, crypto.randomUUID());
      await listener.hear(end);
      const ids = new Set(listener.messages.filter(({ content }) => content === text).map(({ id }) => id));
      if (ids.size > 1) throw new Absent('It made two messages of it.');
    },
  },
  {
    id: 'history.on-join',
    title: '?history=N tells a newcomer the last N messages, oldest first',
    async run(bench) {
      const sender = await bench.join();
      const texts = Array.from({ length: 3 }, () => bench.text('History'));
      for (const [index, text] of texts.entries()) sender.say(text, String(index));
      for (const text of texts) await sender.hear(text);
      const newcomer = await bench.join(bench.address(`/${encodeURIComponent(bench.room)}?history=3`));
      const end = bench.text('End');
      newcomer.say(end, '1');
      await newcomer.hear(end);
      const told = newcomer.messages.map(({ content }) => content).filter((text) => text !== end);
      if (told.length === 0) throw new Absent('It told nothing of what was said before.');
      expectThat(told.join() === texts.join(), `It told ${told.length} messages, not the last 3 in their order.`);
    },
  },
];
