import type { WebSocket } from 'ws';
import { Refusal } from '#shared/chat/refusal.ts';
import { isStrongId } from '#shared/wire/strong-id.ts';
import type { ClientMessage } from '#shared/wire/websocket-data.ts';
import { messageWanted } from '#shared/wire/wants-of-frames.ts';
import { Outage } from '../log/outage.ts';
import type { OptimisticIds } from '../store/optimistic-ids.ts';
import { postCommand, strongMessageId } from './guest-commands.ts';
import type { GuestSession, SessionServices } from './guest-session.ts';
import { refusalNotice } from './refusal-notice.ts';
import type { OpenRoom } from './rooms.ts';
import { carriedMessage } from './stored-messages.ts';

export interface IntakeServices extends SessionServices {
  readonly optimisticIds: OptimisticIds;
  /** From which the ids of messages with a strong `optimisticId` are made. */
  readonly secret: string;
  readonly serverName: string;
}

/** A message that is ready to be posted, or that the room has already. */
interface Prepared {
  readonly frame: ClientMessage;
  readonly id: string;
  /** Null where it is only to be shown to its sender again. */
  readonly post: ReturnType<typeof postCommand> | null;
}

/** Weak ids of a connection that are remembered. */
const KEEP = 1000;

/** Turns the `CLIENT_MESSAGE` frames of one connection into posts, each message once. */
export class MessageIntake {
  readonly #socket: WebSocket;
  readonly #room: OpenRoom;
  readonly #session: GuestSession;
  readonly #services: IntakeServices;
  /** Messages of this connection by weak `optimisticId` and text. */
  readonly #weak = new Map<string, string>();

  constructor(socket: WebSocket, room: OpenRoom, session: GuestSession, services: IntakeServices) {
    this.#socket = socket;
    this.#room = room;
    this.#session = session;
    this.#services = services;
  }

  /**
   * Posts messages in their order, all at once, so that one commit takes them. A refused one is
   * answered or ignored.
   * @returns those that could not be stored for now
   */
  async take(frames: readonly ClientMessage[]): Promise<ClientMessage[]> {
    const unstored: ClientMessage[] = [];
    const posting: Promise<void>[] = [];
    for (const frame of frames) {
      const failed = (cause: unknown): void => {
        this.#weak.delete(weakKey(frame));
        if (cause instanceof Outage) unstored.push(frame);
        else this.#refuse(frame, cause);
      };
      try {
        const prepared = await this.#prepare(frame);
        posting.push(this.#deliver(prepared).catch(failed));
      } catch (cause) {
        failed(cause);
      }
    }
    await Promise.all(posting);
    return frames.filter((frame) => unstored.includes(frame));
  }

  async #prepare(frame: ClientMessage): Promise<Prepared> {
    const { content, channel, optimisticId } = messageWanted(frame);
    if (content.trim() === '') throw new Refusal('text-empty');
    const { name } = this.#room;
    const strong = isStrongId(optimisticId);
    const known = strong
      ? await carriedMessage(this.#services.client, name, optimisticId, content)
      : (this.#weak.get(weakKey(frame)) ?? null);
    if (known !== null) return { frame, id: known, post: null };
    await this.#session.ensureProfile();
    const place = await this.#session.ensureChannel(channel);
    const id = strong ? strongMessageId(this.#services.secret, name, optimisticId, content) : undefined;
    const post = postCommand(name, place, content, id);
    if (!strong && optimisticId !== '') this.#remember(frame, post.id);
    return { frame, id: post.id, post };
  }

  async #deliver({ frame, id, post }: Prepared): Promise<void> {
    if (post !== null && !(await this.#post(post, frame.optimisticId))) return;
    if (!(await this.#room.stream.echo(id, this.#socket)) && post !== null) {
      // Another connection's message with this id was decided in the same batch, and is stored now or failed.
      if (await this.#post(post, frame.optimisticId)) await this.#room.stream.echo(id, this.#socket);
    }
  }

  /** Posts one message. @returns whether the room had it already */
  async #post(post: ReturnType<typeof postCommand>, optimisticId: string): Promise<boolean> {
    const { optimisticIds } = this.#services;
    const before = this.#room.stream.head;
    optimisticIds.note(post.id, optimisticId);
    const receipt = await this.#services.perform(post, this.#session.id).catch((cause: unknown) => {
      if (cause instanceof Refusal && cause.reason === 'id-taken') return null;
      throw cause;
    });
    if (receipt === null) return true;
    if (optimisticId !== '') optimisticIds.keep(receipt.seq, optimisticId);
    return receipt.seq <= before;
  }

  #refuse(frame: ClientMessage, cause: unknown): void {
    if (!(cause instanceof Refusal)) throw cause;
    const notice = refusalNotice(cause, frame, this.#services.serverName);
    if (notice !== null) this.#socket.send(JSON.stringify(notice));
  }

  #remember(frame: ClientMessage, id: string): void {
    this.#weak.set(weakKey(frame), id);
    if (this.#weak.size > KEEP) this.#weak.delete(this.#weak.keys().next().value ?? '');
  }
}

/** What makes a message of one connection the same one when it comes again. */
function weakKey({ optimisticId, channel, content }: ClientMessage): string {
  return JSON.stringify([optimisticId, channel, content]);
}
