import type { Command } from '#shared/chat/chat.ts';
import { Listeners } from '#shared/sync/listeners.ts';
import type { Upstream, UpstreamState, Verdict } from '#shared/sync/upstream.ts';

type Performing = Pick<Upstream, 'state' | 'subscribe' | 'now' | 'perform'>;

/** A server whose every verdict the test decides; it notes what it was sent, in order. */
export class ScriptedUpstream implements Performing {
  readonly sent: Command[] = [];
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #answer: (command: Command, times: number) => Verdict | Promise<Verdict>;
  #live: boolean;
  clock = 1_700_000_000_000;

  /** @param answer decides; `times` counts how often this command came, from 1 */
  constructor(answer: (command: Command, times: number) => Verdict | Promise<Verdict>, live = true) {
    this.#answer = answer;
    this.#live = live;
  }

  get state(): UpstreamState {
    return { state: this.#live ? 'live' : 'offline', since: 0, lastInTouch: null, problem: null, about: null };
  }

  now(): number {
    return this.clock;
  }

  async perform(command: Command): Promise<Verdict> {
    this.sent.push(command);
    return this.#answer(command, this.sent.filter(({ id }) => id === command.id).length);
  }

  set live(live: boolean) {
    this.#live = live;
    this.#listeners.notify();
  }
}
