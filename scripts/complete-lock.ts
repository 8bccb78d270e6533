/**
 * Adds to package-lock.json the packages that other platforms need. npm leaves out the ones it cannot
 * look up while it installs (npm/cli#4828), and `npm ci` then refuses the file on every platform.
 * With `--check` it writes nothing and fails where one is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const LOCK = resolve(import.meta.dirname, '../package-lock.json');
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** What matters here of a package in the lock. */
interface Entry {
  version?: string;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(LOCK, 'utf8')) as { packages: Record<string, Entry> };
const { packages } = lock;

/** Whether Node would find a package from the folder of another. */
function isLocked(from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (!folder.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}

/** The platform that a package is for, out of its name, such as `binding-linux-x64-gnu`. */
function platformOf(name: string): { os: string[]; cpu: string[] } {
  const words = name.split(/[/-]/u);
  return {
    os: SYSTEMS.filter((system) => words.includes(system)),
    cpu: PROCESSORS.filter((processor) => words.includes(processor)),
  };
}

const missing = new Map<string, Entry & { os?: string[]; cpu?: string[]; optional: true }>();
for (const [from, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(from, name)) continue;
    const { os, cpu } = platformOf(name);
    // Only what will never be installed here may stand without a checksum.
    if (cpu.length === 0 || !/^\d+\.\d+\.\d+/u.test(version))
      throw new Error(`${name}@${version} is missing from package-lock.json`);
    missing.set(`node_modules/${name}`, {
      version,
      cpu,
      ...(dev === true && { dev }),
      optional: true,
      ...(os.length > 0 && { os }),
    });
  }
}

if (process.argv.includes('--check')) {
  for (const path of missing.keys()) console.error(`missing from package-lock.json: ${path}`);
  if (missing.size > 0) process.exitCode = 1;
} else if (missing.size > 0) {
  const all = Object.entries({ ...packages, ...Object.fromEntries(missing) }).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(LOCK, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`);
}
