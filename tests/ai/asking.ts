import type { ChatRoom } from '#client/sdk/chat-room.ts';
import { connect } from '#client/sdk/connect.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import type { Message } from '#client/sdk/message.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';
import type { Signer } from '#shared/identity/signer.ts';

/** Somebody who asks: a room as the SDK has it, and the server behind it. */
interface Person extends AsyncDisposable {
  readonly room: ChatRoom;
  readonly upstream: TrpcUpstream;
}

/** Somebody in the lobby. */
export async function person(url: string, name: string, identity?: Signer): Promise<Person> {
  const signer = identity ?? (await generateIdentity());
  const room = await connect({ url, room: 'lobby', identity: signer, name });
  const upstream = new TrpcUpstream(url, signer);
  return {
    room,
    upstream,
    async [Symbol.asyncDispose]() {
      upstream.close();
      room.close();
    },
  };
}

/** The message that answers another one. */
async function answerTo(room: ChatRoom, question: Message): Promise<Message | undefined> {
  return (await room.history({ limit: 20 })).find(({ replyTo }) => replyTo?.id === question.id);
}

/** Asks until there is an answer: an edit is nothing that the SDK tells of. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until a question is answered with this. */
export function answered(room: ChatRoom, question: Message, text: string | RegExp): Promise<Message> {
  return until(async () => {
    const answer = await answerTo(room, question);
    const fits = answer !== undefined && (typeof text === 'string' ? answer.text === text : text.test(answer.text));
    return fits ? answer : undefined;
  });
}
