/** Functions that one process offers to the one that started it; one argument and a result, both plain data. */
export type Calls = Record<string, (argument: never) => unknown>;

/** A call on its way to a child. */
export interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

/** What comes back. */
export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

async function answer(calls: Calls, { id, name, argument }: Call): Promise<Answer> {
  try {
    const call = calls[name];
    if (call === undefined) throw new Error(`there is no call ${name}`);
    return { id, value: await call(argument as never) };
  } catch (cause) {
    return { id, error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

/** Answers the calls of the process that started this one, and ends with it. */
export function answerCalls(calls: Calls): void {
  process.on('message', (call: Call) => void answer(calls, call).then((result) => process.send?.(result)));
  process.once('disconnect', () => process.exit(0));
}
