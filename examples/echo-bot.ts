import { connect, importIdentity } from 'parley/sdk';

const [url = 'http://localhost:8080', secret = ''] = process.argv.slice(2);
const identity = await importIdentity(secret);
const room = await connect({ url, room: 'lobby', identity, name: 'Echo' });
room.onMessage(async (message, reply) => {
  if (message.text.startsWith('!echo ')) await reply(message.text.slice('!echo '.length));
});
console.log(`Listening in ${room.room} as ${room.userId}`);
