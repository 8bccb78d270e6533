import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The way between somebody and the server, that can be cut, and on which bytes can be held up. */
export class Proxy {
  readonly url: string;
  readonly #near = new Set<Socket>();
  readonly #far = new Set<Socket>();
  /** Bytes that came from the server, and of each connection how many may still pass before it breaks. */
  passed = 0;
  breakAfter: number | null = null;

  private constructor(url: string) {
    this.url = url;
  }

  static async to(target: string): Promise<Proxy> {
    const { hostname, port } = new URL(target);
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      proxy.#near.add(near);
      proxy.#far.add(far);
      let left = proxy.breakAfter ?? Number.POSITIVE_INFINITY;
      near.pipe(far);
      far.on('data', (data) => {
        proxy.passed += data.length;
        // In the middle of a frame, as it happens.
        if (data.length > left) near.write(data.subarray(0, left), () => near.destroy());
        else if (!near.destroyed && !near.write(data)) far.pause();
        left -= data.length;
      });
      near.on('drain', () => far.resume());
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        socket.on('error', () => undefined);
        socket.once('close', () => {
          other.destroy();
          proxy.#near.delete(near);
          proxy.#far.delete(far);
        });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new Proxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      server.close();
      proxy.cut();
    });
    return proxy;
  }

  /** Breaks every connection at once. */
  cut(): void {
    for (const socket of [...this.#near, ...this.#far]) socket.destroy();
  }

  /** Reads nothing more from the server on the connections that are open now, as a client that hangs does. */
  stall(): void {
    for (const far of this.#far) far.pause();
  }
}
