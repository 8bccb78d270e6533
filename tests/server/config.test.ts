import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, describeVariables, readConfig } from '#server/config.ts';

/** What is said about a configuration that cannot be used, line by line. */
function problems(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1, -1);
    throw error;
  }
  return [];
}

describe('without any variable', () => {
  test('everything has a default that works on one machine', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ PORT: 8080, LOG_LEVEL: 'info', TRUST_PROXY: false, MAX_MESSAGE_LENGTH: 16_000 });
    expect(config.DATA_DIR).toBe(resolve('data'));
    expect(config.DATABASE_URL).toBe(`file://${resolve('data/parley.db')}`);
    expect(['::', '0.0.0.0']).toContain(config.HOST);
    expect(config.SERVER_NAME).toBe(hostname());
    expect(config.PUBLIC_URL).toBeUndefined();
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_AUTH_TOKEN: ' ' })).toEqual(readConfig({}));
  });
});

describe('what follows from what was given', () => {
  test('the database lies in the data folder, whatever its name', () => {
    expect(readConfig({ DATA_DIR: '/srv/our chat #1' }).DATABASE_URL).toBe('file:///srv/our%20chat%20%231/parley.db');
  });

  test('the server is called by its public host', () => {
    const config = readConfig({ PUBLIC_URL: 'https://Chat.Example.org/' });
    expect(config).toMatchObject({ PUBLIC_URL: 'https://chat.example.org', SERVER_NAME: 'chat.example.org' });
    expect(readConfig({ PUBLIC_URL: 'https://chat.example.org', SERVER_NAME: 'Our chat' }).SERVER_NAME).toBe('Our chat');
  });

  test('a remote database and a relative file are both accepted', () => {
    for (const url of ['libsql://chat.example.org', 'https://chat.example.org', 'file:data/other.db', 'file:/srv/chat.db']) {
      expect(readConfig({ DATABASE_URL: url }).DATABASE_URL).toBe(url);
    }
  });

  test('proxies are trusted by number, or all, or none', () => {
    expect(['true', 'false', '2'].map((value) => readConfig({ TRUST_PROXY: value }).TRUST_PROXY)).toEqual([true, false, 2]);
  });
});

describe('what cannot be used', () => {
  test('all problems are told at once, each with its variable and value', () => {
    const found = problems({ PORT: '80a', LOG_LEVEL: 'debgu', TRUST_PROXY: 'yes', MAX_MESSAGE_LENGTH: '100000' });
    expect(found).toHaveLength(4);
    expect(found[0]).toBe('  PORT must be a whole number from 0 to 65535, not "80a"');
    expect(found.join()).toMatch(/LOG_LEVEL.*debgu.*TRUST_PROXY.*yes.*MAX_FRAME_BYTES/su);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '8e3'],
    ['MAX_COMMANDS_PER_SECOND', '0'],
    ['MAX_FRAME_BYTES', '1 MB'],
    ['PUBLIC_URL', 'chat.example.org'],
    ['PUBLIC_URL', 'https://chat.example.org/lobby'],
    ['PUBLIC_URL', 'https://me:pw@chat.example.org'],
    ['PUBLIC_URL', 'ftp://chat.example.org'],
    ['DATABASE_URL', 'postgres://chat.example.org'],
    ['DATABASE_URL', 'file:'],
    ['DATABASE_URL', 'file::memory:'],
    ['DATABASE_URL', './data/parley.db'],
    ['SERVER_NAME', 'a\u202eb'],
    ['TRUST_PROXY', '101'],
  ])('%s=%s', (name, value) => {
    expect(problems({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^  ${name} must `, 'u'))]);
  });

  test('a secret is never repeated in the complaint', () => {
    expect(problems({ DATABASE_URL: 'libsq://chat.example.org?authToken=hush' }).join()).not.toContain('hush');
  });
});

describe('the README', () => {
  test('shows every variable as the schema has it', () => {
    expect(() => execFileSync(process.execPath, ['scripts/write-docs.ts', '--check'], { stdio: 'pipe' })).not.toThrow();
  });

  test('documents nothing that the server does not use', () => {
    const sources = globSync('src/server/**/*.ts', { exclude: ['src/server/config.ts'] }).map((path) =>
      readFileSync(path, 'utf8'),
    );
    const used = sources.join('\n');
    expect(describeVariables().filter(({ name }) => !used.includes(`.${name}`))).toEqual([]);
  });

  test('says what each variable does', () => {
    for (const { name, fallback, text } of describeVariables()) {
      expect(fallback, name).not.toBe('');
      expect(text, name).toMatch(/\.$/u);
    }
  });
});
