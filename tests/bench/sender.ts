import type { Signer } from '#shared/identity/signer.ts';
import { nodeSigner } from './node-signer.ts';
import { createPost, createProfile, createRoom } from './signed-commands.ts';
import { commandFrame, TrpcConnection } from './trpc-connection.ts';

/** Ids of ready frames begin here, beyond those of single requests. */
const FIRST_ID = 1_000_000;
const ANSWER = /^\{"id":(\d+),"(result|error)"/u;

/** A person who writes: a key, a connection, a room, and messages that were signed beforehand. */
export class Sender {
  readonly #signer: Signer;
  readonly #connection: TrpcConnection;
  readonly #room: string;
  #frames: string[] = [];
  #next = 0;
  #firstId = FIRST_ID;
  /** When each message that waits for its answer was due, by id. */
  readonly #due = new Map<number, number>();
  /** Told of every answer: how long after it was due, in ms, and whether the message is stored. */
  onAnswer: (ms: number, stored: boolean) => void = () => undefined;

  /** Connects, joins a room and makes it where it does not exist. */
  static async open(url: string, room: string): Promise<Sender> {
    const signer = await nodeSigner();
    const connection = await TrpcConnection.open(url, signer, (text) => sender.#answered(text));
    const sender = new Sender(signer, connection, room);
    await connection.perform(await createRoom(signer, room));
    await connection.perform(await createProfile(signer, room, 'Grace Hopper'));
    return sender;
  }

  private constructor(signer: Signer, connection: TrpcConnection, room: string) {
    this.#signer = signer;
    this.#connection = connection;
    this.#room = room;
  }

  /** How many messages wait for their answers. */
  get waiting(): number {
    return this.#due.size;
  }

  /** Signs messages beforehand: signing must not take the server's time while it is measured. */
  async sign(count: number): Promise<void> {
    this.#firstId += this.#frames.length;
    this.#frames = [];
    this.#next = 0;
    for (let index = 0; index < count; index++) {
      this.#frames.push(commandFrame(this.#firstId + index, await createPost(this.#signer, this.#room)));
    }
  }

  /** Sends the next message. @param due when it was to be sent, on the clock of `performance.now()`. */
  send(due: number): void {
    const frame = this.#frames[this.#next];
    if (frame === undefined) return;
    this.#due.set(this.#firstId + this.#next, due);
    this.#next += 1;
    this.#connection.send(frame);
  }

  close(): void {
    this.#connection.close();
  }

  #answered(text: string): void {
    const [, id, kind] = ANSWER.exec(text) ?? [];
    const due = this.#due.get(Number(id));
    if (due === undefined) return;
    this.#due.delete(Number(id));
    this.onAnswer(performance.now() - due, kind === 'result');
  }
}
