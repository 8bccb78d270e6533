import { Nonconformance, Participant } from './participant.ts';

/** What the server does without, although it need not have it. */
export class Absent extends Error {
  override readonly name = 'Absent';
}

/** One thing that a server of the envelope should do. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Tries it. @throws {Nonconformance} where the server does otherwise. @throws {Absent} */
  run(bench: Bench): Promise<void>;
}

/** What checks work with: participants in the rooms of the server under test. */
export class Bench {
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #participants = new Set<Participant>();
  #texts = 0;
  /** So that two runs in one room do not hear each other's messages as their own. */
  readonly #run = crypto.randomUUID().slice(0, 8);

  /** @param url of a room, `ws://host/room` or `ws://host/?room=room` */
  constructor(url: URL, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  get room(): string {
    const [segment = ''] = this.#url.pathname.split('/').filter(Boolean);
    return segment === '' ? (this.#url.searchParams.get('room') ?? '') : decodeURIComponent(segment);
  }

  /** The server's address with another path and query. */
  address(path: string): string {
    return new URL(path, this.#url).href;
  }

  /** A new participant, connected and told who is there. @param address of a room; ours if none is given */
  async join(address: string = this.#url.href): Promise<Participant> {
    const participant = this.connect(address);
    await participant.opened();
    await participant.until('a first ACTIVE_USERS comes', () => participant.present.length > 0);
    return participant;
  }

  /** A new participant, however it goes. */
  connect(address: string): Participant {
    const participant = new Participant(address, this.#timeoutMs);
    this.#participants.add(participant);
    return participant;
  }

  /** A text that nobody else sends. */
  text(about: string): string {
    this.#texts += 1;
    return `${about} (conformance ${this.#run}-${this.#texts})`;
  }

  /** Ends all participants of a check. */
  clear(): void {
    for (const participant of this.#participants) participant.close();
    this.#participants.clear();
  }
}

/** @throws {Nonconformance} unless it is so */
export function expectThat(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Nonconformance(otherwise);
}
