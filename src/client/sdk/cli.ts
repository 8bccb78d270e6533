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

const OPTIONS = {
  key: { type: 'string' },
  agent: { type: 'boolean' },
  name: { type: 'string' },
  history: { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Place {
  readonly url: string;
  readonly room: string;
  readonly channel: string | undefined;
}

/** A mistake in how the command was called. */
class UsageError extends Error {}

/** The most messages that a server gives at once. */
const PAGE = 200;

/** What may still be open after the work is done is a connection that nobody answers on, in ms. */
const LINGER_MS = 2000;

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

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

function channelsOf(room: ChatRoom, only: string | undefined): string[] {
  return only === undefined ? room.channels.map(({ channel }) => channel) : [only];
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
  const pages = older === 0 ? [] : channelsOf(room, channel).map((each) => room.history({ channel: each, limit: older }));
  const before = (await Promise.all(pages)).flat().sort((a, b) => a.seq - b.seq);
  for (const message of before.slice(-older)) print(message);
  const seen = new Set(before.map(({ seq }) => seq));
  for await (const message of live) if (!seen.has(message.seq)) print(message);
}

async function exportAll(room: ChatRoom, only: string | undefined): Promise<void> {
  for (const channel of channelsOf(room, only)) {
    let after = 0;
    for (let page = await room.history({ channel, after, limit: PAGE }); page.length > 0;) {
      for (const message of page) process.stdout.write(`${JSON.stringify(message)}\n`);
      after = page.at(-1)?.seq ?? after;
      page = page.length < PAGE ? [] : await room.history({ channel, after, limit: PAGE });
    }
  }
}

async function main(): Promise<void> {
  if (process.argv[2] === 'conformance') {
    process.exitCode = await conformanceCommand(process.argv.slice(3), (text) => void process.stdout.write(text));
    return;
  }
  const { values, positionals } = readArguments();
  const [verb, address, ...words] = positionals;
  if (values.help || verb === undefined) return void process.stdout.write(`${USAGE}\n`);
  if (!['send', 'tail', 'export'].includes(verb)) throw new UsageError(`There is no command ${verb}.`);
  const { url, room: name, channel } = placeOf(address);
  const older = Number(values.history);
  if (!Number.isSafeInteger(older) || older < 0 || older > PAGE)
    throw new UsageError(`--history takes a number from 0 to ${PAGE}.`);
  const passphrase = process.env['PARLEY_PASSPHRASE'];
  const identity = await chooseIdentity({ key: values.key, agent: values.agent, passphrase });
  const room = await connect({ url, room: name, identity, name: values.name ?? userInfo().username });
  process.once('SIGINT', () => {
    room.close();
    process.exit(0);
  });
  if (verb === 'send') await send(room, channel, words.join(' '));
  else if (verb === 'tail') await tail(room, channel, older, values.json);
  else await exportAll(room, channel);
  room.close();
}

// Whoever read our output, such as `head`, has had enough.
process.stdout.on('error', () => process.exit());
try {
  await main();
  setTimeout(() => process.exit(), LINGER_MS).unref();
} catch (cause) {
  const known = cause instanceof UsageError || cause instanceof Refusal;
  process.stderr.write(
    `${cause instanceof Error ? cause.message : String(cause)}\n${cause instanceof UsageError ? `\n${USAGE}\n` : ''}`,
  );
  process.exitCode = known ? 2 : 1;
}
