import { hash, randomBytes } from 'node:crypto';

/** The user id of somebody without a key. It looks like no key's, so nobody can pass for a person who has one. */
export function newGuestId(): string {
  return `guest:${randomBytes(32).toString('base64url')}`;
}

/** Whether a user id is a guest's. */
export function isGuestId(user: string): boolean {
  return /^guest:[\w-]{43}$/u.test(user);
}

/** What a guest is called who does not say: always the same for the same id, such as `Guest 4f2a`. */
export function guestName(user: string): string {
  return `Guest ${hash('sha256', user, 'hex').slice(0, 4)}`;
}
