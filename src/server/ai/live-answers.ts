import type { AnswerPage, AnswerPhase, AnswerState } from '#shared/sync/ai-stream.ts';

interface Live {
  readonly id: string;
  readonly asker: string;
  phase: AnswerPhase;
  place: number;
  read: number;
  text: string;
  /** What the listeners have of the text. */
  told: number;
  /** Something else than the text changed. */
  changed: boolean;
}

type Listener = (pages: readonly AnswerPage[]) => void;

/** How often the listeners of a room hear of growing texts, in ms: ten times a second reads as flowing. */
const TELL_EVERY_MS = 100;

/** The answers that are being written, per room: signals, gone when the process is. */
export class LiveAnswers {
  readonly #rooms = new Map<string, Map<string, Live>>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** Everything that is being written in a room, as far as its listeners were told: a newcomer hears the rest with them. */
  snapshot(room: string): AnswerPage {
    const answers = Array.from(this.#rooms.get(room)?.values() ?? [], (live) => stateOf(live, 0, live.told));
    return { snapshot: true, answers, ended: [] };
  }

  /** Tells of what is new in a room. A new listener must take a snapshot in the same turn. @returns a function that ends it */
  subscribe(room: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(room) ?? new Set();
    this.#listeners.set(room, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(room) === listeners) this.#listeners.delete(room);
    };
  }

  /** Begins an answer, or begins it again. @param text what is kept of an earlier attempt */
  begin(room: string, id: string, asker: string, text: string): void {
    const answers = this.#rooms.get(room) ?? new Map<string, Live>();
    this.#rooms.set(room, answers.set(id, { id, asker, phase: 'queued', place: 0, read: 0, text, told: 0, changed: true }));
    this.#soon(room);
  }

  update(room: string, id: string, change: { phase?: AnswerPhase; place?: number; read?: number }): void {
    const live = this.#rooms.get(room)?.get(id);
    if (live === undefined) return;
    Object.assign(live, change, { changed: true });
    this.#soon(room);
  }

  append(room: string, id: string, text: string): void {
    const live = this.#rooms.get(room)?.get(id);
    if (live === undefined || text === '') return;
    live.text += text;
    this.#soon(room);
  }

  end(room: string, id: string): void {
    const answers = this.#rooms.get(room);
    if (answers === undefined) return;
    this.#tell(room);
    answers.delete(id);
    if (answers.size === 0) this.#rooms.delete(room);
    this.#send(room, { answers: [], ended: [id] });
  }

  #soon(room: string): void {
    if (!this.#timers.has(room))
      this.#timers.set(
        room,
        setTimeout(() => this.#tell(room), TELL_EVERY_MS),
      );
  }

  #tell(room: string): void {
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
    const grown: AnswerState[] = [];
    for (const live of this.#rooms.get(room)?.values() ?? []) {
      if (!live.changed && live.told === live.text.length) continue;
      grown.push(stateOf(live, live.told, live.text.length));
      live.told = live.text.length;
      live.changed = false;
    }
    if (grown.length > 0) this.#send(room, { answers: grown, ended: [] });
  }

  #send(room: string, page: AnswerPage): void {
    for (const listener of this.#listeners.get(room) ?? []) listener([page]);
  }
}

function stateOf({ id, phase, place, asker, read, text }: Live, from: number, to: number): AnswerState {
  return { id, phase, place, asker, read, from, text: text.slice(from, to) };
}
