import { expect, test } from './parley.ts';

test('a new channel shows at once for everybody', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ada.makeChannel('Spring plans');
  await ada.say('first here');
  await ben.openChannel('Spring plans');
  await ben.sees('first here');
});

test('a channel gets another name and a topic, for everybody', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ada.makeChannel('plans');
  await ben.openChannel('plans');
  await ada.chooseForChannel('Rename');
  await ada.answer('ideas', 'Save');
  await expect(ben.channel('ideas')).toBeVisible();
  await expect(ben.channel('plans')).toHaveCount(0);
  await ada.chooseForChannel('Change the topic');
  await ada.answer('What we could do next', 'Save');
  await expect(ben.page.getByText('What we could do next')).toBeVisible();
});

test('an archived channel can be read but not written in, until it is restored', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ada.makeChannel('old plans');
  await ada.say('keep this');
  await ada.seesStored('keep this');
  await ben.openChannel('old plans');
  await ben.sees('keep this');
  await ada.chooseForChannel('Archive');
  await expect(ben.composer).toHaveCount(0);
  await ben.sees('keep this');
  await ada.chooseForChannel('Restore');
  await expect(ben.composer).toBeVisible();
});

test('two channels cannot have one name', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await ada.makeChannel('plans');
  await ada.askForChannel('Plans');
  await expect(ada.page.getByRole('dialog')).toContainText('already in use');
});
