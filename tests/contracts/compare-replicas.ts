import type { Replica, ReplicaUpdate } from '#shared/sync/replica.ts';
import { Dice } from '#tests/support/dice.ts';
import { same } from './contract.ts';
import { rowsAfter } from './replica.ts';
import { randomLog } from './some-events.ts';

/**
 * Takes two Replicas through the same steps, by chance, as several tabs make them: of the feed from
 * various places, of older pages, of another epoch, begun anew, dropped. They must agree all the time.
 */
export async function compareByChance(seed: number, one: Replica, other: Replica): Promise<void> {
  const dice = new Dice(seed);
  const log = randomLog(seed, 'lobby', 60);
  const messages = rowsAfter(log, 'lobby').messages.filter(({ seq }) => seq !== null);
  const cursor = (): string => `${dice.next() < 0.95 ? 'one' : 'two'}.${dice.below(log.length)}`;

  function step(): ReplicaUpdate {
    const after = cursor();
    const from = Number(after.split('.')[1]);
    if (dice.next() < 0.6) {
      const entries = log.slice(from, from + dice.below(20));
      return { after, entries, cursor: `${after.split('.')[0]}.${from + entries.length}` };
    }
    const channel = dice.of(['general', 'plans']);
    const [low, high] = [dice.below(60), dice.next() < 0.3 ? Infinity : dice.below(60)];
    const within = messages.filter((row) => row.channel === channel && (row.seq ?? 0) >= low && (row.seq ?? 0) < high);
    return { after, rows: { messages: within }, stretch: { channel, from: low, before: high } };
  }

  async function both<T>(work: (replica: Replica) => Promise<T>, what: string): Promise<void> {
    const [a, b] = [await work(one), await work(other)];
    same(b, a, `After ${what}, the second replica`);
  }

  for (let turn = 0; turn < 40; turn++) {
    const chance = dice.next();
    const asOf = dice.below(log.length);
    const start = { cursor: `one.${asOf}`, rows: rowsAfter(log.slice(0, asOf), 'lobby'), newest: {}, stretches: [] };
    const update = step();
    if (turn === 0 || chance < 0.05) await both((replica) => replica.begin('lobby', start), 'beginning');
    else if (chance < 0.07) await both((replica) => replica.drop('lobby'), 'dropping');
    else await both((replica) => replica.update('lobby', update), JSON.stringify(update));
    await both((replica) => replica.room('lobby'), `turn ${turn}`);
    const [before, limit] = [dice.next() < 0.5 ? Infinity : dice.below(60), 1 + dice.below(30)];
    for (const channel of ['general', 'plans'])
      await both((replica) => replica.page('lobby', channel, before, limit), `turn ${turn}`);
  }
}
