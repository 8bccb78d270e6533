import { and, eq, isNotNull } from 'drizzle-orm';
import type { Command } from '#shared/chat/chat.ts';
import type { MessageRow } from '#shared/chat/message.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import { newId, signCommand, type Signer } from '#shared/identity/signer.ts';
import type { Entry } from '#shared/log/entry.ts';
import { serverSigner } from '../auth/server-signer.ts';
import { Reactor } from '../log/reactor.ts';
import type { Signals } from '../signals/signals.ts';
import type { Database } from '../store/database.ts';
import { message, room as roomTable, user } from '../store/schema.ts';
import { readSecret } from '../store/secret.ts';
import { answerId, isAddressed } from './addressed.ts';
import { AnswerMessage, type AnswerPlace, type PerformAsAi } from './answer-message.ts';
import { Answerer, type AnswererLimits } from './answerer.ts';
import { LiveAnswers } from './live-answers.ts';
import type { Model } from './model.ts';

/** What people read as its name. */
export const AI_NAME = 'Parley AI';

export interface AiParts {
  readonly database: Database;
  readonly signals: Signals;
  readonly limits: AnswererLimits;
  /** Takes one question of a person from their allowance. @throws {Refusal} */
  readonly takeQuestion: (user: string) => void;
  readonly perform: (command: Command, user: string) => Promise<unknown>;
  readonly chooseModel: (ai: Signer) => Promise<Model>;
  readonly onOutcome: (outcome: 'finished' | 'stopped' | 'failed', cause?: unknown) => void;
  readonly onProblem: (cause: unknown) => void;
}

/** The AI: a person of every room, whom the server plays. */
export class Ai {
  readonly userId: string;
  /** What answers, for people. */
  readonly modelName: string;
  readonly live: LiveAnswers;
  readonly #parts: AiParts;
  readonly #signer: Signer;
  readonly #perform: PerformAsAi;
  readonly #answerer: Answerer;
  readonly #reactor: Reactor;
  readonly #introduced = new Set<string>();

  private constructor(parts: AiParts, signer: Signer, model: Model) {
    this.userId = signer.userId;
    this.modelName = model.name;
    this.live = new LiveAnswers();
    this.#parts = parts;
    this.#signer = signer;
    this.#perform = (command) => parts.perform(command, signer.userId);
    const { database, limits } = parts;
    this.#answerer = new Answerer({ database, signer, model, live: this.live, perform: this.#perform, limits }, parts.onOutcome);
    this.#reactor = new Reactor('ai', database, (entry) => this.#react(entry), parts.onProblem);
  }

  /** @param head `seq` of the newest entry */
  static async start(parts: AiParts, head: number): Promise<Ai> {
    const signer = await serverSigner(await readSecret(parts.database.client, 'ai'));
    const ai = new Ai(parts, signer, await parts.chooseModel(signer));
    await ai.#markInterrupted();
    await ai.#enterAll();
    await ai.#reactor.start(head);
    return ai;
  }

  /** Answers that wait or are being written. */
  get busy(): number {
    return this.#answerer.busy;
  }

  committed(entries: readonly Entry[]): void {
    this.#reactor.committed(entries);
  }

  /** Stops an answer. @throws {Refusal} where somebody else asked for it */
  async stop(asker: string, room: string, id: string): Promise<void> {
    await this.#askedBy(asker, room, id);
    this.#answerer.stop(id);
  }

  /** Asks again: goes on where an unfinished answer broke off, or begins a finished one anew. @throws {Refusal} */
  async again(asker: string, room: string, id: string): Promise<void> {
    const { answer, asked } = await this.#askedBy(asker, room, id);
    if (answer.erasedAt !== null || asked.erasedAt !== null) throw new Refusal('erased');
    this.#parts.takeQuestion(asker);
    const kept = answer.state === 'stopped' ? (answer.content ?? '') : '';
    await this.#answerer.ask(asked, this.#placeOf(asked), { rev: answer.rev, kept });
  }

