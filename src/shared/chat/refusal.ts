/** Every reason for which a command may be refused, with a sentence a person understands. */
export const REASONS = {
  invalid: 'That is not in the form we expect.',
  'not-found': 'That does not exist here.',
  forbidden: 'Only its author may do that.',
  'name-invalid': 'That name cannot be used.',
  'name-reserved': 'That name is kept for the server itself.',
  'name-taken': 'That name is already in use here.',
  archived: 'This channel is archived. Restore it to write in it.',
  erased: 'This message was removed.',
  conflict: 'Somebody changed this before you. Look again, then try once more.',
  'id-taken': 'Another command already uses this id.',
  'no-profile': 'Tell us your name first.',
  'text-empty': 'There is nothing in this message.',
  'text-too-long': 'This message is too long.',
  'text-unreadable': 'This text has characters that cannot be stored.',
  'signature-invalid': 'The signature does not match, so nothing was stored.',
  'clock-skew': 'The clock of this device differs too much from the server’s.',
  'nonce-used': 'This sign-in was already used.',
  'signed-out': 'Sign in to do this.',
  'too-fast': 'That was too fast. Wait a moment.',
  'too-many': 'A limit of this server is reached.',
} as const;

export type Reason = keyof typeof REASONS;

/**
 * A command that may not happen. Not a bug: the person is told `message`, the command is dropped.
 * Anything else that is thrown is a bug or an outage and is tried again.
 */
export class Refusal extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string = REASONS[reason]) {
    super(message);
    this.name = 'Refusal';
    this.reason = reason;
  }
}
