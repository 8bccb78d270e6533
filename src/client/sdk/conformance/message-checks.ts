import type { ServerMessage } from '#shared/wire/websocket-data.ts';
import { type Check, expectThat } from './check.ts';

/** A server's clock and ours may differ by so much, in ms. */
const CLOCKS_MS = 600_000;

/** Messages of one check about many. */
const MANY = 20;

/** Messages: who hears them, and what is in them. */
export const messageChecks: readonly Check[] = [
  {
    id: 'message.broadcast',
    title: 'a message reaches everybody in the room, its sender too',
    async run(bench) {
      const [sender, ...others] = [await bench.join(), await bench.join(), await bench.join()];
      const text = bench.text('Hello');
      sender?.say(text, '1');
      for (const participant of [sender, ...others]) await participant?.hear(text);
    },
  },
  {
    id: 'message.fields',
    title: 'SERVER_MESSAGE has all its fields, with times in ms since 1970',
    async run(bench) {
      const sender = await bench.join();
      const text = bench.text('Fields');
      sender.say(text, '1');
      const message = await sender.hear(text);
      expectThat(message.server !== '', 'The field server is empty.');
      expectThat(message.userId !== '', 'The field userId is empty.');
      expectThat(sender.present.includes(message.userId), 'The userId is nobody’s who is present.');
      for (const name of ['created', 'updated'] as const) {
        expectThat(
          Math.abs(message[name] - Date.now()) < CLOCKS_MS,
          `${name} is ${message[name]}, which is not now in ms since 1970.`,
        );
      }
      expectThat(sender.strange.length === 0, `It sent what is no frame of the envelope: ${sender.strange[0]}`);
    },
  },
  {
    id: 'message.ids',
    title: 'a message has one id, the same for all, and no other message has it',
    async run(bench) {
      const [sender, other] = [await bench.join(), await bench.join()];
      const texts = Array.from({ length: MANY }, () => bench.text('Ids'));
      for (const [index, text] of texts.entries()) sender.say(text, String(index));
      const ids = new Set<string>();
      for (const text of texts) {
        const [own, others] = [await sender.hear(text), await other.hear(text)];
        expectThat(own.id === others.id, `One message came with two ids, ${own.id} and ${others.id}.`);
        ids.add(own.id);
      }
      expectThat(ids.size === MANY && !ids.has(''), `${MANY} messages had ${ids.size} ids.`);
    },
  },
  {
    id: 'message.optimistic-id',
    title: 'everybody gets the optimisticId of the sender, whatever it is',
    async run(bench) {
      const [sender, other] = [await bench.join(), await bench.join()];
      for (const optimisticId of [crypto.randomUUID(), '7', 'späße ✓']) {
        const text = bench.text('Optimistic');
        sender.say(text, optimisticId);
        for (const participant of [sender, other]) {
          const message = await participant.hear(text);
          expectThat(
            message.optimisticId === optimisticId,
            `It came back as ${JSON.stringify(message.optimisticId)}, not ${JSON.stringify(optimisticId)}.`,
          );
        }
      }
    },
  },
  {
    id: 'message.channel',
    title: 'a message comes in the channel that it was sent to, also one that is new',
    async run(bench) {
      const sender = await bench.join();
      for (const channel of ['general', 'conformance']) {
        const text = bench.text('Channel');
        sender.say(text, '1', channel);
        const message = await sender.hear(text);
        expectThat(message.channel === channel, `It came in ${JSON.stringify(message.channel)}, not ${JSON.stringify(channel)}.`);
      }
    },
  },
  {
    id: 'message.text',
    title: 'any text arrives as it was sent: scripts, emoji, lines, quotes, 10,000 characters',
    async run(bench) {
      const [sender, other] = [await bench.join(), await bench.join()];
      for (const about of [
        '日本語 עברית Ελλάδα',
        '👩‍👩‍👧 e\u0301',
        'two\nlines\tand a tab',
        '"quoted" \\ </script>',
        'x'.repeat(10_000),
      ]) {
        const text = bench.text(about);
        sender.say(text, '1');
        await other.hear(text);
      }
    },
  },
  {
    id: 'message.order',
    title: 'everybody hears everything, in one order, and each sender in their own',
    async run(bench) {
      const participants = [await bench.join(), await bench.join(), await bench.join()];
      const sent = participants.map(() => Array.from({ length: MANY }, () => bench.text('Order')));
      for (let index = 0; index < MANY; index++) {
        for (const [who, participant] of participants.entries()) participant.say(sent[who]?.[index] ?? '', `${who}-${index}`);
      }
      const ours = new Set(sent.flat());
      const heardBy = (messages: readonly ServerMessage[]): string[] => [
        ...new Set(messages.map(({ content }) => content).filter((text) => ours.has(text))),
      ];
      const orders: string[][] = [];
      for (const participant of participants) {
        await participant.until(`all ${ours.size} messages come`, () => heardBy(participant.messages).length === ours.size);
        orders.push(heardBy(participant.messages));
      }
      expectThat(
        orders.every((order) => order.join() === orders[0]?.join()),
        'Two participants heard the messages in different orders.',
      );
      for (const texts of sent) {
        expectThat(
          orders[0]?.filter((text) => texts.includes(text)).join() === texts.join(),
          'The messages of one sender came in another order than they were sent in.',
        );
      }
    },
  },
];
