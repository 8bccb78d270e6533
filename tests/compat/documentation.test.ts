import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RESERVED_ROOMS } from '#shared/chat/fields.ts';
import { RENDERINGS, REMOVED_TEXT } from '#shared/wire/frames-of-events.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';
import { Transcript } from './transcript.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/websocket-data.md'), 'utf8');

/** The blocks of one kind, with the heading that each stands under. */
function blocks(kind: string): [string, string][] {
  const found: [string, string][] = [];
  let heading = '';
  for (const part of PAGE.split(/^(?=#{1,3} |```\w)/mu)) {
    heading = /^#{1,3} (.*)$/mu.exec(part)?.[1] ?? heading;
    const body = new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'msu').exec(part)?.[1];
    if (body !== undefined) found.push([heading, body]);
  }
  return found;
}

describe('docs/websocket-data.md', () => {
  test.each(blocks('transcript'))('“%s” is what the server does', async (_heading, text) => {
    const { url } = await startLocal({ AI_MODEL: 'built-in' });
    await new Transcript(url, '/lobby').play(text);
  });

  test('its client works as it stands', async () => {
    const { url } = await startLocal();
    const bo = await FieldClient.join(url);
    const [, source = ''] = blocks('js client')[0] ?? [];
    const program = source.replace('localhost:8080', new URL(url).host);
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill());
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    expect(output.toString()).toBe('#general Hello\n');
    await bo.until(() => bo.names.includes('Ada'));
    expect(bo.texts).toEqual(['Hello']);
  });

  test('it has examples of everything, names every reserved room, and the text of a removed message', () => {
    expect(blocks('transcript').length).toBeGreaterThanOrEqual(7);
    for (const name of RESERVED_ROOMS) expect(PAGE).toContain(`\`${name}\``);
    expect(PAGE).toContain(REMOVED_TEXT);
    expect(Object.keys(RENDERINGS).sort()).toEqual([
      'channel.changed',
      'channel.created',
      'message.deleted',
      'message.edited',
      'message.posted',
      'room.created',
      'user.updated',
    ]);
  });
});
