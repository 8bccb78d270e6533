import { useLayoutEffect, useRef } from 'react';
import type { Row } from './rows.ts';

function firstKey(rows: readonly Row[]): string | undefined {
  return rows.find((row) => row.kind === 'message')?.key;
}

/**
 * Whether rows were added above since the last time: the list then keeps its place from its end,
 * and nothing that is in sight moves.
 */
export function useShift(rows: readonly Row[]): boolean {
  const before = useRef<{ first: string | undefined; rows: readonly Row[] }>({ first: undefined, rows: [] });
  const first = firstKey(rows);
  const shift = before.current.first !== undefined && before.current.first !== first;
  useLayoutEffect(() => {
    before.current = { first, rows };
  });
  return shift;
}
