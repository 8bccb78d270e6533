import { type Check, expectThat } from './check.ts';

/** Rooms: how one gets into them, and what stays inside. */
export const joinChecks: readonly Check[] = [
  {
    id: 'join.room-required',
    title: 'without a room the connection is closed with code 3000',
    async run(bench) {
      const participant = bench.connect(bench.address('/'));
      await participant.until('it closes a connection without a room', () => participant.closed !== null);
      const { code = 0, reason = '' } = participant.closed ?? {};
      expectThat(code === 3000, `It closed with ${code} ${JSON.stringify(reason)}, not 3000 "Room required".`);
    },
  },
  {
    id: 'join.query',
    title: '/?room=name is the same room as /name',
    async run(bench) {
      const byPath = await bench.join(bench.address(`/${encodeURIComponent(bench.room)}`));
      const byQuery = await bench.join(bench.address(`/?room=${encodeURIComponent(bench.room)}`));
      const text = bench.text('By path');
      byPath.say(text, '1');
      await byQuery.hear(text);
    },
  },
  {
    id: 'join.active-users',
    title: 'whoever joins is told of all who are present, themselves included, and so are the others',
    async run(bench) {
      const first = await bench.join();
      const before = new Set(first.present);
      const second = await bench.join();
      const same = (): boolean => first.present.toSorted().join() === second.present.toSorted().join();
      await first.until(
        'both are told of the same people, the newcomer among them',
        () => same() && first.present.some((id) => !before.has(id)),
      );
      expectThat(new Set(second.present).size === second.present.length, 'Somebody is listed twice.');
      expectThat(!second.present.includes(''), 'Somebody is listed without an id.');
    },
  },
  {
    id: 'join.rooms-apart',
    title: 'what is said in one room is not heard in another',
    async run(bench) {
      const [here, there] = [await bench.join(), await bench.join(bench.address(`/${encodeURIComponent(`${bench.room}-2`)}`))];
      const [secret, end] = [bench.text('Only here'), bench.text('Only there')];
      here.say(secret, '1');
      await here.hear(secret);
      there.say(end, '2');
      await there.hear(end);
      expectThat(
        there.messages.every(({ content }) => content !== secret),
        'A message was heard in another room.',
      );
    },
  },
];
