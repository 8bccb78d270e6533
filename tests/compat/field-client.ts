import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';

/** A frame as another group's client sees it: JSON, told apart by `type`. */
export interface Frame {
  type: string;
  [field: string]: unknown;
}

export interface Message extends Frame {
  id: string;
  optimisticId: string;
  content: string;
  server: string;
  userId: string;
  channel: string;
  created: number;
  updated: number;
}

interface User {
  id: string;
  name?: string;
  email?: string;
}

const WITHIN_MS = 10_000;

/** A client of another group: a WebSocket and JSON, and nothing of our code. */
export class FieldClient {
  readonly socket: WebSocket;
  /** Every frame it received, in order. */
  readonly frames: Frame[] = [];
  readonly #listeners = new Set<() => void>();
  #closed: { code: number; reason: string } | undefined;

  /** @param address such as `ws://127.0.0.1:8080/lobby` */
  constructor(address: string, options: ClientOptions = {}, protocols: string[] = []) {
    this.socket = new WebSocket(address, protocols, options);
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) throw new Error('the server sent a binary frame');
      this.frames.push(JSON.parse(data.toString()) as Frame);
      this.#tell();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code, reason) => {
      this.#closed = { code, reason: reason.toString() };
      this.#tell();
    });
    onTestFinished(() => this.socket.terminate());
  }

  /** Opens a connection and waits for the first list of who is there. @param url the server's origin, `http://…` */
  static async join(url: string, path = '/lobby', options: ClientOptions = {}): Promise<FieldClient> {
    const client = new FieldClient(url.replace(/^http/u, 'ws') + path, options);
    await client.until(() => client.users.length > 0);
    return client;
  }

  /** All messages it heard, one for each frame. */
  get heard(): Message[] {
    return this.frames.filter(({ type }) => type === 'SERVER_MESSAGE') as Message[];
  }

  /** What it shows: of each message the newest version, in the order in which they first came. */
  get shown(): Message[] {
    const newest = new Map<string, Message>();
    for (const message of this.heard) {
      const held = newest.get(message.id);
      if (held === undefined || message.updated > held.updated) newest.set(message.id, message);
    }
    return [...newest.values()];
  }

  get texts(): string[] {
    return this.heard.map(({ content }) => content);
  }

  /** Who is there, as it heard last; the AI always is. */
  get users(): User[] {
    return (this.frames.findLast(({ type }) => type === 'ACTIVE_USERS')?.['users'] ?? []) as User[];
  }

  get people(): User[] {
    return this.users.filter(({ name }) => name !== 'Parley AI');
  }

  get names(): (string | undefined)[] {
    return this.users.map(({ name }) => name);
  }

  /** Whom the server takes it for, as it heard last. */
  get self(): User | undefined {
    return this.frames.findLast(({ type }) => type === 'SELF')?.['user'] as User | undefined;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  say(content: string, { channel = 'general', optimisticId = '' }: { channel?: string; optimisticId?: string } = {}): void {
    this.send({ type: 'CLIENT_MESSAGE', content, channel, optimisticId });
  }

  /** Says something and waits until it has come back. */
  async sayAndHear(content: string, more: { channel?: string; optimisticId?: string } = {}): Promise<Message> {
    const before = this.heard.length;
    this.say(content, more);
    await this.until(() => this.heard.slice(before).some((message) => message.content === content));
    return this.heard.slice(before).find((message) => message.content === content) as Message;
  }

  /** Gives a name, and an id it had before, and waits for the answer. */
  async introduce(name: string, { id = '', email }: { id?: string; email?: string } = {}): Promise<User> {
    const before = this.frames.length;
    this.send({ type: 'CLIENT_USER', user: { id, name, email } });
    await this.until(() => this.frames.slice(before).some(({ type }) => type === 'SELF'));
    return this.self as User;
  }

  /** Waits for something to be so. @throws {Error} with the last frames where it is not in time */
  until(fits: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!fits()) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(look);
        const last = this.frames
          .slice(-5)
          .map((frame) => JSON.stringify(frame))
          .join('\n');
        reject(new Error(`Not within ${WITHIN_MS} ms: ${fits.toString()}. The last frames:\n${last}`));
      }, WITHIN_MS);
      this.#listeners.add(look);
      look();
    });
  }

  /** Waits until it has heard so many messages. */
  async hears(count: number): Promise<void> {
    await this.until(() => this.heard.length >= count);
  }

  /** Waits until it is closed. */
  async closed(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.#closed !== undefined);
    return this.#closed as { code: number; reason: string };
  }

  /**
   * Waits until the server has answered everything sent before over this connection, also what it
   * ignores: frames are taken in order, and this one is answered.
   */
  async settled(): Promise<void> {
    await this.introduce(this.self?.name ?? 'Guest');
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.closed();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
