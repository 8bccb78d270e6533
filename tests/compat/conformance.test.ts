import { describe, expect, test } from 'vitest';
import { conformanceCommand, readConformanceArguments } from '#client/sdk/conformance/conformance-command.ts';
import { formatReport } from '#client/sdk/conformance/report.ts';
import { runConformance } from '#client/sdk/conformance/run-conformance.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { type Faults, startFieldServer } from './field-server.ts';

describe('the conformance kit', () => {
  test('finds nothing amiss with this server', async () => {
    const { url } = await startLocal({ AI_MODEL: 'built-in' });
    const report = await runConformance(`${url.replace('http', 'ws')}/kit`);
    expect(report.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(report).toMatchObject({ score: 100, failed: 0, absent: 0 });
  }, 60_000);

  test('gives full marks to a simple server, and says what it does without', async () => {
    const url = await startFieldServer();
    const report = await runConformance(`${url}/kit`, { timeoutMs: 1000 });
    expect(report.checks.filter(({ outcome }) => outcome !== 'passed').map(({ id, outcome }) => [id, outcome])).toEqual([
      ['reconnect.once', 'absent'],
      ['history.on-join', 'absent'],
    ]);
  }, 60_000);

  const faulty: [Faults, string[]][] = [
    [
      { deafSender: true },
      [
        'message.broadcast',
        'message.fields',
        'message.ids',
        'message.optimistic-id',
        'message.channel',
        'message.order',
        'people.id',
        'input.malformed',
        'input.extra-fields',
        'reconnect.loss',
        'reconnect.once',
        'history.on-join',
        'ai.streaming',
      ],
    ],
    [{ idPerSocket: true }, ['message.ids']],
    [{ losesOptimisticId: true }, ['message.optimistic-id']],
    [{ keepsGone: true }, ['people.departure']],
    [{ closesOnMalformed: true }, ['input.malformed']],
    [{ oneRoom: true }, ['join.rooms-apart']],
    [{ times: 'seconds' }, ['message.fields']],
    [{ shuffles: true }, ['message.order']],
    [{ selfToAll: true }, ['people.edit']],
    [{ losesEvery: 37 }, ['reconnect.loss']],
  ];
  test.each(faulty)(
    'says what is wrong: %o',
    async (faults, expected) => {
      const url = await startFieldServer(faults);
      const report = await runConformance(`${url}/kit`, { timeoutMs: 300, ai: 'deafSender' in faults });
      const failed = report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
      for (const id of expected) expect(failed).toContain(id);
      expect(report.score).toBeLessThan(100);
    },
    60_000,
  );

  test('says that a server is not there', async () => {
    const report = await runConformance('ws://127.0.0.1:9/nowhere', { timeoutMs: 200 });
    expect(report).toMatchObject({ passed: 0, score: 0, absent: 0 });
  });
});

describe('parley conformance', () => {
  test('reads its arguments, and says what is wrong with them', () => {
    expect(readConformanceArguments(['ws://h/room', '--json', '--no-ai', '--timeout', '900'])).toEqual({
      url: 'ws://h/room',
      json: true,
      ai: false,
      timeoutMs: 900,
    });
    expect(readConformanceArguments(['https://h/room'])).toMatchObject({ url: 'wss://h/room', json: false, ai: true });
    expect(readConformanceArguments(['ws://h/?room=r'])).toMatchObject({ url: 'ws://h/?room=r' });
    for (const words of [
      [],
      ['h/room'],
      ['ws://h'],
      ['ws://h/r', 'ws://h/s'],
      ['ws://h/r', '--verbose'],
      ['ws://h/r', '--timeout', 'soon'],
      ['ws://h/r', '--timeout'],
    ]) {
      expect(readConformanceArguments(words)).toBeTypeOf('string');
    }
  });

  test('writes a report as text or JSON and ends with 0, 1 or 2', async () => {
    const good = await startFieldServer();
    const written: string[] = [];
    const write = (text: string): void => void written.push(text);
    expect(await conformanceCommand(['--json', '--no-ai', '--timeout', '500', `${good}/kit`], write)).toBe(0);
    const report = JSON.parse(written.pop() ?? '') as Parameters<typeof formatReport>[0];
    expect(report.checks.length).toBeGreaterThan(15);
    expect(formatReport(report)).toContain('✓ people.id');
    expect(formatReport(report)).toMatch(/\d+ of \d+ checks passed: \d+ %, 2 not offered$/u);
    expect(await conformanceCommand([], write)).toBe(2);
    expect(written.pop()).toContain('parley conformance ws://HOST/ROOM');
  }, 60_000);
});
