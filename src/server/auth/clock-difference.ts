const UNITS = [
  ['year', 31_557_600_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** A duration in words, in its largest unit that fits twice, so that 90 minutes are not "2 hours". */
function inWords(ms: number): string {
  const [unit, length] = UNITS.find(([, size]) => ms >= 2 * size) ?? UNITS[4];
  const count = Math.round(ms / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function clockTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Says in a sentence how a device's clock differs from the server's, both in ms since 1970. */
export function clockDifference(device: number, server: number): string {
  const words = `${inWords(Math.abs(device - server))} ${device > server ? 'ahead of' : 'behind'}`;
  return (
    `The clock of this device is ${words} the server’s: it says ${clockTime(device)}, ` +
    `the server says ${clockTime(server)}. Set the clock, then try again.`
  );
}
