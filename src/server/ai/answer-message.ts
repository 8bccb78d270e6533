import type { Command } from '#shared/chat/chat.ts';
import { type Signer, newId, signCommand, type Unsigned } from '#shared/identity/signer.ts';
import { contentHash, newSalt } from '#shared/identity/content-hash.ts';

/** Where an answer stands, and what it answers. */
export interface AnswerPlace {
  readonly room: string;
  readonly channel: string;
  /** The message that the answer stands in. */
  readonly id: string;
  readonly question: { readonly author: string; readonly id: string };
}

export type Unfinished = 'writing' | 'stopped' | 'interrupted';

/** Performs a command of the AI's own user. */
export type PerformAsAi = (command: Command) => Promise<unknown>;

/** The message an answer is written into: posted empty, edited as it grows, finished by an edit without a state. */
export class AnswerMessage {
  readonly place: AnswerPlace;
  readonly #signer: Signer;
  readonly #perform: PerformAsAi;
  #rev: number;
  #writes: Promise<unknown> = Promise.resolve();

  /** @param rev of the message as it is; null where it was not posted yet */
  constructor(place: AnswerPlace, signer: Signer, perform: PerformAsAi, rev: number | null) {
    this.place = place;
    this.#signer = signer;
    this.#perform = perform;
    this.#rev = rev ?? -1;
  }

  /**
   * Writes the text as it is now, after whatever is still being written: each revision is known only
   * when the one before it is stored.
   * @param state what keeps it from being finished; none finishes it
   */
  write(content: string, state?: Unfinished): Promise<void> {
    const written = this.#writes.then(() => this.#write(content, state));
    this.#writes = written.catch(() => undefined);
    return written;
  }

  async #write(content: string, state: Unfinished | undefined): Promise<void> {
    const { room, channel, id, question } = this.place;
    const salt = newSalt();
    const body = { salt, content, contentHash: await contentHash(salt, content), ...(state === undefined ? {} : { state }) };
    const base = { room, channel, authoredAt: Date.now(), ...body };
    const rev = this.#rev + 1;
    const unsigned: Unsigned<Command> =
      rev === 0
        ? { ...base, type: 'message.post', id, replyTo: question }
        : { ...base, type: 'message.edit', id: newId(), target: id, rev };
    await this.#perform((await signCommand(this.#signer, unsigned)) as Command);
    this.#rev = rev;
  }
}
