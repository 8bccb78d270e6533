import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = resolve(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');

const diagnostics = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

/** Where a line may not stand, and the rule that must say so. */
const FORBIDDEN: [file: string, line: string, rule: string][] = [
  ['src/shared/chat/a.ts', `import { x } from '#server/log/feed.ts';`, 'no-restricted-imports'],
  ['src/shared/chat/b.ts', `import { x } from '../../client/app/main.tsx';`, 'no-restricted-imports'],
  ['src/shared/chat/c.ts', `import { readFileSync } from 'node:fs';`, 'no-restricted-imports'],
  ['src/shared/chat/d.ts', `import { useState } from 'react';`, 'no-restricted-imports'],
  ['src/shared/chat/e.ts', `import type { FastifyInstance } from 'fastify';`, 'no-restricted-imports'],
  ['src/shared/chat/f.ts', `export * from 'ws';`, 'no-restricted-imports'],
  ['src/shared/chat/g.ts', `export const lazy = import('ws');`, 'no-restricted-imports'],

  ['src/client/app/a.ts', `import { appRouter } from '#server/api/router.ts';`, 'no-restricted-imports'],
  ['src/client/app/b.ts', `export const lazy = import('#server/api/router.ts');`, 'no-restricted-imports'],
  ['src/client/app/c.ts', `import { type AppRouter } from '#server/api/router.ts';`, 'no-import-type-side-effects'],
  ['src/client/app/d.ts', `import { readFileSync } from 'node:fs';`, 'no-restricted-imports'],
  ['src/client/app/e.ts', `import { WebSocket } from 'ws';`, 'no-restricted-imports'],
  ['src/client/sdk/client.ts', `import { readFileSync } from 'node:fs';`, 'no-restricted-imports'],
  ['src/client/app/f.ts', `import { OpensshKeyIdentity } from '#client/sdk/openssh-key-identity.ts';`, 'no-restricted-imports'],
  ['src/client/app/g.ts', `import { x } from '#tests/support/browser.ts';`, 'no-restricted-imports'],

  ['src/server/api/a.ts', `import { Composer } from '#client/channel/composer.tsx';`, 'no-restricted-imports'],
  ['src/server/api/b.ts', `import { x } from '../../client/sdk/client.ts';`, 'no-restricted-imports'],
  ['src/server/api/c.ts', `import { useState } from 'react';`, 'no-restricted-imports'],
  ['src/server/store/a.ts', `import { feed } from '../log/feed.ts';`, 'no-restricted-imports'],
  ['src/server/store/b.ts', `import { feed } from '#server/log/feed.ts';`, 'no-restricted-imports'],
  ['src/server/store/c.ts', `import type { Feed } from '../log/feed.ts';`, 'no-restricted-imports'],
  ['src/server/log/a.ts', `import { x } from '../auth/sign-in.ts';`, 'no-restricted-imports'],
  ['src/server/log/b.ts', `import { x } from '../signals/signals.ts';`, 'no-restricted-imports'],
  ['src/server/signals/a.ts', `import { x } from '../store/schema.ts';`, 'no-restricted-imports'],
  ['src/server/auth/a.ts', `import { x } from '../log/feed.ts';`, 'no-restricted-imports'],
  ['src/server/auth/b.ts', `import { x } from '../api/context.ts';`, 'no-restricted-imports'],
  ['src/server/api/d.ts', `import { x } from '../compat/endpoint.ts';`, 'no-restricted-imports'],
  ['src/server/api/e.ts', `import { x } from '#server/ai/reactor.ts';`, 'no-restricted-imports'],
  ['src/server/compat/a.ts', `import { x } from '../api/router.ts';`, 'no-restricted-imports'],
  ['src/server/ai/a.ts', `import { x } from '../api/router.ts';`, 'no-restricted-imports'],
  ['src/server/ai/b.ts', `import { startServer } from '../server.ts';`, 'no-restricted-imports'],
  ['src/server/other.ts', `import { x } from './api/router.ts';`, 'no-restricted-imports'],
  ['src/server/log/c.ts', `import { readConfig } from '../config.ts';`, 'no-restricted-imports'],

  ['src/server/api/f.ts', `export const home = process.env['HOME'];`, 'no-process-env'],
  ['src/client/sdk/cli.ts', `export const home = process.env['HOME'];`, 'no-process-env'],
  ['src/server/api/g.ts', `import process from 'node:process';`, 'no-restricted-imports'],
  ['src/server/log/long.ts', 'export {};\n'.repeat(301), 'max-lines'],
  ['src/server/log/circle.ts', `import './circle.ts';`, 'no-self-import'],
  ['src/server/log/heads.ts', `import { tails } from './tails.ts';\nexport const heads = (): unknown => tails;`, 'no-cycle'],
  ['src/server/log/tails.ts', `import { heads } from './heads.ts';\nexport const tails = (): unknown => heads;`, 'no-cycle'],
  ['src/server/log/default.ts', `export default 1;`, 'no-default-export'],
  ['src/server/log/HelperThing.ts', `export const x = 1;`, 'filename-case'],
];

/** What must stay possible: a wall that nobody can walk along is switched off before long. */
const ALLOWED: [file: string, line: string][] = [
  [
    'src/shared/chat/ok.ts',
    `import { z } from 'zod';\nimport { x } from '../log/entry.ts';\nimport { y } from '#shared/log/entry.ts';\nexport const all = [z, x, y];`,
  ],
  [
    'src/client/app/ok.ts',
    `import type { AppRouter } from '#server/api/router.ts';\nimport { x } from '#shared/chat/chat.ts';\nexport const use = (router: AppRouter): unknown => [router, x];`,
  ],
  ['src/client/sdk/openssh-key-identity.ts', `import { readFile } from 'node:fs/promises';\nexport const read = readFile;`],
  ['src/client/sdk/cli-main.ts', `import { argv } from 'node:process';\nexport const words = argv;`],
  [
    'src/server/store/ok.ts',
    `import { x } from '#shared/chat/chat.ts';\nimport { y } from './schema.ts';\nexport const all = [x, y];`,
  ],
  ['src/server/log/ok.ts', `import { x } from '../store/schema.ts';\nexport const y = x;`],
  ['src/server/auth/ok.ts', `import { x } from '../store/schema.ts';\nexport const y = x;`],
  [
    'src/server/api/ok.ts',
    `import type { Config } from '../config.ts';\nimport { x } from '../log/feed.ts';\nimport { y } from '../auth/sign-in.ts';\nexport const use = (config: Config): unknown => [config, x, y];`,
  ],
  [
    'src/server/server.ts',
    `import { x } from './api/router.ts';\nimport { y } from './compat/endpoint.ts';\nexport const all = [x, y];`,
  ],
  ['src/server/config.ts', `export const environment = process.env;`],
];

let folder: string;
/** The rules that speak about a file, by its path in the mirrored tree. */
const spoken = new Map<string, string[]>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-walls-'));
  const config = z
    .looseObject({ options: z.looseObject({}) })
    .parse(JSON.parse(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8')));
  // The walls need no types, and this folder has no installed packages to take them from.
  config.options['typeAware'] = false;
  write('.oxlintrc.json', JSON.stringify(config));
  for (const [file, line] of [...FORBIDDEN, ...ALLOWED]) write(file, `${line}\n`);
  const { stdout } = spawnSync(join(BIN, 'oxlint'), ['--format', 'json'], { cwd: folder, encoding: 'utf8' });
  for (const { code, filename } of diagnostics.parse(JSON.parse(stdout)).diagnostics) {
    const rule = /\((.+)\)/u.exec(code)?.[1] ?? code;
    spoken.set(filename, [...(spoken.get(filename) ?? []), rule]);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('the linter refuses', () => {
  for (const [file, line, rule] of FORBIDDEN) {
    test(`${rule} in ${file}: ${line.split('\n', 1)[0]}`, () => expect(spoken.get(file)).toContain(rule));
  }
});

describe('the linter lets pass', () => {
  test.each(ALLOWED)('%s', (file) => {
    const walls = /no-restricted-imports|no-process-env|no-cycle|no-import-type-side-effects/u;
    expect((spoken.get(file) ?? []).filter((rule) => walls.test(rule))).toEqual([]);
  });
});

describe('the compiler', () => {
  /** What the compiler says of one line, compiled as a part of a folder of the source. */
  function compile(top: string, line: string): string {
    const place = mkdtempSync(join(folder, 'compiled-'));
    writeFileSync(join(place, 'line.ts'), `${line}\n`);
    const tsconfig = {
      extends: join(ROOT, `src/${top}/tsconfig.json`),
      compilerOptions: { rootDir: '/', composite: false, noEmit: true, emitDeclarationOnly: false },
      files: [join(place, 'line.ts')],
      include: [join(ROOT, `src/${top}/*.d.ts`)],
      references: [],
    };
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(tsconfig));
    return spawnSync(join(BIN, 'tsc'), ['-p', place], { encoding: 'utf8' }).stdout;
  }

  test.each([
    ['document', `export const title = document.title;`],
    ['window', `export const width = window.innerWidth;`],
    ['fetch', `export const page = fetch('/');`],
    ['process', `export const home = process.env;`],
    ['Buffer', `export const bytes = Buffer.from('a');`],
  ])('gives shared no %s', (name, line) => {
    expect(compile('shared', line)).toMatch(new RegExp(`line\\.ts.*Cannot find name '${name}'`, 'u'));
  });

  test('gives shared what every runtime has', () => {
    expect(compile('shared', `export const bytes = new TextEncoder().encode('a');`)).toBe('');
  });
});
