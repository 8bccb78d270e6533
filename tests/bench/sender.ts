/** How one kind of person writes: over which connection, and what a message looks like. */
export interface Line {
  /** A message, ready to be sent, that is known by this number when its answer comes. */
  message(key: number): Promise<string>;
  send(text: string): void;
  close(): void;
}

/** Told of answers: which message, and whether it is stored. */
export type Answered = (key: number, stored: boolean) => void;

/** A person who writes: a connection, a room, and messages that were made beforehand. */
export class Sender {
  readonly #line: Line;
  #frames: string[] = [];
  #next = 0;
  /** The number of the first of these messages; answers to those of another round are not counted. */
  #first = 0;
  /** When each message that waits for its answer was due. */
  readonly #due = new Map<number, number>();
  /** Told of every answer: how long after it was due, in ms, and whether the message is stored. */
  onAnswer: (ms: number, stored: boolean) => void = () => undefined;

  /** Opens the line of somebody who writes. */
  static async open(line: (answered: Answered) => Promise<Line>): Promise<Sender> {
    const sender: Sender = new Sender(await line((key, stored) => sender.#answered(key, stored)));
    return sender;
  }

  private constructor(line: Line) {
    this.#line = line;
  }

  /** How many messages wait for their answers. */
  get waiting(): number {
    return this.#due.size;
  }

  /** Makes messages beforehand: signing must not take the server's time while it is measured. */
  async prepare(count: number): Promise<void> {
    this.#first += this.#frames.length;
    this.#frames = [];
    this.#next = 0;
    for (let index = 0; index < count; index++) this.#frames.push(await this.#line.message(this.#first + index));
  }

  /** Sends the next message. @param due when it was to be sent, on the clock of `performance.now()`. */
  send(due: number): void {
    const frame = this.#frames[this.#next];
    if (frame === undefined) return;
    this.#due.set(this.#first + this.#next, due);
    this.#next += 1;
    this.#line.send(frame);
  }

  close(): void {
    this.#line.close();
  }

  #answered(key: number, stored: boolean): void {
    const due = this.#due.get(key);
    if (due === undefined) return;
    this.#due.delete(key);
    this.onAnswer(performance.now() - due, stored);
  }
}
