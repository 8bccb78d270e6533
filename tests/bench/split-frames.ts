/** Puts the text frames of a server together again. Returns what takes in the bytes as they come. */
export function splitFrames(onText: (text: string) => void): (bytes: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (bytes) => {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    for (;;) {
      if (held.length < 2) return;
      const short = (held[1] ?? 0) & 0x7f;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (held.length < head) return;
      const length = short === 127 ? Number(held.readBigUInt64BE(2)) : short === 126 ? held.readUInt16BE(2) : short;
      if (held.length < head + length) return;
      const isText = ((held[0] ?? 0) & 0x0f) === 1;
      if (isText) onText(held.toString('utf8', head, head + length));
      held = held.subarray(head + length);
    }
  };
}
