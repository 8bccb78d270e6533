import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startLocal } from '#tests/support/local-server.ts';
import { connect, enter, type Guest, refusal, say } from '#tests/support/stock-client.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

/** A disk of a few megabytes. Only the superuser may mount one; elsewhere tests/contracts/sequencer.test.ts must do. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' });
  if (mounted.status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', ['-l', folder], { stdio: 'ignore' }));
  return folder;
}

async function health(url: string): Promise<unknown> {
  return (await fetch(`${url}/healthz`)).json();
}

async function texts({ client }: Guest): Promise<(string | null)[]> {
  const { messages } = await client.message.history.query({ room: 'lobby', channel: 'general', limit: 200 });
  return messages.map(({ content }) => content);
}

function fill(folder: string): void {
  for (let size = 1 << 20, number = 0; size >= 1;) {
    try {
      writeFileSync(join(folder, `ballast-${number++}`), Buffer.alloc(size));
    } catch {
      size = Math.floor(size / 4);
    }
  }
}

function empty(folder: string): void {
  for (let number = 0; number < 200; number++) rmSync(join(folder, `ballast-${number}`), { force: true });
}

describe('a server whose disk takes no more', () => {
  let folder: string | undefined;
  beforeEach((context) => {
    folder = smallDisk();
    if (folder === undefined) context.skip('only the superuser may mount a disk');
  });

  test('says so, stores nothing, goes on being read, and works again once there is room', async () => {
    const disk = folder ?? '';
    const { url, stop } = await startLocal({ DATA_DIR: disk });
    const ada = await enter(url, 'Ada');
    const stored: string[] = [];
    fill(disk);
    let refused: Awaited<ReturnType<typeof refusal>> | undefined;
    for (let index = 0; refused === undefined && index < 200; index++) {
      const text = `${index} ${'x'.repeat(15_000)}`;
      const outcome = await say(ada, text).then(
        () => stored.push(text),
        (cause: unknown) => refusal(Promise.reject(cause as Error)),
      );
      if (typeof outcome !== 'number') refused = outcome;
    }
    expect(statfsSync(disk).bavail * statfsSync(disk).bsize).toBeLessThan(100_000);
    expect(refused).toMatchObject({ reason: 'unavailable', message: expect.stringMatching(/disk is full/u) as string });
    expect(await health(url)).toEqual({ status: 'ok', storage: 'failing' });
    // Reading, and signing in to read, go on.
    const bo = await connect(url);
    expect(await texts(bo)).toEqual(stored);

    await stop();
    const again = await startLocal({ DATA_DIR: disk });
    const cleo = await connect(again.url);
    expect(await texts(cleo)).toEqual(stored);
    empty(disk);
    const back = await enter(again.url, 'Cleo', { signer: cleo.signer });
    await say(back, 'There is room again');
    expect(await texts(back)).toEqual([...stored, 'There is room again']);
    expect(await health(again.url)).toEqual({ status: 'ok', storage: 'ok' });
  }, 60_000);

  test('that may only be read: is read, and says so when something should be stored', async () => {
    const disk = folder ?? '';
    const { url, stop } = await startLocal({ DATA_DIR: disk });
    const ada = await enter(url, 'Ada');
    await say(ada, 'Stored');
    await stop();
    const view = temporaryFolder();
    onTestFinished(() => void spawnSync('umount', ['-l', view], { stdio: 'ignore' }));
    for (const how of [
      ['--bind', disk, view],
      ['-o', 'remount,ro,bind', view],
    ]) {
      execFileSync('mount', how, { stdio: 'ignore' });
    }
    const readOnly = await startLocal({ DATA_DIR: view });
    const reader = await connect(readOnly.url, { signer: ada.signer });
    expect(await texts(reader)).toEqual(['Stored']);
    expect(await refusal(say(reader, 'Lost?'))).toMatchObject({
      reason: 'unavailable',
      message: expect.stringMatching(/may not write/u) as string,
    });
    expect(await health(readOnly.url)).toEqual({ status: 'ok', storage: 'failing' });
    await readOnly.stop();
    expect(await texts(await connect((await startLocal({ DATA_DIR: disk })).url))).toEqual(['Stored']);
  }, 60_000);
});
