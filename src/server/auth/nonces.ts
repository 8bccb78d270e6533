/** Remembers which sign-ins were already used, so that one that somebody overheard is worth nothing. */
export interface Nonces {
  /**
   * Takes a nonce. Resolves to false where it was taken before.
   * @param expiresAt ms since 1970: until then the nonce must be remembered; later its sign-in is too old anyway.
   */
  claim(nonce: string, expiresAt: number): Promise<boolean>;
}
