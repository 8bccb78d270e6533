import { pathTo } from '../app/place.ts';
import type { MessageView } from '../app/views.ts';
import { changeDraft } from '../composer/drafts.ts';
import { copyText } from '../parts/use-copy.ts';

/** What can be done with one message by us; null where it cannot. */
export interface MessageCommands {
  reply: (() => void) | null;
  edit: (() => void) | null;
  copyText: () => void;
  copyLink: (() => void) | null;
  /** Asks first. */
  remove: (() => void) | null;
}

interface CommandsOptions {
  message: MessageView;
  own: boolean;
  /** The channel takes new messages and edits. */
  open: boolean;
  askRemove: (message: MessageView) => void;
}

/** The commands for a message that has not been erased. */
export function commandsFor({ message, own, open, askRemove }: CommandsOptions): MessageCommands {
  const { room, channel, author, id, content } = message;
  const target = { author, id };
  const sent = message.delivery !== 'failed';
  return {
    reply: open && sent ? () => changeDraft(room, channel, { edit: null, replyTo: target }) : null,
    edit: open && own && sent ? () => changeDraft(room, channel, { edit: { target, text: content ?? '' } }) : null,
    copyText: () => void copyText(content ?? ''),
    copyLink: sent ? () => void copyText(new URL(pathTo(room, channel, id), location.origin).href) : null,
    remove: own && sent ? () => askRemove(message) : null,
  };
}
