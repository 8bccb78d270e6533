import { useEffect, useState } from 'react';
import { Paced } from '#shared/sync/paced.ts';
import type { ReceiptList } from '#shared/sync/receipts.ts';
import { useConnection } from '../app/hooks.ts';
import { useSession } from '../app/session.tsx';

/** ms between two looks while nobody tells of a change, and at least between any two. */
const SELDOM = 4000;
const OFTEN = 1000;

/** Everybody's receipts of a channel, kept current while they are shown; null before they came. */
export function useReceiptList(room: string, channel: string): ReceiptList | null {
  const receipts = useSession().attendance.receipts(room);
  const live = useConnection().state === 'live';
  const [list, setList] = useState<ReceiptList | null>(null);
  useEffect(() => {
    if (!live) return undefined;
    let over = false;
    const load = async (): Promise<void> => {
      const next = await receipts.list(channel).catch(() => null);
      if (!over && next !== null) setList(next);
    };
    const looking = new Paced(
      () => void load(),
      () => OFTEN,
    );
    const look = (): void => looking.ask();
    look();
    const timer = setInterval(look, SELDOM);
    const end = receipts.subscribe(look);
    return () => {
      over = true;
      end();
      clearInterval(timer);
      looking.stop();
    };
  }, [receipts, channel, live]);
  return list;
}
