import type { ChannelRow } from '#shared/chat/channel.ts';
import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { type UserRow, userTable } from '#shared/chat/user.ts';
import { newId } from '#shared/identity/signer.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { Attendance } from '#shared/sync/attendance.ts';
import type { PersonState } from '#shared/sync/presence.ts';
import type { Recalled } from '#shared/sync/room-pages.ts';
import type { RoomSync } from '#shared/sync/room-sync.ts';
import type { SyncClient } from '#shared/sync/sync-client.ts';
import { type Message, messageFromRow } from './message.ts';
import { MessageQueue } from './message-queue.ts';

type Reference = Pick<Message, 'author' | 'id'>;

/** Answers the message that a handler was called with, in its channel. Resolves when the server has stored the answer. */
export type Reply = (text: string) => Promise<Message>;

/** Which page of a channel; the newest where neither `before` nor `after` is given. */
export interface HistoryOptions {
  readonly channel?: string;
  readonly before?: number;
  readonly after?: number;
  readonly limit?: number;
}

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
    const id = newId();
    const heard = this.#hear(id);
    try {
      await this.#client.post(this.room, channel, text, reference, id);
      const seq = await this.#client.verdict(id);
      if (seq !== null) await this.#until(() => this.#sync.seq >= seq);
      return heard.message() ?? (await this.#fetch({ channel, author: this.userId, id, seq: seq ?? this.#sync.seq }));
    } finally {
      heard.end();
    }
  }

  /** Replaces the text of a message of ours. @throws {Refusal} */
  async edit(message: Message, text: string): Promise<void> {
    await this.#recall(message);
    await this.#client.verdict(await this.#client.edit(message, text));
  }

  /** Erases a message of ours, everywhere and for good. @throws {Refusal} */
  async erase(message: Message): Promise<void> {
    await this.#recall(message);
    await this.#client.verdict(await this.#client.erase(message));
  }

  /** Creates a channel and resolves to its id. @throws {Refusal} */
  createChannel(name: string): Promise<string> {
    return this.#client.createChannel(this.room, name);
  }

  /** A page of at most 200 messages, oldest first: those before a `seq`, those after one, or the newest. */
  async history({ channel = FIRST_CHANNEL, before, after, limit = 50 }: HistoryOptions = {}): Promise<Message[]> {
    const bounds = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    const request = { room: this.room, channel, limit, ...bounds };
    const page = await this.#client.upstream.history(request);
    return page.messages.map((row) => messageFromRow(row, this.#nameOf(row.author), this.userId));
  }

  /**
   * New messages as they come, in order, without gaps through every reconnect; what the server's log
   * leaves out begins where it had to be read anew, after it was replaced. `break` ends it.
   */
  messages({ channel }: { channel?: string } = {}): AsyncIterableIterator<Message> {
    const queue = new MessageQueue<Message>(() => {
      end();
      this.#queues.delete(queue);
    });
    this.#queues.add(queue);
    const end = this.#sync.onEntry((entry) => {
      const message = this.#messageOf(entry);
      if (message !== null && (channel === undefined || message.channel === channel)) queue.push(message);
    });
    return queue;
  }

  /**
   * Calls `handler` with every new message of others, one after the other.
   * @param onError told what a handler throws, which ends nothing; by default it is printed
   * @returns a function that ends it
   */
  onMessage(
    handler: (message: Message, reply: Reply) => unknown,
    { onError = console.error }: { onError?: (cause: unknown) => void } = {},
  ): () => void {
    const queue = this.messages() as MessageQueue<Message>;
    const answer = async (message: Message): Promise<void> => {
      await handler(message, (text) => this.send(text, { channel: message.channel, replyTo: message }));
    };
    void (async () => {
      for await (const message of queue) if (!message.mine) await answer(message).catch(onError);
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

  #messageOf({ seq, at, event }: Entry): Message | null {
    if (event.type !== 'message.posted') return null;
    const { room, channel, id, author, body, replyTo } = event;
    const text = body?.content ?? '';
    const [authorName, mine] = [this.#nameOf(author), author === this.userId];
    return { room, channel, id, author, authorName, text, at, editedAt: null, erased: body === null, replyTo, seq, mine };
  }

  /** Listens for a message of ours in the feed. */
  #hear(id: string): { message(): Message | null; end(): void } {
    let heard: Message | null = null;
    const end = this.#sync.onEntry((entry) => {
      const message = this.#messageOf(entry);
      if (message?.id === id && message.mine) heard = message;
    });
    return { end, message: () => heard };
  }

  /** A stored message that the feed did not bring, because a snapshot was taken beyond it. */
  async #fetch(message: Recalled): Promise<Message> {
    await this.#recall(message);
    const row = this.#sync.message(message.author, message.id);
    if (row === undefined) throw new Error('The server lost this message.');
    return messageFromRow(row, this.#nameOf(row.author), this.userId);
  }

  /** Brings a message into memory, when there is a connection: only what is known can be changed. */
  async #recall(message: Recalled): Promise<void> {
    while (this.#sync.message(message.author, message.id) === undefined) {
      await this.#until(() => this.#client.isEntered(this.room));
      // A connection that breaks meanwhile is waited for again.
      const asked = await this.#sync.recall(message).then(
        () => true,
        () => this.#client.isEntered(this.room),
      );
      if (asked) return;
    }
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        end();
        resolve();
      };
      const end = this.#client.subscribe(look);
      look();
    });
  }
}
