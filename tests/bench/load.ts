import { setTimeout as sleep } from 'node:timers/promises';

/** How messages come: so many ticks, so many messages at once in each, so many ms from one tick to the next. */
export interface Load {
  readonly ticks: number;
  readonly perTick: number;
  readonly intervalMs: number;
}

/** Calls a function at every tick. A tick that came late does not make the next one late. */
export async function everyTick({ ticks, intervalMs }: Load, act: (tick: number) => void): Promise<void> {
  const start = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    const wait = start + tick * intervalMs - performance.now();
    if (wait > 0) await sleep(wait);
    act(tick);
  }
}
