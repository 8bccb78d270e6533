import { expect, test } from 'vitest';
import { runChaos } from './chaos/chaos.ts';

// `npm run chaos` is the long one: 10,000 messages and 200 faults.
test(
  'people write through cut networks, to a server that is killed, from devices that crash (L2, L4, L5)',
  { timeout: 180_000 },
  async () => {
    const result = await runChaos({ seed: 20_261_123, messages: 150, faults: 8, people: 3 });
    expect(result).toMatchObject({ lost: 0, doubled: 0, reordered: 0, wrong: [], inflicted: 8 });
  },
);
