import { useSyncExternalStore } from 'react';
import { useSession } from '../app/session.tsx';

/** Whether we turned read receipts off: then we see none. */
export function useSilent(room: string): boolean {
  const receipts = useSession().attendance.receipts(room);
  return useSyncExternalStore(receipts.subscribe, () => receipts.silent === true);
}
