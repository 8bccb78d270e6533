import type { AnswerPage, AnswerState } from './ai-stream.ts';
import { Listeners } from './listeners.ts';

/** What following answers needs of a server. */
export interface AnswerUpstream {
  /** Follows the answers that are being written in a room, through every loss of the connection. */
  followAnswers(room: string, onPage: (page: AnswerPage) => void): () => void;
  /** Stops an answer that we asked for. Rejects with an error whose message is for people. */
  stopAnswer(room: string, id: string): Promise<void>;
  /** Asks for an answer again: goes on with a stopped one, begins a finished one anew. Rejects likewise. */
  askAgain(room: string, id: string): Promise<void>;
}

/** The answers that are being written in one room. It listens only while somebody looks at one. */
export class AnswerSync {
  readonly #room: string;
  readonly #upstream: AnswerUpstream;
  readonly #listeners = new Listeners();
  readonly #answers = new Map<string, AnswerState>();
  #watching = 0;
  #stop: (() => void) | null = null;

  constructor(room: string, upstream: AnswerUpstream) {
    this.#room = room;
    this.#upstream = upstream;
  }

  /** An answer with all of its text so far; a new object after each change. Undefined where it is not being written. */
  answer(id: string): AnswerState | undefined {
    return this.#answers.get(id);
  }

  /** Listens, and tells of changes. @returns a function that ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    const end = this.#listeners.subscribe(listener);
    this.#watching += 1;
    this.#stop ??= this.#upstream.followAnswers(this.#room, (page) => this.#read(page));
    return () => {
      end();
      this.#watching -= 1;
      if (this.#watching > 0) return;
      this.#stop?.();
      this.#stop = null;
      this.#answers.clear();
    };
  };

  #read({ snapshot, answers, ended }: AnswerPage): void {
    if (snapshot) this.#answers.clear();
    for (const answer of answers) {
      const before = this.#answers.get(answer.id)?.text ?? '';
      this.#answers.set(answer.id, { ...answer, from: 0, text: before.slice(0, answer.from) + answer.text });
    }
    for (const id of ended) this.#answers.delete(id);
    this.#listeners.notify();
  }
}
