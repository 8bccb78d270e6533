import fc from 'fast-check';

/** What goes over the wire as one frame. */
export type HostileFrame = string | Uint8Array;

const channel = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('general', 'Talk', '', '../..', 'a b') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const optimisticId = fc.oneof(
  fc.constantFrom('', '1', '00000000-0000-0000-0000-000000000000'),
  fc.uuid(),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const content = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', '@nobody', '> quoted\n\ntext', '\u0000'),
);

const message = fc.record({ type: fc.constant('CLIENT_MESSAGE'), content, channel, optimisticId });
const user = fc.record({
  type: fc.constant('CLIENT_USER'),
  user: fc.record({
    id: fc.oneof(fc.constant(''), fc.string(), fc.constant(`guest:${'A'.repeat(43)}`)),
    name: fc.string({ unit: 'binary' }),
    email: fc.oneof(fc.emailAddress(), fc.string()),
  }),
});
const valid = fc.oneof({ weight: 3, arbitrary: message }, { weight: 1, arbitrary: user }).map((frame) => JSON.stringify(frame));

/** Valid frames with a few characters taken out, put in or changed. */
const mutated = fc
  .tuple(
    valid,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 9), fc.string({ unit: 'binary', maxLength: 3 })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([text, changes]) => {
    let changed = text;
    for (const [position, removed, added] of changes) {
      const at = position % (changed.length + 1);
      changed = changed.slice(0, at) + added + changed.slice(at + removed);
    }
    return changed;
  });

/** Known types, and others, with whatever as their fields. */
const mistyped = fc
  .record({
    type: fc.constantFrom('CLIENT_MESSAGE', 'CLIENT_USER', 'SERVER_MESSAGE', 'SELF', 'constructor', '__proto__'),
    content: fc.jsonValue({ maxDepth: 2 }),
    channel: fc.jsonValue({ maxDepth: 1 }),
    optimisticId: fc.jsonValue({ maxDepth: 1 }),
    user: fc.jsonValue({ maxDepth: 2 }),
  })
  .map((frame) => JSON.stringify(frame));

/** Any frame that somebody might send, by mistake or on purpose. */
export const hostileFrame: fc.Arbitrary<HostileFrame> = fc.oneof(
  { weight: 2, arbitrary: valid },
  { weight: 6, arbitrary: mutated },
  { weight: 4, arbitrary: mistyped },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 2 }) },
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 50 }) },
);

/**
 * Makes more frames of these, by cheap changes: fast-check takes longer to think of a frame than the
 * server takes to read it.
 * @param seed so that a failure can be repeated
 */
export function multiplied(frames: readonly HostileFrame[], times: number, seed: number): HostileFrame[] {
  let state = seed | 1;
  const random = (below: number): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 0) % below;
  };
  const changed = (frame: HostileFrame): HostileFrame => {
    const bytes = Buffer.from(frame as string);
    if (bytes.length === 0) return frame;
    bytes[random(bytes.length)] = random(256);
    const cut = random(4) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
    return typeof frame === 'string' ? cut.toString() : cut;
  };
  return frames.flatMap((frame) => [frame, ...Array.from({ length: times - 1 }, () => changed(frame))]);
}
