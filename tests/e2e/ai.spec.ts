import type { Locator } from '@playwright/test';
import { ModelServer } from '#tests/ai/model-server.ts';
import { expect, test as base } from './parley.ts';
import type { Person } from './person.ts';

/** A server whose AI says what the test lets it say, one answer at a time. */
const withModel = base.extend<{ model: ModelServer }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs out of it
  async model({}, use) {
    const model = await ModelServer.start();
    await use(model);
    await model[Symbol.asyncDispose]();
  },
  async settings({ model }, use) {
    await use({ ...model.env, AI_CONCURRENCY: '1' });
  },
});

const withBuiltIn = base.extend({ settings: { AI_MODEL: 'built-in' } });

/** The AI’s messages, as somebody sees them. */
function answers(of: Person): Locator {
  return of.messages.filter({ has: of.page.getByText('Parley AI', { exact: true }) });
}

/** The answer that says this so far, or beneath which this is said. */
function answer(of: Person, text: string | RegExp): Locator {
  return answers(of).filter({ hasText: text });
}

withBuiltIn(
  'without a model somebody asks, both read where it was said, and the place is one click away',
  async ({ visitor }) => {
    const ada = await visitor('Ada');
    const ben = await visitor('Ben');
    await ben.say('The soldering irons are in the blue crate.');
    await ada.sees('blue crate');
    await ada.say('@AI where are the soldering irons?');
    for (const person of [ada, ben]) {
      await expect(answer(person, 'This was said about it here')).toContainText('blue crate');
      await expect(answers(person)).toHaveCount(1);
      await expect(answer(person, 'Answering')).toHaveCount(0);
    }
    await answers(ada).getByRole('link', { name: /Ben/u }).click();
    await expect(ada.page).toHaveURL(/\/lobby\/general#[0-9a-f-]{36}$/u);
    await expect(ada.messages.filter({ hasText: 'The soldering irons are' }).first()).toBeInViewport();
  },
);

withBuiltIn('the AI is a helper of the room, never a person who is here or gone', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await visitor('Ben');
  await ada.say('@ai hello');
  await expect(answer(ada, 'no language model')).toBeVisible();
  const panel = ada.page.getByRole('complementary', { name: 'People' });
  await expect(panel.getByRole('region', { name: 'Helpers' })).toContainText('Parley AI');
  await expect(panel.getByRole('region', { name: 'Here now' }).getByRole('listitem')).toContainText(['Ada', 'Ben']);
  await expect(panel.getByText('Parley AI')).toHaveCount(1);
  await expect(panel.getByRole('region', { name: 'Not here' })).toHaveCount(0);
});

withModel('both see an answer grow, and it ends as one stored message', async ({ visitor, model }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ben.say('Friday: hall at nine, tea at ten.');
  await ada.sees('hall at nine');
  await ada.say('@AI when does the hall open?');
  const request = await model.next();
  await expect(answer(ada, 'Reading for you…')).toBeVisible();
  await expect(answer(ben, 'Reading for Ada…')).toBeVisible();
  request.say('The hall opens ');
  await expect(answer(ada, 'The hall opens')).toContainText('Answering you from 1 message');
  await expect(answer(ben, 'The hall opens')).toContainText('Answering Ada from 1 message');
  request.say('at nine.');
  for (const person of [ada, ben]) await expect(answer(person, 'The hall opens at nine.')).toBeVisible();
  request.finish();
  for (const person of [ada, ben]) {
    await expect(answer(person, 'The hall opens at nine.')).toBeVisible();
    await expect(answer(person, 'Answering')).toHaveCount(0);
    await person.page.reload();
    await expect(answer(person, 'The hall opens at nine.')).toBeVisible();
    await expect(answers(person)).toHaveCount(1);
  }
});

withModel(
  'a reload in the middle, and somebody who comes late, see the answer so far and the rest',
  async ({ visitor, model }) => {
    const ada = await visitor('Ada');
    await ada.say('@ai tell me a story');
    const request = await model.next();
    request.say('Once upon a time ');
    await expect(answer(ada, 'Once upon a time')).toBeVisible();
    await ada.page.reload();
    const ben = await visitor('Ben');
    for (const person of [ada, ben]) await expect(answer(person, 'Once upon a time')).toContainText(/Answering (?:you|Ada)/u);
    request.say('there was a log.');
    for (const person of [ada, ben]) await expect(answer(person, 'Once upon a time there was a log.')).toBeVisible();
    request.finish();
    for (const person of [ada, ben]) {
      await expect(answer(person, 'Answering')).toHaveCount(0);
      await expect(answer(person, 'Once upon a time there was a log.')).toBeVisible();
    }
  },
);

withModel('who asked may stop an answer and go on with it; the others see that', async ({ visitor, model }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ada.say('@ai count to four');
  const first = await model.next();
  first.say('One, two');
  await expect(answer(ben, 'One, two')).toBeVisible();
  await expect(ben.page.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'Stop' }).click();
  await first.closed;
  await expect(answer(ada, 'One, two')).toContainText('Stopped by you');
  await expect(answer(ben, 'One, two')).toContainText('Stopped by Ada');
  await expect(ben.page.getByRole('button', { name: 'Go on' })).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'Go on' }).click();
  const second = await model.next();
  second.say(', three, four');
  second.finish();
  for (const person of [ada, ben]) {
    await expect(answer(person, 'One, two, three, four')).toBeVisible();
    await expect(answer(person, 'Stopped')).toHaveCount(0);
    await expect(answers(person)).toHaveCount(1);
  }
});

withModel(
  'several questions stand in line, each with its place; one that is stopped leaves it at once',
  async ({ visitor, model }) => {
    const ada = await visitor('Ada');
    const ben = await visitor('Ben');
    await ada.say('@ai first?');
    const first = await model.next();
    await ben.say('@ai second?');
    await expect(answer(ada, 'Answering Ben next')).toBeVisible();
    await ada.say('@ai third?');
    await expect(answer(ada, 'Answering you after 1 more')).toBeVisible();
    await expect(answer(ben, 'Answering Ada after 1 more')).toBeVisible();
    await ben.page.getByRole('button', { name: 'Stop' }).click();
    for (const person of [ada, ben]) await expect(answer(person, /Stopped by (?:you|Ben)/u)).toBeVisible();
    await expect(answer(ada, 'Answering you next')).toBeVisible();
    first.say('The first answer.');
    first.finish();
    const third = await model.next();
    expect(third.asked.messages.at(-1)?.content).toContain('third?');
    third.say('The third answer.');
    third.finish();
    for (const person of [ada, ben]) {
      await person.sees('The first answer.');
      await person.sees('The third answer.');
      await expect(answer(person, 'Answering')).toHaveCount(0);
    }
  },
);
