import { type Browser, type BrowserContextOptions, expect, type Locator, type Page } from '@playwright/test';

/** Somebody with a browser of their own. What they do and see, in the words of the page. */
export class Person {
  readonly name: string;
  readonly page: Page;
  /** What the page threw and nobody caught. */
  readonly complaints: string[] = [];

  constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** Opens a browser that nobody used before. */
  static async withBrowser(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext(options);
    return new Person(name, await context.newPage());
  }

  /** Opens the address of a room for the first time, gives a name and goes in. */
  async arrive(url: string): Promise<void> {
    await this.page.goto(url);
    await this.introduce();
    await expect(this.composer).toBeVisible();
  }

  async introduce(): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(this.name);
    await this.page.getByRole('button', { name: /^Join / }).click();
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  get messages(): Locator {
    return this.page.getByRole('article');
  }

  /** The message that holds this text. */
  message(text: string | RegExp): Locator {
    return this.messages.filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Pastes into the composer, at its end. */
  async paste(text: string): Promise<void> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.composer.press('Control+End');
    await this.composer.press('Control+v');
  }

  async sees(text: string | RegExp): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  /** Waits until the server has stored our message. */
  async seesStored(text: string | RegExp): Promise<void> {
    await expect(this.message(text).getByRole('button', { name: /^(?:Stored|Received|Read)/u })).toBeVisible();
  }

  async seesWaiting(text: string | RegExp): Promise<void> {
    await expect(this.message(text).getByRole('button', { name: /^Waiting/ })).toBeVisible();
  }

  /** Does something with a message of ours, out of its menu. */
  async choose(text: string, action: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByRole('button', { name: 'More' }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** A channel in the list of the room's channels, whatever mark it has. */
  channel(name: string): Locator {
    return this.page.getByRole('link', { name: new RegExp(`^${name}(?: unread messages| unsent draft)?$`) });
  }

  /** The name of the channel that is open. */
  get title(): Locator {
    return this.page.getByRole('main').getByRole('heading', { level: 1 });
  }

  async openChannel(name: string): Promise<void> {
    await this.channel(name).click();
    await expect(this.title).toHaveText(name);
  }

  /** Asks for a channel; it may be refused. */
  async askForChannel(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Add a channel to / }).click();
    await this.answer(name, 'Make the channel');
  }

  async makeChannel(name: string): Promise<void> {
    await this.askForChannel(name);
    await expect(this.title).toHaveText(name);
  }

  /** Does something with the open channel, out of its menu. */
  async chooseForChannel(action: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Channel menu' }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** Fills in the one field of the dialog that is open, and submits it. */
  async answer(value: string, submit: string): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(value);
    await dialog.getByRole('button', { name: submit }).click();
  }
}
