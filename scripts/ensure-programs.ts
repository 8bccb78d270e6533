import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findChromium } from '#tests/support/browser.ts';

/** Finds a program as a shell would. */
function findOnPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** Installs a Debian package, as root or by a sudo that asks nothing. Tells whether that worked. */
function installPackage(name: string): boolean {
  const root = process.getuid?.() === 0;
  const apt = (...words: string[]): boolean => {
    const command = root ? ['apt-get', ...words] : ['sudo', '-n', 'apt-get', ...words];
    const [program = '', ...parameters] = command;
    return (
      spawnSync(program, parameters, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status ===
      0
    );
  };
  return apt('update') && apt('install', '--yes', '--no-install-recommends', name);
}

function ensure(what: string, find: () => string | undefined, debianPackage: string, otherwise: string): void {
  if (find() !== undefined) return;
  console.log(`${what} is missing; installing Debian's package ${debianPackage}.`);
  if (installPackage(debianPackage) && find() !== undefined) return;
  throw new Error(`The tests need ${what}, and Debian's package ${debianPackage} could not be installed here. ${otherwise}`);
}

/** The browser of the end-to-end tests. @throws where there is none and none can be installed. */
export function ensureChromium(): void {
  if (process.env['CHROMIUM_PATH'] && findChromium() === undefined) throw new Error('CHROMIUM_PATH names no file.');
  ensure('Chromium', findChromium, 'chromium', 'Install one and name it in CHROMIUM_PATH.');
}

/** OpenSSH's own tool, against which our signatures are checked. @throws like `ensureChromium`. */
export function ensureSshKeygen(): void {
  ensure('ssh-keygen', () => findOnPath('ssh-keygen'), 'openssh-client', 'Install OpenSSH so that ssh-keygen is on the PATH.');
}
