import { CloudOff, TriangleAlert } from 'lucide-react';
import { Icon } from '../parts/icon.tsx';
import { useActions, useConnection } from './hooks.ts';
import { useOffline } from './offline.tsx';
import { words } from './words.ts';

/** Says that there is no connection, what happens to what one writes, and what the server objects to. */
export function ConnectionBanner() {
  const { state, lastInTouch, waiting, problem } = useConnection();
  const { reconnect } = useActions();
  const offline = useOffline();
  if (!offline && problem === null) return <output />;
  const title = problem ?? (state === 'connecting' && lastInTouch === null ? words.noConnection : words.offline);
  return (
    <output className="flex min-h-10 shrink-0 items-center gap-2.5 border-b border-warn/30 bg-warn-soft py-1 pr-3 pl-5 text-note phone:pl-3">
      <Icon of={problem === null ? CloudOff : TriangleAlert} size={18} className="text-warn" />
      <span className="min-w-0">
        <b className="font-strong">{title}</b> <span className="phone:hidden">{words.keepWriting(waiting)}</span>
        <span className="hidden phone:inline">{words.short(waiting)}</span>
      </span>
      <button
        type="button"
        onClick={reconnect}
        className="ml-auto h-7 shrink-0 rounded-row px-3 font-medium whitespace-nowrap edge-warn hover:bg-warn/10 phone:h-9"
      >
        {words.tryNow}
      </button>
    </output>
  );
}
