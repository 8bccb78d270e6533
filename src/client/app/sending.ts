import { newId } from '#shared/identity/signer.ts';
import type { SyncClient } from '#shared/sync/sync-client.ts';
import { changeDraft, draftOf } from '../composer/drafts.ts';
import { showNotice } from '../parts/notice.tsx';
import { forgetWritten, type JustWritten, leftWritten, noteWritten } from './just-written.ts';
import type { MessageView } from './views.ts';
import { words } from './words.ts';

/** Puts a text that could not be sent back to where it was written. */
function putBack({ room, channel, text, replyTo }: JustWritten): void {
  const draft = draftOf(room, channel);
  changeDraft(
    room,
    channel,
    draft.text === '' ? { text, replyTo: draft.replyTo ?? replyTo } : { text: `${text}\n${draft.text}` },
  );
}

/** Sending, so that no text is lost on the way from the composer into the Outbox. */
export class Sending {
  readonly #client: SyncClient;

  constructor(client: SyncClient) {
    this.#client = client;
  }

  /** Sends what pages that were closed too early left behind. */
  resume(): void {
    for (const written of leftWritten()) void this.#post(written);
  }

  /** Sends a message; a text that cannot be taken goes back into the composer, with the reason told. */
  send(message: Omit<JustWritten, 'id'>): void {
    const written = { ...message, id: newId() };
    noteWritten(written);
    void this.#post(written);
  }

  /** Edits a message; likewise. */
  edit(message: MessageView, text: string): void {
    const { room, channel, author, id } = message;
    this.#client.edit(message, text).catch((cause: unknown) => {
      showNotice(cause);
      if (draftOf(room, channel).edit === null) changeDraft(room, channel, { edit: { target: { author, id }, text } });
    });
  }

  /** Erases a message. */
  erase(message: MessageView): void {
    this.#client.erase(message).catch(showNotice);
  }

  /** Sends a refused message again; it stays where that is refused as well. */
  retry(commandId: string): void {
    this.#client.retry(commandId).catch(showNotice);
  }

  /**
   * Tells the person of refusals that belong to no message, where they would see them, and lets go of
   * those commands. A page that nobody looks at leaves them to the next that somebody does.
   */
  tellRefusals(): void {
    const told = new Set<string>();
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      for (const { command, status, problem } of this.#client.outbox.pending) {
        if (status !== 'failed' || command.type.startsWith('message.') || told.has(command.id)) continue;
        told.add(command.id);
        showNotice('channel' in command ? words.channelRefused(command.channel, problem ?? '') : problem);
        void this.#client.discard(command.id);
      }
    };
    this.#client.outbox.subscribe(look);
    document.addEventListener('visibilitychange', look);
  }

  async #post(written: JustWritten): Promise<void> {
    const { id, room, channel, text, replyTo } = written;
    try {
      await this.#client.post(room, channel, text, replyTo, id);
      await this.#kept(id);
    } catch (cause) {
      putBack(written);
      showNotice(cause);
    }
    forgetWritten(id);
  }

  /** Resolves when nothing is lost with this page: the message is in the Outbox, or had its verdict. */
  #kept(id: string): Promise<void> {
    const { outbox } = this.#client;
    return new Promise((resolve) => {
      const look = (): void => {
        const pending = outbox.pending.find(({ command }) => command.id === id);
        if (pending?.unkept === true) return;
        end();
        resolve();
      };
      const end = outbox.subscribe(look);
      look();
    });
  }
}
