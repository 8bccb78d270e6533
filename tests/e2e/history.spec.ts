import { connect } from '#client/sdk/connect.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { expect, test } from './parley.ts';
import { scrollUpUntil } from './watch-scroll.ts';

test.use({ settings: { MAX_COMMANDS_PER_SECOND: '1000', MAX_COMMAND_BURST: '1000' } });

test('history loads upwards without moving what one reads', async ({ visitor, server }) => {
  const writer = await connect({ url: server.url, room: 'lobby', identity: await generateIdentity(), name: 'Ada' });
  const last = 300;
  // Of uneven heights, so that no guess at them is right by chance.
  for (let number = 1; number <= last; number += 1)
    await writer.send(`number ${number}.${' and some more words of it'.repeat(number % 9)}`);
  writer.close();

  const ben = await visitor('Ben');
  await ben.sees(`number ${last}.`);
  await expect(ben.message(/number 1\./)).toHaveCount(0);
  const { jumps, reached, steps } = await scrollUpUntil(ben.page, 'number 1.');
  expect(reached).toBe(true);
  expect(jumps).toEqual([]);
  expect(steps).toBeGreaterThan(5);
});
