import { nameId } from '#shared/chat/text.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { Attendance } from '#shared/sync/attendance.ts';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import { NoReplica } from '#shared/sync/no-replica.ts';
import { SyncClient } from '#shared/sync/sync-client.ts';
import { ChatRoom } from './chat-room.ts';
import { TrpcUpstream } from './trpc-upstream.ts';

export interface ConnectOptions {
  /** The server as people open it, such as `https://chat.example.org`. */
  readonly url: string;
  /** The room's name; it is made where nobody did. */
  readonly room: string;
  /** A key: generated, from an OpenSSH file, or behind ssh-agent. */
  readonly identity: Signer;
  /** What people read beside our messages. */
  readonly name: string;
  readonly email?: string;
  /** Avatar colour, 1 to 8. */
  readonly colour?: number;
  /** How long the first connection may take, in ms; 30 s by default. Later ones are retried for ever. */
  readonly timeoutMs?: number;
}

/**
 * Connects to a room and resolves when we are in it.
 * @throws {Refusal} where the server does not let us in; {@link Error} where it does not answer in time
 */
export async function connect(options: ConnectOptions): Promise<ChatRoom> {
  const { url, identity, name, email = '', colour = null, timeoutMs = 30_000 } = options;
  const room = nameId(options.room);
  if (room === '') throw new Refusal('name-invalid');
  const upstream = new TrpcUpstream(new URL(url).origin, identity);
  // A program that runs for months keeps no messages, and shows no channel.
  const client = new SyncClient({
    signer: identity,
    upstream,
    replica: new NoReplica(),
    outbox: new MemoryOutbox(),
    first: null,
  });
  const attendance = new Attendance(client);
  client.setProfile({ name, email, colour });
  const sync = client.join(room);
  try {
    await entered(client, room, timeoutMs);
  } catch (cause) {
    attendance.close();
    client.close();
    throw cause;
  }
  return new ChatRoom(client, sync, attendance);
}

function entered(client: SyncClient, room: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      end();
      clearTimeout(timer);
      settle();
    };
    const look = (): void => {
      const refusal = client.refusalOf(room);
      if (client.isEntered(room)) finish(resolve);
      else if (refusal !== null) finish(() => reject(refusal));
    };
    const timer = setTimeout(() => {
      const why = client.upstream.state.problem ?? 'The server did not answer.';
      finish(() => reject(new Error(why)));
    }, timeoutMs);
    const end = client.subscribe(look);
    look();
  });
}
