import type { Client } from '@libsql/client';

/** How many words are remembered: 1 MB. */
const SLOTS = 2 ** 17;

/**
 * Words whose fragments are in the index for certain, so that they need not be written again with
 * every message. Forgetting one is harmless (the index takes the same again); remembering one that
 * is not there would hide it, so words are added only after the commit that wrote them.
 */
export class KnownWords {
  static readonly #perDatabase = new WeakMap<Client, KnownWords>();

  /** A hash has one slot and pushes out whichever other word was in it. */
  readonly #slots = new Float64Array(SLOTS);

  /** The words of this database; nothing at first. */
  static of(client: Client): KnownWords {
    let words = KnownWords.#perDatabase.get(client);
    if (words === undefined) {
      words = new KnownWords();
      KnownWords.#perDatabase.set(client, words);
    }
    return words;
  }

  has(hashed: number): boolean {
    return this.#slots[hashed % SLOTS] === hashed;
  }

  add(hashed: number): void {
    this.#slots[hashed % SLOTS] = hashed;
  }

  delete(hashed: number): void {
    if (this.has(hashed)) this.#slots[hashed % SLOTS] = 0;
  }
}
