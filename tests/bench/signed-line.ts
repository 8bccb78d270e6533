import { nodeSigner } from './node-signer.ts';
import type { Answered, Line } from './sender.ts';
import { createPost, createProfile, createRoom } from './signed-commands.ts';
import { commandFrame, TrpcConnection } from './trpc-connection.ts';

/** Ids of ready frames begin here, beyond those of single requests. */
const FIRST_ID = 1_000_000;
const ANSWER = /^\{"id":(\d+),"(result|error)"/u;

/** The line of a person with a key, who joins a room and makes it where it does not exist. */
export async function signedLine(url: string, room: string, answered: Answered): Promise<Line> {
  const signer = await nodeSigner();
  const connection = await TrpcConnection.open(url, signer, (text) => {
    const [, id, kind] = ANSWER.exec(text) ?? [];
    if (id !== undefined) answered(Number(id) - FIRST_ID, kind === 'result');
  });
  await connection.perform(await createRoom(signer, room));
  await connection.perform(await createProfile(signer, room, 'Grace Hopper'));
  return {
    message: async (key) => commandFrame(FIRST_ID + key, await createPost(signer, room)),
    send: (text) => connection.send(text),
    close: () => connection.close(),
  };
}
