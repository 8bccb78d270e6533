import { filesWith } from '#tests/support/find-text.ts';
import { expect, test } from './parley.ts';

test('two people talk: each sees what the other wrote, and who wrote it', async ({ visitor }) => {
  const ada = await visitor('Ada Byron');
  const ben = await visitor('Ben Okri');
  await ada.say('Is anybody here?');
  await ben.sees('Is anybody here?');
  await ben.say('I am.');
  await ada.sees('I am.');
  await ada.seesStored('Is anybody here?');
  await expect(ada.message('I am.')).toContainText('Ben Okri');
  await expect(ben.message('Is anybody here?')).toContainText('Ada Byron');
});

test('Shift-Enter breaks the line, Enter sends, and blank text is not sent', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await ada.composer.pressSequentially('one');
  await ada.composer.press('Shift+Enter');
  await ada.composer.pressSequentially('two');
  await ada.composer.press('Enter');
  await ada.seesStored(/one\s*two/u);
  await expect(ada.composer).toHaveValue('');
  await ada.composer.fill('  \n ');
  await ada.composer.press('Enter');
  await expect(ada.messages).toHaveCount(1);
});

test('an edit reaches the other page, marked as edited', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ada.say('Lunch at twelve');
  await ben.sees('Lunch at twelve');
  await ada.choose('Lunch at twelve', 'Edit');
  await ada.composer.fill('Lunch at one');
  await ada.composer.press('Enter');
  for (const person of [ada, ben]) {
    await person.sees('Lunch at one');
    await expect(person.message('Lunch at one')).toContainText('edited');
    await expect(person.message('Lunch at twelve')).toHaveCount(0);
  }
});

test('a deleted message is gone from both pages and from the disk (L6)', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  const secret = 'quixotrope-8471';
  await ada.say(`The code is ${secret}`);
  await ada.seesStored(secret);
  await ben.sees(secret);
  expect(filesWith(server.dataDir, secret)).not.toEqual([]);

  await ada.choose(secret, 'Remove');
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ada.page.getByText(secret)).toHaveCount(0);
  await expect(ben.page.getByText(secret)).toHaveCount(0);
  await expect.poll(() => filesWith(server.dataDir, secret)).toEqual([]);
  // A word of it is not left in an index of the search either.
  await expect.poll(() => filesWith(server.dataDir, 'quixotrope')).toEqual([]);
});

test('a reload keeps the messages, the name, and the unsent text of each channel', async ({ visitor }) => {
  const ada = await visitor('Ada Byron');
  await ada.say('Before the reload');
  await ada.seesStored('Before the reload');
  await ada.makeChannel('plans');
  await ada.composer.fill('unsent in plans');
  await ada.openChannel('general');
  await ada.composer.fill('unsent in general');

  await ada.page.reload();
  await ada.sees('Before the reload');
  await expect(ada.composer).toHaveValue('unsent in general');
  await ada.openChannel('plans');
  await expect(ada.composer).toHaveValue('unsent in plans');
  await expect(ada.page.getByText('Ada Byron').first()).toBeVisible();
});
