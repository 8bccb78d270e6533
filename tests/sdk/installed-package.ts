import { execFile, type ExecFileException, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../..');
const NODE = join(ROOT, 'node_modules/.bin/node');

/** How a program ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(program: string, parameters: string[], cwd: string, env: Record<string, string> = {}, input = ''): Promise<Outcome> {
  return new Promise((done) => {
    const child = execFile(
      program,
      parameters,
      { cwd, env: { ...process.env, ...env }, timeout: 60_000 },
      (failure: ExecFileException | null, out, err) => done({ code: failure === null ? 0 : Number(failure.code ?? 1), out, err }),
    );
    child.stdin?.end(input);
  });
}

/** What `npm pack` makes of this checkout, installed in an empty folder of somebody else. */
export class InstalledPackage implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-consumer-'));

  /** Builds, packs and unpacks it. Its dependencies are ours: installing 600 packages is npm's to test. */
  static async make(): Promise<InstalledPackage> {
    const made = new InstalledPackage();
    const { folder } = made;
    for (const step of [
      await run(NODE, ['scripts/build-sdk.ts'], ROOT),
      await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], ROOT),
    ]) {
      if (step.code !== 0) throw new Error(step.err + step.out);
    }
    const home = join(folder, 'node_modules/parley');
    mkdirSync(home, { recursive: true });
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    const unpacked = await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', home], folder);
    if (unpacked.code !== 0) throw new Error(unpacked.err);
    symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
    mkdirSync(join(folder, 'node_modules/@types'));
    symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
    made.write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    return made;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Copies one of our examples, as its README says. */
  copyExample(name: string): void {
    cpSync(join(ROOT, 'examples', name), join(this.folder, name));
  }

  /** Runs a program of the consumer. */
  node(...parameters: string[]): Promise<Outcome> {
    return run(NODE, parameters, this.folder);
  }

  /** The command line of the package, for somebody whose home is this folder. */
  parley(
    parameters: string[],
    { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
  ): Promise<Outcome> {
    return run(NODE, ['node_modules/parley/dist/sdk/cli.js', ...parameters], this.folder, { HOME: this.folder, ...env }, input);
  }

  /** Starts a program that goes on, and reads its lines. @returns what gives the next line, and what ends it */
  start(...parameters: string[]): { line(): Promise<string>; stop(): void } {
    const child = spawn(NODE, parameters, {
      cwd: this.folder,
      env: { ...process.env, HOME: this.folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return { line: async () => String((await lines.next()).value), stop: () => void child.kill() };
  }

  /** Checks the types of the consumer's files with our compiler. */
  check(...files: string[]): Promise<Outcome> {
    const options = { module: 'NodeNext', target: 'ES2024', lib: ['ES2024', 'DOM'], strict: true, noEmit: true, types: ['node'] };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions: options, files }));
    return run(NODE, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], this.folder);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
