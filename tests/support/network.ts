import { connect, createServer, type Server, type Socket } from 'node:net';

/** A network before a server that can be cut the way a cable is: nothing comes through, and nobody is told. */
export class Network {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  /** @param target the origin behind it, such as `http://127.0.0.1:40123` */
  static async before(target: string): Promise<Network> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new Network(server, new URL(target));
  }

  private constructor(server: Server, { hostname, port }: URL) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    server.on('connection', (near) => {
      this.#keep(near);
      if (this.#cut) return;
      const far = connect({ host: hostname, port: Number(port) });
      this.#keep(far);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('data', (bytes) => this.#cut || to.write(bytes));
        from.on('close', () => this.#cut || to.destroy());
      }
    });
  }

  /** From now on nothing comes through, not even that something ended. */
  cut(): void {
    this.#cut = true;
  }

  /** New connections come through again; those of before stay dead. */
  mend(): void {
    this.#cut = false;
  }

  /** Ends all connections; new ones come through. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.drop();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
