import type { MessageView } from '../app/views.ts';

/** How far the clocks of devices may differ, in ms. */
const SLACK = 86_400_000;

/**
 * Whether a message can be further back than those that are loaded: its id (UUIDv7, RFC 9562) begins
 * with the time it was made, so a link to nowhere does not load the whole history.
 */
export function mayBeOlder(id: string, messages: readonly MessageView[]): boolean {
  const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  const oldest = messages[0];
  return (
    oldest !== undefined && !Number.isNaN(made) && made < oldest.authoredAt + SLACK && made > oldest.authoredAt - 10 * 365 * SLACK
  );
}
