import { useOffline } from '../app/offline.tsx';
import { DaySeparator } from './separators.tsx';
import { words } from './words.ts';

interface TopRowProps {
  channelName: string;
  atStart: boolean;
  loading: boolean;
  day: string | null;
}

/** Above the oldest message: the beginning of the channel, or what is still to come from the server. */
export function TopRow({ channelName, atStart, loading, day }: TopRowProps) {
  const offline = useOffline();
  return (
    <>
      <p className="flex h-14 items-end px-(--spacing-gutter) text-note text-text-3 phone:px-3">
        {atStart ? <bdi>{words.start(channelName)}</bdi> : offline ? words.older : loading ? words.loading : ''}
      </p>
      {day !== null && <DaySeparator name={day} />}
    </>
  );
}
