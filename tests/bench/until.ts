import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds, looking every few ms. @returns whether it did within the time, in ms */
export async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > end) return false;
    await sleep(2);
  }
  return true;
}
