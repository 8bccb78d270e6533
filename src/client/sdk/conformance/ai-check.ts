import type { ServerMessage } from '#shared/wire/websocket-data.ts';
import { Absent, type Check, expectThat } from './check.ts';
import { Nonconformance } from './participant.ts';

/** Without a new version for so long, in ms, an answer is taken for finished. */
const QUIET_MS = 3000;

/** `@ai`: the answer, sent again and again while it grows. */
export const aiCheck: Check = {
  id: 'ai.streaming',
  title: '@ai is answered by a user who is listed; while the answer grows it keeps its id, and updated grows',
  async run(bench) {
    const sender = await bench.join();
    const text = `@ai ${bench.text('Say three words.')}`;
    sender.say(text, '1');
    const { userId, id: question } = await sender.hear(text);
    const answers = (): ServerMessage[] => {
      const { messages } = sender;
      return messages
        .slice(messages.findIndex(({ id }) => id === question))
        .filter((message) => message.userId !== userId && message.id !== question);
    };
    await sender
      .until('an answer comes', () => answers().length > 0)
      .catch((cause: unknown) => {
        if (cause instanceof Nonconformance && sender.closed === null) throw new Absent('Nobody answered.');
        throw cause;
      });
    const [first] = answers();
    const versions = (): ServerMessage[] => answers().filter(({ id }) => id === first?.id);
    for (let count = 0; count !== versions().length;) {
      count = versions().length;
      await sender.until('it goes on', () => versions().length > count, QUIET_MS).catch(() => undefined);
    }
    expectThat(sender.present.includes(first?.userId ?? ''), 'Whoever answered is not in ACTIVE_USERS.');
    for (const [index, version] of versions().entries()) {
      const next = versions()[index + 1];
      expectThat(next === undefined || next.updated > version.updated, 'A later version has no later updated.');
      expectThat(next === undefined || next.created === version.created, 'Two versions were created at different times.');
    }
    expectThat(versions().at(-1)?.content !== '', 'The answer is empty.');
  },
};
