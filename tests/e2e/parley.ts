import { type BrowserContextOptions, expect, test as base } from '@playwright/test';
import { ServerProcess } from '#tests/support/server-process.ts';
import { Person } from './person.ts';

interface Parley {
  /** Environment variables of the server. */
  settings: Record<string, string>;
  /** The server of this test, on a data folder of its own. */
  server: ServerProcess;
  /** Somebody who opened a room of it, `/lobby` unless told otherwise, and gave a name. */
  visitor(name: string, options?: BrowserContextOptions & { path?: string }): Promise<Person>;
}

/** A test with a real server and as many people as it asks for; none of their pages may throw. */
export const test = base.extend<Parley>({
  settings: [{}, { option: true }],
  async server({ settings }, use) {
    const server = await ServerProcess.start({ env: settings });
    await use(server);
    await server.dispose();
  },
  async visitor({ browser, server }, use) {
    const people: Person[] = [];
    await use(async (name, { path = '/lobby', ...options } = {}) => {
      const person = await Person.withBrowser(browser, name, options);
      people.push(person);
      await person.arrive(server.url + path);
      return person;
    });
    for (const person of people) {
      expect(person.complaints, `what the page of ${person.name} threw`).toEqual([]);
      await person.page.context().close();
    }
  },
});

export { expect };
