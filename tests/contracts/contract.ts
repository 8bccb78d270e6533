/**
 * One thing that every adapter of a port must do. Contracts know no test runner, so that they run
 * in a page as well as in Node.
 */
export interface Clause {
  readonly name: string;
  run(): Promise<void>;
}

function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value === Infinity ? 'Infinity' : value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compares by content, as JSON. @throws with both where they differ */
export function same(actual: unknown, expected: unknown, what = 'It'): void {
  const [is, should] = [JSON.stringify(actual, sorted), JSON.stringify(expected, sorted)];
  if (is !== should) throw new Error(`${what} is ${is}\n, and should be ${should}`);
}

/** Waits until something holds. @throws where it does not within two seconds */
export async function soon(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 2000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Not within two seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
