/**
 * The SDK, as `parley/sdk`: connect to a room, read, write, answer. For programs under Node 22 or
 * newer and for browsers.
 */
export { Refusal, type Reason } from '#shared/chat/refusal.ts';
export type { Signer } from '#shared/identity/signer.ts';
export type { PersonState } from '#shared/sync/presence.ts';
export { ChatRoom, type Reply } from './chat-room.ts';
export { connect, type ConnectOptions } from './connect.ts';
export { generateIdentity, importIdentity, type GeneratedIdentity } from './generated-identity.ts';
export type { Message } from './message.ts';
