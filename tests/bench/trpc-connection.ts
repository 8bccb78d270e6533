import type { Command } from '#shared/chat/chat.ts';
import { connectionParamsFor, type Signer } from '#shared/identity/signer.ts';
import { RawSocket } from './raw-socket.ts';
import { splitFrames } from './split-frames.ts';

/** The procedure behind each command that the bench sends. */
const PATHS: Partial<Record<Command['type'], string>> = {
  'room.create': 'room.create',
  'user.update': 'user.update',
  'message.post': 'message.send',
};

interface Frame {
  readonly id?: number;
  readonly result?: { readonly type: string; readonly data?: unknown };
  readonly error?: { readonly message: string };
}

/** A request as it travels. */
export function requestFrame(id: number, method: 'query' | 'mutation' | 'subscription', path: string, input: unknown): string {
  return JSON.stringify({ id, method, params: { path, input } });
}

/** A command as it travels; made beforehand, so that the sender costs little while it is measured. */
export function commandFrame(id: number, command: Command): string {
  return requestFrame(id, 'mutation', PATHS[command.type] ?? '', command);
}

/** The address of a server's socket, and the first message over it, which says who connects. */
export async function greeting(origin: string, signer: Signer): Promise<{ address: string; hello: string }> {
  const data = await connectionParamsFor(signer, origin, Date.now());
  return {
    address: `${origin.replace(/^http/u, 'ws')}/trpc?connectionParams=1`,
    hello: JSON.stringify({ method: 'connectionParams', data }),
  };
}

/** A signed connection that speaks tRPC by hand. */
export class TrpcConnection {
  readonly #socket: RawSocket;
  readonly #waiting: Map<number, (frame: Frame) => void>;
  /** Ids of single requests; those of ready frames begin far above. */
  #requests = 0;

  /** @param onFrame told of every text that answers no `request` */
  static async open(origin: string, signer: Signer, onFrame: (text: string) => void = () => undefined): Promise<TrpcConnection> {
    const { address, hello } = await greeting(origin, signer);
    const waiting = new Map<number, (frame: Frame) => void>();
    const onBytes = splitFrames((text) => {
      if (text === 'PING') return socket.send('PONG');
      if (waiting.size === 0) return onFrame(text);
      const frame = JSON.parse(text) as Frame;
      const answered = waiting.get(frame.id ?? 0);
      if (answered === undefined) return onFrame(text);
      return answered(frame);
    });
    const socket = await RawSocket.open(address, { onBytes });
    socket.send(hello);
    return new TrpcConnection(socket, waiting);
  }

  private constructor(socket: RawSocket, waiting: Map<number, (frame: Frame) => void>) {
    this.#socket = socket;
    this.#waiting = waiting;
  }

  /** Asks, and waits for the answer. @throws {Error} with the server's words. */
  request(method: 'query' | 'mutation', path: string, input: unknown): Promise<unknown> {
    this.#requests += 1;
    const id = this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error) reject(new Error(`${path}: ${error.message}`));
        else resolve(result?.data);
      });
      this.send(requestFrame(id, method, path, input));
    });
  }

  /** Performs a command and waits until it is stored. */
  perform(command: Command): Promise<unknown> {
    return this.request('mutation', PATHS[command.type] ?? '', command);
  }

  /** Sends ready frames in one write. */
  send(...frames: string[]): void {
    this.#socket.send(...frames);
  }

  close(): void {
    this.#socket.close();
  }
}
