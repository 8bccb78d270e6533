/**
 * Builds what `npm pack` ships beside the sources: the SDK and the command line as ES modules in
 * dist/sdk, and their types in dist/types.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'vite';

const ROOT = resolve(import.meta.dirname, '..');
const SDK = join(ROOT, 'dist/sdk');
const TYPES = join(ROOT, 'dist/types');
/** Where the compiler puts declarations (see each folder's tsconfig.json). */
const DECLARATIONS = join(ROOT, 'node_modules/.cache/tsc');

/** The doors of the package, by their name in package.json's `exports` and `bin`. */
const ENTRIES = { sdk: 'sdk.ts', 'sdk-node': 'sdk-node.ts', cli: 'cli.ts' };

const IMPORT = /(from\s+|import\s*\(\s*|import\s+)(['"])([#.][^'"]+)\2/gu;

/** The declaration file that an import in another one means. */
function declarationOf(specifier: string, importer: string): string {
  const path = specifier.startsWith('#') ? join(DECLARATIONS, specifier.slice(1)) : resolve(dirname(importer), specifier);
  return path.replace(/\.(?:ts|js)$/u, '.d.ts');
}

/** Copies a declaration and all that it reaches, with imports that need no `imports` of ours. */
function copyTypes(file: string, seen: Set<string>): void {
  if (seen.has(file)) return;
  seen.add(file);
  const text = readFileSync(file, 'utf8').replace(IMPORT, (_all, before: string, quote: string, specifier: string) => {
    const target = declarationOf(specifier, file);
    if (!existsSync(target)) throw new Error(`${relative(ROOT, file)} imports ${specifier}, which has no declaration.`);
    copyTypes(target, seen);
    const path = relative(dirname(file), target).replace(/\.d\.ts$/u, '.js');
    return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
  });
  const to = join(TYPES, relative(DECLARATIONS, file));
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text);
}

rmSync(SDK, { recursive: true, force: true });
rmSync(TYPES, { recursive: true, force: true });
await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: true,
    target: 'es2022',
    outDir: SDK,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(ROOT, 'src/client/sdk', file)])),
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'parts/[name]-[hash].js',
        banner: (chunk) => (chunk.name === 'cli' ? '#!/usr/bin/env node' : ''),
      },
    },
  },
});
const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'src/client'], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (status !== 0) throw new Error('The types could not be built.');
const seen = new Set<string>();
for (const name of ['sdk', 'sdk-node']) copyTypes(join(DECLARATIONS, `client/sdk/${name}.d.ts`), seen);
cpSync(join(ROOT, 'LICENSE'), join(SDK, 'LICENSE'));
