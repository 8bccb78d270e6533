import type { Event } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';

/**
 * The port that gives events their place in the log. Embedded: libSQL; later NATS JetStream for
 * several processes. `tests/contracts/sequencer.ts` says what every adapter must do.
 */
export interface Sequencer {
  /** Names the log; a cursor of another epoch is void. */
  readonly epoch: string;
  /** `seq` of the newest entry, 0 in an empty log. */
  readonly head: number;
  /**
   * Appends events in the order given, all or none. When it resolves they are durable and this
   * server's rows show them.
   * @throws {Outage} where they could not be stored; then none of them was.
   */
  append(events: readonly Event[]): Promise<Entry[]>;
}
