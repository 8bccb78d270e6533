const HALF = 2 ** 25;
const LETTERS = Buffer.from('abcdefghijklmnopqrstuvwxyz234567', 'latin1');
/** Letters of one token, and a space. */
const WIDTH = 11;

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

let page = Buffer.alloc(WIDTH * 4096);

/** Writes hashes as the index holds them: ten letters and digits each, spaces between. */
export function tokensOf(hashes: readonly number[]): string {
  if (page.length < hashes.length * WIDTH) page = Buffer.alloc(hashes.length * WIDTH);
  let end = 0;
  for (const hashed of hashes) {
    let high = Math.floor(hashed / HALF);
    let low = hashed - high * HALF;
    for (let digit = 0; digit < 5; digit++) {
      page[end + digit] = LETTERS[high & 31] ?? 0;
      page[end + 5 + digit] = LETTERS[low & 31] ?? 0;
      high >>>= 5;
      low >>>= 5;
    }
    page[end + 10] = 32;
    end += WIDTH;
  }
  return page.toString('latin1', 0, Math.max(end - 1, 0));
}

/** The hash of a whole word, or of one or two solo characters, in a room. */
export function wordHash(room: string, word: string): number {
  return hash(room, `\u0001${word}`);
}

/** The hash of a part of a word, three characters long. */
export function fragmentHash(room: string, fragment: string): number {
  return hash(room, `\u0002${fragment}`);
}

/** The hash that all messages of a room, of one of its channels, or of one of its authors have. */
export function scopeHash(room: string, kind: 'room' | 'channel' | 'author', name: string): number {
  return hash(room, `\u0003${kind}\u0003${name}`);
}
