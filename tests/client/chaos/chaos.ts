import { newId } from '#shared/identity/signer.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { ChaosDevice, ROOM, type Written } from './chaos-device.ts';
import { Dice } from '#tests/support/dice.ts';
import { faultsOf, inflict } from './faults.ts';
import { type Faults, readTruth, verifyHeard, verifyKept, verifyWritten } from './verify.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly messages: number;
  readonly faults: number;
  readonly people: number;
  /** Told how it goes, now and then. */
  readonly onProgress?: (text: string) => void;
}

export interface ChaosResult extends Faults {
  readonly messages: number;
  readonly inflicted: number;
  readonly seconds: number;
}

/** Limits that are about something else. */
const SETTINGS = {
  MAX_COMMANDS_PER_SECOND: '1000000',
  MAX_COMMAND_BURST: '1000000',
  MAX_CONNECTIONS_PER_IP: '0',
  HTTP_REQUESTS_PER_MINUTE: '1000000',
  LOG_LEVEL: 'info',
};

const CHANNELS = ['general', 'plans', 'kitchen'];

/** What somebody does next: mostly posts, sometimes edits or erases what they wrote last. */
async function act(device: ChaosDevice, dice: Dice, number: number): Promise<void> {
  await device.notFarAhead();
  await device.post(dice.of(CHANNELS), newId(), `${device.name} ${number}`);
  const what = dice.next();
  const recent: Written[] = [...device.written.values()].slice(-5);
  if (what < 0.12) await device.change(dice.of(recent), `${device.name} ${number}, edited`);
  else if (what < 0.16) await device.change(dice.of(recent), null);
  // One message in a while, so that faults fall between them and not only between bursts.
  if (what > 0.5) await new Promise((resolve) => setTimeout(resolve, dice.below(6)));
}

/**
 * People write through networks that break, to a server that is killed, from devices that crash; in
 * the end nothing may be lost, doubled or out of order, and every device must know what the server
 * knows (L2, L4, L5). Chance falls by the seed; time does not.
 */
export async function runChaos({ seed, messages, faults: count, people, onProgress }: ChaosOptions): Promise<ChaosResult> {
  const dice = new Dice(seed);
  const started = performance.now();
  await using server = await ServerProcess.start({ env: SETTINGS });
  const devices = await Promise.all(Array.from({ length: people }, (_, index) => ChaosDevice.make(`p${index}`, server.url)));
  const [first] = devices;
  if (first === undefined) throw new Error('nobody takes part');
  await Promise.all(devices.map((device) => device.until(() => device.client.isEntered(ROOM))));
  for (const name of CHANNELS.slice(1)) await first.client.createChannel(ROOM, name);
  await Promise.all(devices.map((device) => device.until(() => device.client.join(ROOM).channels.length === CHANNELS.length)));

  let written = 0;
  const plan = faultsOf(dice, count);
  const writing = devices.map(async (device, index) => {
    const own = new Dice(seed + 1 + index);
    for (let number = 0; written < messages; number++) {
      written += 1;
      await act(device, own, number);
    }
  });
  const breaking = (async () => {
    for (const [index, fault] of plan.entries()) {
      while (written < (messages * index) / count) await new Promise((resolve) => setTimeout(resolve, 2));
      await inflict(fault, dice, server, devices);
      if (index % 20 === 19) onProgress?.(`${index + 1} faults, ${written} messages written`);
    }
  })();
  await Promise.all([...writing, breaking]);
  onProgress?.('all is written; waiting until all is stored');
  await Promise.all(devices.map((device) => device.settled()));

  const truth = await readTruth(server.url, await generateIdentity());
  const last = truth.entries.at(-1)?.seq ?? 0;
  const keepsAll = async (device: ChaosDevice): Promise<void> => {
    await device.until(() => device.client.join(ROOM).seq >= last);
    // The last step into what the device keeps takes a moment more.
    while (Number((await device.disk.replica.room(ROOM))?.cursor.split('.').at(-1)) < last)
      await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await Promise.all(devices.map(keepsAll));
  const found: Faults = { lost: 0, doubled: 0, reordered: 0, wrong: [] };
  for (const device of devices) {
    verifyWritten(device, truth, found);
    verifyHeard(device, truth, found);
    await verifyKept(device, truth, found);
    device.close();
  }
  return { ...found, messages: written, inflicted: plan.length, seconds: (performance.now() - started) / 1000 };
}
