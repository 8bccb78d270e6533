import type { MessageRow } from '#shared/chat/message.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import type { Signer } from '#shared/identity/signer.ts';
import type { Database } from '../store/database.ts';
import { questionOf } from './addressed.ts';
import { AnswerMessage, type AnswerPlace, type PerformAsAi } from './answer-message.ts';
import { CitationFilter } from './citations.ts';
import { gather } from './conversation.ts';
import type { LiveAnswers } from './live-answers.ts';
import { type Model, ModelProblem } from './model.ts';

export interface AnswererLimits {
  /** Answers that are written at once; the others wait in line. */
  readonly concurrency: number;
  /** Answers of one room that may wait or be written. */
  readonly perRoom: number;
  /** Tokens of context, about. */
  readonly contextTokens: number;
  /** Longest answer in UTF-16 code units: a message's limit. */
  readonly messageLength: number;
  readonly timeoutMs: number;
}

interface Job {
  readonly asked: MessageRow;
  readonly message: AnswerMessage;
  /** What an earlier attempt left, to go on from. */
  readonly kept: string;
  readonly stop: AbortController;
}

/** How often a growing answer is made durable, in ms: what a crash may cost. */
const CHECKPOINT_MS = 2000;

/** Writes answers, a few at a time, the others in line. */
export class Answerer {
  readonly #parts: {
    database: Database;
    signer: Signer;
    model: Model;
    live: LiveAnswers;
    perform: PerformAsAi;
    limits: AnswererLimits;
  };
  readonly #onOutcome: (outcome: 'finished' | 'stopped' | 'failed', cause?: unknown) => void;
  readonly #waiting: Job[] = [];
  readonly #writing = new Map<string, Job>();

  constructor(
    parts: { database: Database; signer: Signer; model: Model; live: LiveAnswers; perform: PerformAsAi; limits: AnswererLimits },
    onOutcome: (outcome: 'finished' | 'stopped' | 'failed', cause?: unknown) => void,
  ) {
    this.#parts = parts;
    this.#onOutcome = onOutcome;
  }

  /** Answers that wait or are being written. */
  get busy(): number {
    return this.#waiting.length + this.#writing.size;
  }

  /**
   * Puts a question in line and posts its answer, empty, for everybody to see.
   * @param earlier the revision and text of an attempt to begin from, if there was one
   * @throws {Refusal} `too-many` where the room has too many questions open
   */
  async ask(asked: MessageRow, place: AnswerPlace, earlier: { rev: number; kept: string } | null): Promise<void> {
    const { limits, signer, perform, live } = this.#parts;
    if (this.#isOpen(place.id)) return;
    const inRoom = [...this.#waiting, ...this.#writing.values()].filter(
      ({ message }) => message.place.room === place.room,
    ).length;
    if (inRoom >= limits.perRoom)
      throw new Refusal('too-many', 'There are too many questions open in this room. Ask again in a moment.');
    const message = new AnswerMessage(place, signer, perform, earlier?.rev ?? null);
    const job: Job = { asked, message, kept: earlier?.kept ?? '', stop: new AbortController() };
    live.begin(place.room, place.id, asked.author, job.kept);
    this.#waiting.push(job);
    try {
      await message.write(job.kept, 'writing');
    } catch (cause) {
      // Its turn may have come meanwhile; what cannot be posted is not written either.
      job.stop.abort('unposted');
      const index = this.#waiting.indexOf(job);
      if (index !== -1) this.#waiting.splice(index, 1);
      live.end(place.room, place.id);
      throw cause;
    }
    this.#next();
  }

  /** Stops an answer; what is there of it stays. One that waits leaves the line at once. */
  stop(id: string): void {
    this.#writing.get(id)?.stop.abort();
    const index = this.#waiting.findIndex(({ message }) => message.place.id === id);
    if (index === -1) return;
    const [job] = this.#waiting.splice(index, 1);
    job?.stop.abort();
    if (job !== undefined) this.#begin(job);
    this.#next();
  }

  /** Breaks everything off when the server stops; the next start marks what was left. */
  close(): void {
    for (const job of [...this.#waiting, ...this.#writing.values()]) job.stop.abort('closing');
    this.#waiting.length = 0;
  }

  #isOpen(id: string): boolean {
    return this.#writing.has(id) || this.#waiting.some(({ message }) => message.place.id === id);
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#writing.size < this.#parts.limits.concurrency) {
      const job = this.#waiting.shift();
      if (job !== undefined) this.#begin(job);
    }
    for (const [index, { message }] of this.#waiting.entries()) {
      this.#parts.live.update(message.place.room, message.place.id, { phase: 'queued', place: index + 1 });
    }
  }

  #begin(job: Job): void {
    const { id, room } = job.message.place;
    this.#writing.set(id, job);
    void this.#write(job).finally(() => {
      this.#writing.delete(id);
      this.#parts.live.end(room, id);
      this.#next();
    });
  }

  async #write(job: Job): Promise<void> {
    const { message, stop } = job;
    let text = job.kept;
    try {
      // Who was stopped while in line never asked the model anything.
      if (!stop.signal.aborted)
        text = await this.#stream(job, (grown) => {
          text = grown;
        });
      if (stop.signal.reason === 'closing' || stop.signal.reason === 'unposted') return;
      await message.write(text, stop.signal.aborted ? 'stopped' : undefined);
      this.#onOutcome(stop.signal.aborted ? 'stopped' : 'finished');
    } catch (cause) {
      this.#onOutcome('failed', cause);
      const why = cause instanceof ModelProblem ? cause.message : 'Something went wrong while this was written.';
      // The sentence is all there is to read, or stands below what there is.
      await message.write(text === '' ? why : `${text}\n\n*${why}*`, 'interrupted').catch(() => undefined);
    }
  }

  async #stream(job: Job, onText: (text: string) => void): Promise<string> {
    const { database, signer, model, live, limits } = this.#parts;
    const { asked, message, stop, kept } = job;
    const { room, channel, id } = message.place;
    live.update(room, id, { phase: 'thinking', place: 0 });
    const { prompt, sources } = model.wantsContext
      ? await gather(database, asked, signer.userId, limits.contextTokens)
      : { prompt: { instructions: '', turns: [] }, sources: [] };
    const turns =
      kept === ''
        ? prompt.turns
        : [
            ...prompt.turns,
            { role: 'assistant', text: kept } as const,
            { role: 'user', text: 'Go on exactly where you broke off.' } as const,
          ];
    live.update(room, id, { read: sources.length });
    const filter = new CitationFilter(sources);
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const question = { room, channel, asker: asked.author, text: questionOf(asked.content ?? ''), seq: asked.seq ?? 0 };
    let text = kept;
    let checkpoint = Date.now();
    const grow = (piece: string): void => {
      const fits = piece.slice(0, limits.messageLength - text.length);
      if (text === kept) live.update(room, id, { phase: 'writing' });
      text += fits;
      live.append(room, id, fits);
      onText(text);
    };
    for await (const piece of model.answer(question, { ...prompt, turns }, AbortSignal.any([stop.signal, timeout]))) {
      if (stop.signal.aborted) return text;
      grow(filter.push(piece));
      if (text.length >= limits.messageLength) return text;
      if (Date.now() - checkpoint < CHECKPOINT_MS) continue;
      checkpoint = Date.now();
      await message.write(text, 'writing');
    }
    if (timeout.aborted && !stop.signal.aborted)
      throw new ModelProblem(`The model took longer than ${Math.round(limits.timeoutMs / 1000)} seconds.`);
    grow(filter.end());
    if (text === '' && !stop.signal.aborted) throw new ModelProblem('The model said nothing.');
    return text;
  }
}
