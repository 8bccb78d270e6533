import { useConnection, useServer } from '../app/hooks.ts';
import { useOffline } from '../app/offline.tsx';
import { ServerMark } from '../parts/server-mark.tsx';
import { words } from './words.ts';

/** The server one talks to, and whether one does. */
export function ServerHead() {
  const { name, host } = useServer();
  const { state, lastInTouch } = useConnection();
  const offline = useOffline();
  const line = !offline ? host : state === 'connecting' && lastInTouch === null ? words.connecting : words.notConnected;
  return (
    <div className="flex h-head shrink-0 items-center gap-2.5 pr-2 pl-4 phone:h-[60px]">
      <ServerMark />
      <div className="min-w-0 flex-1">
        <b className="block truncate text-title leading-[1.125rem] font-strong">{name}</b>
        <output className="block truncate text-meta text-text-3">{line}</output>
      </div>
    </div>
  );
}
