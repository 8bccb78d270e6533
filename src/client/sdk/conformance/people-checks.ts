import type { EnvelopeUser } from '#shared/wire/websocket-data.ts';
import { type Check, expectThat } from './check.ts';
import type { Participant } from './participant.ts';

function userOf(participant: Participant, id: string): EnvelopeUser | undefined {
  return participant.frames.findLast((frame) => frame.type === 'ACTIVE_USERS')?.users.find((user) => user.id === id);
}

function selfOf(participant: Participant): EnvelopeUser | undefined {
  return participant.frames.findLast((frame) => frame.type === 'SELF')?.user;
}

/** People: who they are, and who is there. */
export const peopleChecks: readonly Check[] = [
  {
    id: 'people.edit',
    title: 'CLIENT_USER sets name and email: SELF for its sender, ACTIVE_USERS for everybody',
    async run(bench) {
      const [ada, other] = [await bench.join(), await bench.join()];
      for (const name of ['Ada', 'Countess']) {
        const user = { id: '', name, email: `${name.toLowerCase()}@example.org` };
        ada.send({ type: 'CLIENT_USER', user });
        await ada.until('SELF comes with the name', () => selfOf(ada)?.name === name);
        const self = selfOf(ada);
        expectThat(self !== undefined && self.id !== '', 'SELF has no id.');
        expectThat(
          self.email === user.email,
          `SELF has the email ${JSON.stringify(self.email)}, not ${JSON.stringify(user.email)}.`,
        );
        for (const participant of [ada, other])
          await participant.until('ACTIVE_USERS comes with the name', () => userOf(participant, self.id)?.name === name);
      }
      expectThat(selfOf(other) === undefined, 'SELF came to somebody else, too.');
    },
  },
  {
    id: 'people.id',
    title: 'a user’s id is the server’s choice, and the one its messages have',
    async run(bench) {
      const ada = await bench.join();
      const wanted = `made-up-${crypto.randomUUID()}`;
      ada.send({ type: 'CLIENT_USER', user: { id: wanted, name: 'Ada' } });
      await ada.until('SELF comes', () => selfOf(ada) !== undefined);
      const id = selfOf(ada)?.id;
      expectThat(id !== wanted, 'It took an id that a client made up.');
      const text = bench.text('Mine');
      ada.say(text, '1');
      const { userId } = await ada.hear(text);
      expectThat(userId === id, `SELF says ${id}, and the message ${userId}.`);
    },
  },
  {
    id: 'people.departure',
    title: 'whoever leaves is no longer in ACTIVE_USERS',
    async run(bench) {
      const [stays, leaves] = [await bench.join(), await bench.join()];
      leaves.send({ type: 'CLIENT_USER', user: { id: '', name: 'Leaving' } });
      await leaves.until('SELF comes', () => selfOf(leaves) !== undefined);
      const id = selfOf(leaves)?.id ?? '';
      await stays.until('the other is listed', () => stays.present.includes(id));
      leaves.close();
      await stays.until('they are no longer listed after they left', () => !stays.present.includes(id));
    },
  },
  {
    id: 'people.silent',
    title: 'a client that never says who it is may write and listen',
    async run(bench) {
      const [writes, listens] = [await bench.join(), await bench.join()];
      const text = bench.text('Nobody');
      writes.say(text, '');
      await listens.hear(text);
    },
  },
];
