import type { ChannelRow } from '#shared/chat/channel.ts';
import { messageTable } from '#shared/chat/message.ts';
import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { type UserRow, userTable } from '#shared/chat/user.ts';
import type { Attendance } from '#shared/sync/attendance.ts';
import type { PersonState } from '#shared/sync/presence.ts';
import type { RoomSync } from '#shared/sync/room-sync.ts';
import type { SyncClient } from '#shared/sync/sync-client.ts';
import { type Message, messageFromRow } from './message.ts';
import { MessageQueue } from './message-queue.ts';

type Reference = Pick<Message, 'author' | 'id'>;

/** Answers the message that a handler was called with, in its channel. Resolves when the server has stored the answer. */
export type Reply = (text: string) => Promise<Message>;

/** A room, as a script or bot is in it. */
export class ChatRoom {
  readonly room: string;
  /** Our own user id. */
  readonly userId: string;
  readonly #client: SyncClient;
  readonly #sync: RoomSync;
  readonly #attendance: Attendance;
  readonly #queues = new Set<MessageQueue<Message>>();

  /** Use `connect` to get one. */
  constructor(client: SyncClient, sync: RoomSync, attendance: Attendance) {
    this.room = sync.room;
    this.userId = client.signer.userId;
    this.#client = client;
    this.#sync = sync;
    this.#attendance = attendance;
  }

  /** The room's channels, archived ones included. */
  get channels(): readonly ChannelRow[] {
    return this.#sync.channels;
  }

  /** The room's people. */
  get people(): readonly UserRow[] {
    return this.#sync.users;
  }

  /** Who is here now, and who types where; oneself included. */
  get present(): readonly PersonState[] {
    return [...this.#attendance.presence(this.room).people.values()].filter(({ state }) => state !== 'gone');
  }

  /** Calls `handler` whenever somebody comes, goes, is idle or types. @returns a function that ends it */
  onPresence(handler: (present: readonly PersonState[]) => unknown): () => void {
    return this.#attendance.presence(this.room).subscribe(() => void handler(this.present));
  }

  /** Shows the others that we are typing in a channel; call it again while it goes on. Null ends it. */
  typing(channel: string | null = FIRST_CHANNEL): void {
    this.#attendance.presence(this.room).type(channel);
  }

  /** Tells the others that a message was read, and all before it in its channel. */
  markRead({ channel, seq }: Pick<Message, 'channel' | 'seq'>): void {
    this.#attendance.receipts(this.room).read(channel, seq);
  }

  /**
   * Posts a message and resolves when the server has stored it. While there is no connection it waits.
   * @throws {Refusal} with a reason where the server does not take it
   */
  async send(
    text: string,
    { channel = FIRST_CHANNEL, replyTo = null }: { channel?: string; replyTo?: Reference | null } = {},
  ): Promise<Message> {
    const reference = replyTo === null ? null : { author: replyTo.author, id: replyTo.id };
    const id = await this.#client.post(this.room, channel, text, reference);
    await this.#client.verdict(id);
    return this.#seen(this.userId, id);
  }

  /** Replaces the text of a message of ours. @throws {Refusal} */
  async edit(message: Message, text: string): Promise<void> {
    await this.#client.verdict(await this.#client.edit(message, text));
  }

  /** Erases a message of ours, everywhere and for good. @throws {Refusal} */
  async erase(message: Message): Promise<void> {
    await this.#client.verdict(await this.#client.erase(message));
  }

  /** Creates a channel and resolves to its id. @throws {Refusal} */
  createChannel(name: string): Promise<string> {
    return this.#client.createChannel(this.room, name);
  }

  /** A page of messages, oldest first; `before` a `seq`, or the newest. */
  async history({
    channel = FIRST_CHANNEL,
    before,
    limit = 50,
  }: { channel?: string; before?: number; limit?: number } = {}): Promise<Message[]> {
    const request = { room: this.room, channel, limit, ...(before === undefined ? {} : { before }) };
    const page = await this.#client.upstream.history(request);
    return page.messages.map((row) => messageFromRow(row, this.#nameOf(row.author), this.userId));
  }

  /** New messages as they come, in order, without gaps through every reconnect. `break` ends it. */
  messages({ channel }: { channel?: string } = {}): AsyncIterableIterator<Message> {
    const queue = new MessageQueue<Message>(() => {
      end();
      this.#queues.delete(queue);
    });
    this.#queues.add(queue);
    const end = this.#sync.onEntry(({ seq, at, event }) => {
      if (event.type !== 'message.posted' || (channel !== undefined && event.channel !== channel)) return;
      queue.push({
        room: event.room,
        channel: event.channel,
        id: event.id,
        author: event.author,
        authorName: this.#nameOf(event.author),
        text: event.body?.content ?? '',
        at,
        editedAt: null,
        erased: event.body === null,
        replyTo: event.replyTo,
        seq,
        mine: event.author === this.userId,
      });
    });
    return queue;
  }

  /** Calls `handler` with every new message of others, one after the other. @returns a function that ends it */
  onMessage(handler: (message: Message, reply: Reply) => unknown): () => void {
    const queue = this.messages() as MessageQueue<Message>;
    void (async () => {
      for await (const message of queue) {
        if (!message.mine) await handler(message, (text) => this.send(text, { channel: message.channel, replyTo: message }));
      }
    })();
    return () => queue.end();
  }

  /** Leaves; what was sent and not stored yet is given up. */
  close(): void {
    for (const queue of this.#queues) queue.end();
    this.#attendance.close();
    this.#client.close();
  }

  #nameOf(user: string): string {
    return this.#sync.rows.get(userTable, { room: this.room, user })?.name ?? '';
  }

  /** A stored message, once the feed has brought it. */
  #seen(author: string, id: string): Promise<Message> {
    return new Promise((resolve) => {
      const look = (): void => {
        const row =
          this.#client.overlay(this.room).rows.get(messageTable, { room: this.room, author, id }) ??
          this.#sync.message(author, id);
        if (row?.seq == null) return;
        end();
        resolve(messageFromRow(row, this.#nameOf(author), this.userId));
      };
      const end = this.#sync.subscribe(look);
      look();
    });
  }
}
