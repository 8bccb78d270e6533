import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../..');

export interface ServerOptions {
  /** Environment variables of this server, beside the ones that place it. */
  env?: Record<string, string>;
  /** Keeps its data here and leaves it there; otherwise in a temporary folder. */
  dataDir?: string;
}

/** Servers that still run, to be ended with the test run even where a test forgot them. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The real server in a process of its own, with its own data folder and port. */
export class ServerProcess implements AsyncDisposable {
  readonly dataDir: string;
  /** Every line it wrote, standard output and standard error alike, of all its runs. */
  readonly lines: string[] = [];
  #env: Record<string, string>;
  #temporary: boolean;
  #child: ChildProcess | undefined;
  #url = '';

  /** Starts one; resolves when it listens. @throws with its output where it ends before that. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.#listen('0');
    return server;
  }

  private constructor({ env = {}, dataDir }: ServerOptions) {
    this.#temporary = dataDir === undefined;
    this.dataDir = dataDir ?? mkdtempSync(join(tmpdir(), 'parley-'));
    this.#env = env;
  }

  /** The origin it serves, such as `http://127.0.0.1:40123`. */
  get url(): string {
    return this.#url;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends it as a power cut would, without a word. */
  async kill9(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to stop, and waits until it has. Resolves to its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Starts it again on the same data and port; stops it before if it runs. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.stop();
    Object.assign(this.#env, env);
    await this.#listen(new URL(this.#url).port);
  }

  /** Ends it and removes its temporary folder. */
  async dispose(): Promise<void> {
    await this.kill9();
    if (this.#temporary) rmSync(this.dataDir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #listen(port: string): Promise<void> {
    const { PATH = '', HOME = '' } = process.env;
    const own = { HOST: '127.0.0.1', PORT: port, DATA_DIR: this.dataDir, LOG_LEVEL: 'info' };
    const child = spawn(join(ROOT, 'node_modules/.bin/node'), ['src/server/main.ts'], {
      cwd: ROOT,
      env: { PATH, HOME, ...own, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    createInterface(child.stderr).on('line', (line) => this.lines.push(line));
    const output = createInterface(child.stdout);
    await new Promise<void>((listening, failed) => {
      output.on('line', (line) => {
        this.lines.push(line);
        const url = listeningUrl(line);
        if (url === undefined) return;
        this.#url = url;
        listening();
      });
      child.once('close', (code) =>
        failed(new Error(`the server ended with ${code} before it listened:\n${this.lines.join('\n')}`)),
      );
    });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
}

function listeningUrl(line: string): string | undefined {
  if (!line.includes('"msg":"listening"')) return undefined;
  const { url } = JSON.parse(line) as { url?: unknown };
  return typeof url === 'string' ? url : undefined;
}
