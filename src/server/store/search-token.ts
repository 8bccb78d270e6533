/** Base 32 in pairs: 1024 of them, ten bits each. */
const PAIRS = [...'abcdefghijklmnopqrstuvwxyz234567'].flatMap((high, _, all) => all.map((low) => high + low));
const HALF = 2 ** 25;

/**
 * Hashes a word of a room to 50 bits (two multiplicative hashes side by side): small enough for a
 * number and for a row id, large enough that two words of a server practically never meet.
 */
function hash(room: string, text: string): number {
  let a = 0x9e3779b9;
  let b = 0x41c6ce57;
  for (let index = 0; index < room.length; index++) {
    const unit = room.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (a >>> 7) * HALF + (b >>> 7);
}

/** Writes a hash as the index holds it: ten letters and digits. */
export function tokenOf(hashed: number): string {
  const high = Math.floor(hashed / HALF);
  const low = hashed % HALF;
  const pair = (bits: number): string => PAIRS[bits & 1023] ?? '';
  return pair(high >>> 15) + pair(high >>> 5) + pair(((high & 31) << 5) | (low >>> 20)) + pair(low >>> 10) + pair(low);
}

/** The hash of a whole word, or of one or two solo characters, in a room. */
export function wordHash(room: string, word: string): number {
  return hash(room, `\u0001${word}`);
}

/** The token of a part of a word, three characters long. */
export function fragmentToken(room: string, fragment: string): string {
  return tokenOf(hash(room, `\u0002${fragment}`));
}

/** The token that all messages of a room, of one of its channels, or of one of its authors have. */
export function scopeToken(room: string, kind: 'room' | 'channel' | 'author', name: string): string {
  return tokenOf(hash(room, `\u0003${kind}\u0003${name}`));
}
