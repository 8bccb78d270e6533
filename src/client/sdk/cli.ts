/// <reference types="node" />
import { createInterface } from 'node:readline';
import { userInfo } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Refusal } from '#shared/chat/refusal.ts';
import type { ChatRoom } from './chat-room.ts';
import { chooseIdentity } from './cli-identity.ts';
import { conformanceCommand } from './conformance/conformance-command.ts';
import { connect } from './connect.ts';
import type { Message } from './message.ts';

const USAGE = `parley: a Parley room from the command line

  parley send   URL/ROOM[/CHANNEL] [TEXT]   posts TEXT, or each line of standard input
  parley tail   URL/ROOM[/CHANNEL]          prints new messages as they come; --history N prints N older ones first
  parley export URL/ROOM[/CHANNEL]          prints all messages, oldest first, one JSON object a line
  parley conformance ws://HOST/ROOM         tries a server that speaks WebsocketData, and scores it

  --key FILE      sign with this OpenSSH private key (ed25519); PARLEY_PASSPHRASE opens it
  --agent         sign with a key in ssh-agent
  --name NAME     what people read beside your messages
  --json          tail prints one JSON object a line

Without --key or --agent it makes a key of its own and keeps it in ~/.config/parley/key.`;

interface Place {
  readonly url: string;
  readonly room: string;
  readonly channel: string | undefined;
}

/** A mistake in how the command was called. */
class UsageError extends Error {}

function placeOf(address: string | undefined): Place {
  if (address === undefined || !URL.canParse(address)) throw new UsageError('Say which room: https://chat.example.org/lobby');
  const { origin, pathname } = new URL(address);
  const [room, channel] = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (room === undefined) throw new UsageError('The address names no room.');
  return { url: origin, room, channel };
}

function line(message: Message): string {
  const time = new Date(message.at).toISOString().slice(0, 16).replace('T', ' ');
  return `${time}  #${message.channel}  ${message.authorName}: ${message.erased ? '(removed)' : message.text}`;
}

async function send(room: ChatRoom, channel: string | undefined, text: string): Promise<void> {
  const where = channel === undefined ? {} : { channel };
  if (text !== '') {
    await room.send(text, where);
    return;
  }
  for await (const input of createInterface({ input: process.stdin })) if (input.trim() !== '') await room.send(input, where);
}

async function tail(room: ChatRoom, channel: string | undefined, older: number, json: boolean): Promise<void> {
  const print = (message: Message): void => void process.stdout.write(`${json ? JSON.stringify(message) : line(message)}\n`);
  // Subscribe first, then read back: nothing falls between.
  const live = room.messages(channel === undefined ? {} : { channel });
  let last = 0;
  if (older > 0) {
    for (const message of await room.history({ limit: older, ...(channel === undefined ? {} : { channel }) })) {
      last = message.seq;
      print(message);
    }
  }
  for await (const message of live) if (message.seq > last) print(message);
}

async function exportAll(room: ChatRoom, only: string | undefined): Promise<void> {
  const channels = only === undefined ? room.channels.map(({ channel }) => channel) : [only];
  for (const channel of channels) {
    const pages: Message[][] = [];
    for (let before: number | undefined; ;) {
      const page = await room.history({ channel, limit: 200, ...(before === undefined ? {} : { before }) });
      pages.push(page);
      before = page[0]?.seq;
      if (page.length < 200) break;
    }
    for (const message of pages.reverse().flat()) process.stdout.write(`${JSON.stringify(message)}\n`);
  }
}

async function main(): Promise<void> {
  if (process.argv[2] === 'conformance') {
    process.exitCode = await conformanceCommand(process.argv.slice(3), (text) => void process.stdout.write(text));
    return;
  }
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      agent: { type: 'boolean' },
      name: { type: 'string' },
      history: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [verb, address, ...words] = positionals;
  if (values.help || verb === undefined) return void process.stdout.write(`${USAGE}\n`);
  if (!['send', 'tail', 'export'].includes(verb)) throw new UsageError(`There is no command ${verb}.`);
  const { url, room: name, channel } = placeOf(address);
  const passphrase = process.env['PARLEY_PASSPHRASE'];
  const identity = await chooseIdentity({ key: values.key, agent: values.agent, passphrase });
  const room = await connect({ url, room: name, identity, name: values.name ?? userInfo().username });
  process.once('SIGINT', () => {
    room.close();
    process.exit(0);
  });
  if (verb === 'send') await send(room, channel, words.join(' '));
  else if (verb === 'tail') await tail(room, channel, Number(values.history), values.json);
  else await exportAll(room, channel);
  room.close();
}

try {
  await main();
} catch (cause) {
  const known = cause instanceof UsageError || cause instanceof Refusal;
  process.stderr.write(
    `${cause instanceof Error ? cause.message : String(cause)}\n${cause instanceof UsageError ? `\n${USAGE}\n` : ''}`,
  );
  process.exitCode = known ? 2 : 1;
}