  async close(): Promise<void> {
    this.#answerer.close();
    await this.#reactor.stop();
  }

  #react({ event }: Entry): void {
    if (event.type === 'room.created') void this.#enter(event.room).catch(this.#parts.onProblem);
    if (event.type !== 'message.posted' || event.author === this.userId || event.state !== undefined || event.body === null)
      return;
    if (event.replyTo?.author !== this.userId && !isAddressed(event.body.content)) return;
    void this.#answer(event.room, event.author, event.id).catch(this.#parts.onProblem);
  }

  async #answer(room: string, author: string, id: string): Promise<void> {
    const asked = await this.#find(room, author, id);
    if (asked === undefined || asked.erasedAt !== null) return;
    const place = this.#placeOf(asked);
    // Met before: it was begun then, and what became of it is in the message.
    if ((await this.#find(room, this.userId, place.id)) !== undefined) return;
    await this.#enter(room);
    try {
      this.#parts.takeQuestion(author);
      await this.#answerer.ask(asked, place, null);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      // Whoever asked is told where they asked.
      await new AnswerMessage(place, this.#signer, this.#perform, null).write(cause.message);
    }
    await this.#reactor.note();
  }

  #placeOf(asked: MessageRow): AnswerPlace {
    const { room, channel, author, id } = asked;
    return { room, channel, id: answerId(author, id), question: { author, id } };
  }

  async #find(room: string, author: string, id: string): Promise<MessageRow | undefined> {
    const [row] = await this.#parts.database.query
      .select()
      .from(message)
      .where(and(eq(message.room, room), eq(message.author, author), eq(message.id, id), isNotNull(message.seq)));
    return row as MessageRow | undefined;
  }

  async #askedBy(asker: string, room: string, id: string): Promise<{ answer: MessageRow; asked: MessageRow }> {
    const answer = await this.#find(room, this.userId, id);
    if (answer?.replyId == null || answer.replyAuthor === null) throw new Refusal('not-found');
    if (answer.replyAuthor !== asker) throw new Refusal('forbidden', 'Only who asked may do that.');
    const asked = await this.#find(room, answer.replyAuthor, answer.replyId);
    if (asked === undefined) throw new Refusal('not-found');
    return { answer, asked };
  }

  /** What a crash left half-written says so, with the text of its last checkpoint: never a spinner for ever. */
  async #markInterrupted(): Promise<void> {
    const { database } = this.#parts;
    const left = await database.query
      .select()
      .from(message)
      .where(and(eq(message.state, 'writing'), eq(message.author, this.userId)));
    for (const row of left as MessageRow[]) {
      if (row.replyAuthor === null || row.replyId === null) continue;
      const place = { room: row.room, channel: row.channel, id: row.id, question: { author: row.replyAuthor, id: row.replyId } };
      await new AnswerMessage(place, this.#signer, this.#perform, row.rev)
        .write(row.content ?? '', 'interrupted')
        .catch(this.#parts.onProblem);
    }
  }

  async #enterAll(): Promise<void> {
    const rooms = await this.#parts.database.query.select({ room: roomTable.room }).from(roomTable);
    for (const { room } of rooms) await this.#enter(room).catch(this.#parts.onProblem);
  }

  /** Introduces itself to a room and is present in it. */
  async #enter(room: string): Promise<void> {
    if (this.#introduced.has(room)) return;
    this.#introduced.add(room);
    this.#parts.signals.enter({ connection: 'ai', room, user: this.userId }, 'active');
    const [known] = await this.#parts.database.query
      .select()
      .from(user)
      .where(and(eq(user.room, room), eq(user.user, this.userId)));
    if (known !== undefined) return;
    const base = { id: newId(), room, authoredAt: Date.now() };
    const profile = { publicKey: this.#signer.publicKey, rev: 1, name: AI_NAME, email: '', colour: null };
    await this.#perform((await signCommand(this.#signer, { ...base, ...profile, type: 'user.update' })) as Command);
  }
}
