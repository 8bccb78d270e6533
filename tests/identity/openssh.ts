import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stock OpenSSH at work in a folder of its own. */
export class Openssh {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<Openssh> {
    return new Openssh(await mkdtemp(join(tmpdir(), 'parley-openssh-')));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): Promise<void> {
    return writeFile(this.path(name), content, { mode: 0o600 });
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  /** Runs a program of OpenSSH in the folder; resolves to what it says, rejects where it fails. */
  run(
    program: string,
    args: string[],
    { input, env }: { input?: Uint8Array; env?: Record<string, string> } = {},
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(program, args, { cwd: this.folder, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
        if (error === null) return resolve(stdout + stderr);
        const missing = 'code' in error && error.code === 'ENOENT';
        reject(
          new Error(
            missing ? `These tests need ${program}: install openssh-client.` : `${program} ${args.join(' ')}: ${stdout}${stderr}`,
          ),
        );
      });
      child.stdin?.on('error', () => {});
      child.stdin?.end(input ?? '');
    });
  }

  /** Makes a key file; resolves to its path. */
  async makeKey(name: string, ...options: string[]): Promise<string> {
    const passphrase = options.includes('-N') ? [] : ['-N', ''];
    const type = options.includes('-t') ? [] : ['-t', 'ed25519'];
    await this.run('ssh-keygen', ['-q', ...type, '-C', `${name}@test`, '-f', name, ...passphrase, ...options]);
    return this.path(name);
  }

  /** Starts an ssh-agent; resolves to its socket and how to stop it. */
  async startAgent(): Promise<{ socket: string; stop: () => Promise<void> }> {
    const socket = this.path('agent.sock');
    const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    const failed = once(agent, 'error').then(() =>
      Promise.reject(new Error('These tests need ssh-agent: install openssh-client.')),
    );
    // It prints the socket's name once it listens.
    await Promise.race([once(agent.stdout as NodeJS.ReadableStream, 'data'), failed]);
    return {
      socket,
      stop: async () => {
        agent.kill();
        await once(agent, 'exit');
      },
    };
  }

  async stop(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
