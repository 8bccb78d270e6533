import type { ChannelRow } from './channel.ts';
import type { MessageRow } from './message.ts';

/** Shows a message once its post has come; an edit or erasure that came first only waits. */
export function isVisibleMessage(row: MessageRow): boolean {
  return row.postRank !== null;
}

/** Shows a channel once it was created. */
export function isVisibleChannel(row: ChannelRow): boolean {
  return row.createdRank !== null;
}
