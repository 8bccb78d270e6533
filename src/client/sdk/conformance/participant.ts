import { readServerFrame, type ServerFrame, type ServerMessage } from '#shared/wire/websocket-data.ts';

/** What a server did instead of what it should do. */
export class Nonconformance extends Error {
  override readonly name = 'Nonconformance';
}

/** One client of the server under test. It reads with our schemas and notes what does not fit them. */
export class Participant {
  /** Every frame that could be read, in order. */
  readonly frames: ServerFrame[] = [];
  /** Texts that are no frames of the envelope. */
  readonly strange: string[] = [];
  readonly #socket: WebSocket;
  readonly #timeoutMs: number;
  readonly #listeners = new Set<() => void>();
  #closed: { code: number; reason: string } | null = null;

  /** @param timeoutMs how long to wait for anything */
  constructor(url: string, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener('open', () => this.#tell());
    this.#socket.addEventListener('message', ({ data }) => {
      const reading = typeof data === 'string' ? readServerFrame(data) : { is: 'malformed' as const };
      if (reading.is === 'frame') this.frames.push(reading.frame);
      else this.strange.push(String(data).slice(0, 200));
      this.#tell();
    });
    this.#socket.addEventListener('close', ({ code, reason }) => {
      this.#closed = { code, reason };
      this.#tell();
    });
  }

  get closed(): { code: number; reason: string } | null {
    return this.#closed;
  }

  get messages(): ServerMessage[] {
    return this.frames.filter((frame) => frame.type === 'SERVER_MESSAGE');
  }

  /** Ids of all who are present, as it was told last. */
  get present(): string[] {
    const last = this.frames.findLast((frame) => frame.type === 'ACTIVE_USERS');
    return last?.users.map(({ id }) => id) ?? [];
  }

  /** Resolves when it is connected. @throws {Nonconformance} */
  opened(): Promise<void> {
    return this.until('the connection opens', () => this.#socket.readyState === WebSocket.OPEN);
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  say(content: string, optimisticId: string, channel: string = 'general'): void {
    this.send({ type: 'CLIENT_MESSAGE', content, channel, optimisticId });
  }

  /** The first message with this text. @throws {Nonconformance} where none comes in time */
  async hear(content: string): Promise<ServerMessage> {
    const find = (): ServerMessage | undefined => this.messages.find((message) => message.content === content);
    await this.until(
      `a SERVER_MESSAGE with the content ${JSON.stringify(content.slice(0, 60))} comes`,
      () => find() !== undefined,
    );
    return find() as ServerMessage;
  }

  /** Waits for something to be so. @param what in words, for the report. @throws {Nonconformance} where it is not in time */
  until(what: string, fits: () => boolean, timeoutMs: number = this.#timeoutMs): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        settle();
      };
      const look = (): void => {
        if (fits()) finish(resolve);
        else if (this.#closed !== null)
          finish(() => reject(new Nonconformance(`The server closed the connection (${this.#closed?.code}) before ${what}.`)));
      };
      const timer = setTimeout(
        () => finish(() => reject(new Nonconformance(`Within ${timeoutMs} ms it did not happen that ${what}.`))),
        timeoutMs,
      );
      this.#listeners.add(look);
      look();
    });
  }

  close(): void {
    this.#socket.close();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
