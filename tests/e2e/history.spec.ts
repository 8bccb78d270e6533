import { expect, test } from './parley.ts';
import { scrollUpUntil } from './watch-scroll.ts';

test.use({ settings: { MAX_COMMANDS_PER_SECOND: '1000', MAX_COMMAND_BURST: '1000' } });

test('history loads upwards without moving what one reads', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const last = 180;
  // Of uneven heights, so that no guess at them is right by chance.
  for (let number = 1; number <= last; number += 1) await ada.say(`number ${number}.${'\nand a line'.repeat(number % 4)}`);
  await ada.seesStored(`number ${last}.`);

  // Somebody new has only the newest messages.
  const ben = await visitor('Ben');
  await ben.sees(`number ${last}.`);
  await expect(ben.message(/number 1\./)).toHaveCount(0);
  const { jumps, reached, steps } = await scrollUpUntil(ben.page, 'number 1.');
  expect(reached).toBe(true);
  expect(steps).toBeGreaterThan(5);
  expect(jumps).toEqual([]);
});
