/** The part of the package that we use; it ships no types. */
declare module 'bcrypt-pbkdf' {
  /** OpenBSD's bcrypt_pbkdf: fills `key`. Lengths in bytes; -1 where a parameter is out of range, else 0. */
  function pbkdf(
    pass: Uint8Array,
    passLength: number,
    salt: Uint8Array,
    saltLength: number,
    key: Uint8Array,
    keyLength: number,
    rounds: number,
  ): number;
  const bcrypt: { pbkdf: typeof pbkdf };
  export default bcrypt;
}
