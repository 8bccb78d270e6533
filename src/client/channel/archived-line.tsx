import { Archive } from 'lucide-react';
import { useActions } from '../app/hooks.ts';
import type { ChannelView } from '../app/views.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { showNotice } from '../parts/notice.tsx';
import { words } from './words.ts';

/** Stands where one would write, in a channel that takes no messages. */
export function ArchivedLine({ channel }: { channel: ChannelView }) {
  const { changeChannel } = useActions();
  return (
    <div className="shrink-0 px-(--spacing-gutter) pb-7 phone:px-2 phone:pb-3">
      <div className="flex min-h-12 items-center gap-2.5 rounded-box bg-sunken py-2 pr-2 pl-3.5 text-note text-text-2 edge-soft">
        <Icon of={Archive} size={18} className="text-text-3" />
        <span className="min-w-0 flex-1">{words.archived}</span>
        <Button onClick={() => void changeChannel(channel, { archived: false }).catch(showNotice)}>{words.restore}</Button>
      </div>
    </div>
  );
}
