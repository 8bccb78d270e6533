import { useState } from 'react';
import type { Row } from './rows.ts';

function oldestOf(rows: readonly Row[]): string | undefined {
  return rows.find((row) => row.kind === 'message')?.key;
}

/**
 * Whether these rows begin with older ones than those before them: the list then keeps its place
 * from its end, and nothing that is in sight moves.
 */
export function useShift(rows: readonly Row[]): boolean {
  const [held, setHeld] = useState({ rows, oldest: oldestOf(rows), shift: false });
  if (held.rows === rows) return held.shift;
  const oldest = oldestOf(rows);
  const shift = held.oldest !== undefined && held.oldest !== oldest;
  setHeld({ rows, oldest, shift });
  return shift;
}
