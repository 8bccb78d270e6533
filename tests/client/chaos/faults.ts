import type { ServerProcess } from '#tests/support/server-process.ts';
import type { ChaosDevice } from './chaos-device.ts';
import type { Dice } from '#tests/support/dice.ts';

/** The kinds of faults, as often as they stand here. */
const KINDS = [
  ...Array.from({ length: 11 }, () => 'cut' as const),
  ...Array.from({ length: 4 }, () => 'stall' as const),
  ...Array.from({ length: 3 }, () => 'crash' as const),
  'cut everybody',
  'half-open',
] as const;

export type Fault = (typeof KINDS)[number] | 'kill -9';

/** Which faults come in which order: every tenth kills the server. */
export function faultsOf(dice: Dice, count: number): Fault[] {
  return Array.from({ length: count }, (_, index) => (index % 10 === 4 ? 'kill -9' : dice.of(KINDS)));
}

const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Does it, and resolves when the worst is over. */
export async function inflict(fault: Fault, dice: Dice, server: ServerProcess, devices: readonly ChaosDevice[]): Promise<void> {
  const device = dice.of(devices);
  const ms = dice.below(400);
  if (fault === 'kill -9') {
    await server.kill9();
    await soon(ms);
    await server.restart();
  } else if (fault === 'crash') device.crash();
  else if (fault === 'cut') device.network.cut();
  else if (fault === 'cut everybody') for (const { network } of devices) network.cut();
  else if (fault === 'half-open') {
    device.network.leaveHalfOpen();
    await soon(ms);
    // As when somebody comes back to the page; without that it takes until the next question whether the other side is there.
    device.focus();
  } else {
    device.network.hold();
    await soon(ms * 3);
    device.network.release();
  }
}
