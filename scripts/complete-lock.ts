/**
 * Adds to package-lock.json the packages that other platforms need. npm leaves out the ones it cannot
 * look up while it installs (npm/cli#4828), and `npm ci` then refuses the file on every platform.
 * With `--check` it writes nothing and fails where one is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const LOCK = resolve(import.meta.dirname, '../package-lock.json');
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const entry = z.looseObject({ dev: z.boolean().optional(), optionalDependencies: z.record(z.string(), z.string()).optional() });
const lock = z.looseObject({ packages: z.record(z.string(), entry) });

const { packages, ...rest } = lock.parse(JSON.parse(readFileSync(LOCK, 'utf8')));

/** Whether Node would find a package from the folder of another. */
function isLocked(from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (!folder.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}

/** The platform that a package is for, out of its name, such as `binding-linux-x64-gnu`. */
function platformOf(name: string): { os?: string[]; cpu?: string[] } {
  const words = name.split(/[/-]/u);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }) };
}

const missing = new Map<string, z.infer<typeof entry>>();
for (const [from, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(from, name)) continue;
    const platform = platformOf(name);
    // Only what will never be installed here may stand without a checksum.
    if (platform.cpu === undefined || !/^\d+\.\d+\.\d+/u.test(version))
      throw new Error(`${name}@${version} is missing from package-lock.json`);
    missing.set(`node_modules/${name}`, { version, ...platform, ...(dev === true && { dev }), optional: true });
  }
}

if (process.argv.includes('--check')) {
  for (const path of missing.keys()) console.error(`missing from package-lock.json: ${path}`);
  if (missing.size > 0) process.exitCode = 1;
} else if (missing.size > 0) {
  const all = Object.entries({ ...packages, ...Object.fromEntries(missing) }).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(LOCK, `${JSON.stringify({ ...rest, packages: Object.fromEntries(all) }, null, 2)}\n`);
}
