import { connect, createServer, type Server, type Socket } from 'node:net';

interface Line {
  readonly near: Socket;
  readonly far: Socket;
}

/** The way to a server, with the faults that ways have: cut lines, lines that nobody answers on, bytes that come late. */
export class FaultyNetwork implements Disposable {
  readonly url: string;
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  /** Ends of lines that nobody answers on any more. */
  readonly #silent = new Set<Socket>();
  #held = false;
  #down = false;

  /** @param target the origin behind it, such as `http://127.0.0.1:40123` */
  static async before(target: string): Promise<FaultyNetwork> {
    const server = createServer({ allowHalfOpen: false });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new FaultyNetwork(server, new URL(target));
  }

  private constructor(server: Server, { hostname, port }: URL) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    server.on('connection', (near) => {
      if (this.#down) {
        near.resetAndDestroy();
        return;
      }
      const line = { near, far: connect({ host: hostname, port: Number(port) }) };
      this.#lines.add(line);
      for (const [from, to] of [
        [line.near, line.far],
        [line.far, line.near],
      ] as const) {
        from.on('error', () => undefined);
        from.on('close', () => {
          to.destroy();
          this.#lines.delete(line);
        });
        from.pipe(to);
      }
      if (this.#held) pause(line);
    });
  }

  /** How many lines are up. */
  get lines(): number {
    return this.#lines.size;
  }

  /** Breaks all lines at once; new ones come through. */
  cut(): void {
    for (const { near, far } of this.#lines) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Breaks all lines and lets no new one through. */
  goDown(): void {
    this.#down = true;
    this.cut();
  }

  /** Lets new lines through again. */
  comeUp(): void {
    this.#down = false;
  }

  /** Ends all lines at the server's side and tells the other side nothing; new ones come through. */
  leaveHalfOpen(): void {
    for (const line of this.#lines) {
      pause(line);
      line.far.removeAllListeners('close');
      line.far.destroy();
      this.#silent.add(line.near);
    }
    this.#lines.clear();
  }

  /** From now on bytes wait, on new lines as well. */
  hold(): void {
    this.#held = true;
    for (const line of this.#lines) pause(line);
  }

  /** Lets what waited go on, in order. */
  release(): void {
    this.#held = false;
    for (const { near, far } of this.#lines) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  [Symbol.dispose](): void {
    this.#server.close();
    for (const socket of [...this.#lines].flatMap(({ near, far }) => [near, far]).concat(...this.#silent)) socket.destroy();
  }
}

function pause({ near, far }: Line): void {
  near.unpipe(far);
  far.unpipe(near);
  near.pause();
  far.pause();
}
