import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A frame of a client: text, and masked with zeros, which the protocol allows and costs nothing (RFC 6455, section 5.3). */
function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const header = length < 126 ? Buffer.alloc(6) : length < 65_536 ? Buffer.alloc(8) : Buffer.alloc(14);
  header[0] = 0x81;
  header[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (length >= 65_536) header.writeBigUInt64BE(BigInt(length), 2);
  else if (length >= 126) header.writeUInt16BE(length, 2);
  return Buffer.concat([header, payload]);
}

export interface RawSocketOptions {
  /** This machine's address to connect from, so that thousands of connections do not run out of ports. */
  readonly localAddress?: string;
  /** Told of every piece of bytes that comes after the handshake, cut wherever TCP cut it. */
  onBytes(bytes: Buffer): void;
}

/**
 * A WebSocket client that does next to nothing: the load generators must cost less than the servers
 * that they load, and a client that parses and copies each frame costs more.
 */
export class RawSocket {
  readonly #socket: Socket;

  /** Connects and shakes hands. @throws {Error} where the server refuses or does not answer in 30 s. */
  static open(address: string, options: RawSocketOptions): Promise<RawSocket> {
    const { hostname, host, port, pathname, search } = new URL(address);
    const { localAddress, onBytes } = options;
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), ...(localAddress === undefined ? {} : { localAddress }) });
      socket.setNoDelay(true);
      socket.setTimeout(30_000, () => socket.destroy(new Error(`${address} does not answer`)));
      socket.once('error', reject);
      const key = randomBytes(16).toString('base64');
      const head = [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`, 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.write([...head, `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13', '', ''].join('\r\n'));
      let answer: Buffer = Buffer.alloc(0);
      const shake = (bytes: Buffer): void => {
        answer = Buffer.concat([answer, bytes]);
        const end = answer.indexOf('\r\n\r\n');
        if (end === -1) return;
        socket.off('data', shake);
        const status = answer.subarray(0, answer.indexOf('\r\n')).toString();
        if (!status.startsWith('HTTP/1.1 101')) {
          socket.destroy();
          reject(new Error(`${address} answered ${status}`));
          return;
        }
        socket.setTimeout(0);
        socket.off('error', reject);
        socket.on('error', () => socket.destroy());
        socket.on('data', onBytes);
        resolve(new RawSocket(socket));
        if (answer.length > end + 4) onBytes(answer.subarray(end + 4));
      };
      socket.on('data', shake);
    });
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  /** Sends texts, a frame each, in one write. */
  send(...texts: string[]): void {
    this.#socket.write(texts.length === 1 ? clientFrame(texts[0] ?? '') : Buffer.concat(texts.map(clientFrame)));
  }

  close(): void {
    this.#socket.destroy();
  }
}
