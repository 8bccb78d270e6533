import { setTimeout as sleep } from 'node:timers/promises';
import type { Signer } from '#shared/identity/signer.ts';
import { percentile } from './statistics.ts';
import { requestFrame, TrpcConnection } from './trpc-connection.ts';

/** How a reader who was away catches up, and how others fare meanwhile. */
export interface CatchUp {
  readonly entriesPerSecond: number;
  /** ms that others wait for the simplest of answers while it goes on. */
  readonly othersP50: number;
  readonly othersP99: number;
}

const WITHIN_MS = 60_000;

/**
 * Follows a room from so many entries ago until its newest.
 * @throws {Error} where the newest entry does not come within a minute.
 */
export async function catchUp(
  origin: string,
  signers: readonly [Signer, Signer],
  room: string,
  behind: number,
): Promise<CatchUp> {
  const [reader, other] = signers;
  const bystander = await TrpcConnection.open(origin, other);
  const { asOf } = (await bystander.request('query', 'room.snapshot', { room })) as { asOf: string };
  const [epoch, newest] = asOf.split('.');
  const after = `${epoch}.${Number(newest) - behind}`;
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<'arrived'>();
  let entries = 0;
  const connection = await TrpcConnection.open(origin, reader, (text) => {
    entries += text.split('"seq":').length - 1;
    if (text.includes(`"id":"${asOf}"`)) arrive('arrived');
  });
  const start = performance.now();
  connection.send(requestFrame(1, 'subscription', 'feed.live', { room, after }));
  const waits: number[] = [];
  for (;;) {
    if (performance.now() - start > WITHIN_MS) throw new Error(`${entries} of ${behind} entries came within a minute`);
    const asked = performance.now();
    await bystander.request('query', 'server.info', undefined);
    waits.push(performance.now() - asked);
    if ((await Promise.race([arrived, sleep(5)])) === 'arrived') break;
  }
  const seconds = (performance.now() - start) / 1000;
  connection.close();
  bystander.close();
  if (entries !== behind) throw new Error(`${entries} entries came instead of ${behind}`);
  return { entriesPerSecond: entries / seconds, othersP50: percentile(waits, 0.5), othersP99: percentile(waits, 0.99) };
}
