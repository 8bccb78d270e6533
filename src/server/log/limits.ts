import type { Client } from '@libsql/client';
import { channelTable } from '#shared/chat/channel.ts';
import type { Command, Event } from '#shared/chat/chat.ts';
import type { Actor } from '#shared/chat/concept.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import { roomTable } from '#shared/chat/room.ts';
import type { State } from '#shared/log/rows.ts';

/** What one command may ask of this server; the numbers come from the configuration. */
export interface CommandLimits {
  /** UTF-16 code units of one message. */
  readonly messageLength: number;
  /** Rooms that one key may create in 24 hours. */
  readonly roomsPerKey: number;
  readonly channelsPerRoom: number;
  /** How far ahead of this server's clock an author's may be, in ms. */
  readonly clockSkewMs: number;
}

const DAY_MS = 86_400_000;

/**
 * Refuses what goes beyond this server's limits. Limits are this server's own choice, not part of
 * `decide`: another server may have others, and an event that was accepted stays valid.
 *
 * @param decided the events of the same batch that are not stored yet
 * @throws {Refusal}
 */
export async function checkLimits(
  client: Client,
  limits: CommandLimits,
  state: State,
  command: Command,
  actor: Actor,
  decided: readonly Event[],
): Promise<void> {
  const ahead = command.authoredAt - Date.now();
  if (ahead > limits.clockSkewMs) {
    throw new Refusal(
      'clock-skew',
      `The clock of this device is ${Math.round(ahead / 1000)} s ahead of the server’s. Set it right and try again.`,
    );
  }
  if ('content' in command && command.content.length > limits.messageLength) {
    const over = `${command.content.length.toLocaleString('en')} of at most ${limits.messageLength.toLocaleString('en')} characters`;
    throw new Refusal('text-too-long', `This message is too long: ${over}.`);
  }
  if (command.type === 'channel.create' && state.list(channelTable, { room: command.room }).length >= limits.channelsPerRoom) {
    throw new Refusal('too-many', `A room may have ${limits.channelsPerRoom} channels on this server.`);
  }
  if (command.type === 'room.create' && !state.get(roomTable, { room: command.room })) {
    // By the server's clock: the author's could claim any day.
    const made = await client.execute({
      sql: `SELECT count(*) AS made FROM room WHERE creator = ?
            AND (SELECT at FROM log WHERE log.room = room.room ORDER BY seq LIMIT 1) > ?`,
      args: [actor, Date.now() - DAY_MS],
    });
    const sameBatch = decided.filter((event) => event.type === 'room.created' && event.author === actor).length;
    if (Number(made.rows[0]?.['made']) + sameBatch >= limits.roomsPerKey) {
      throw new Refusal('too-many', `One key may open ${limits.roomsPerKey} new rooms a day on this server.`);
    }
  }
}
