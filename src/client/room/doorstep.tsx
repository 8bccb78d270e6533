import type { ReactNode } from 'react';
import { useServer } from '../app/hooks.ts';
import { ServerMark } from '../parts/server-mark.tsx';

/** A card in front of the rooms: the server's name, one thing to do, and a note below. */
export function Doorstep({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  const { name, host } = useServer();
  return (
    <main className="grid h-full justify-center overflow-auto bg-sunken p-5">
      <div className="m-auto w-[min(27.5rem,calc(100vw-2.5rem))]">
        <div className="mb-5 flex items-center gap-2.5 pl-1">
          <ServerMark />
          <div className="min-w-0">
            <b className="block truncate text-title leading-[1.125rem] font-strong">{name}</b>
            <small className="block truncate text-meta text-text-3">{host}</small>
          </div>
        </div>
        <div className="rounded-card bg-raised p-7 shadow-2 phone:p-5">{children}</div>
        {foot && <div className="mx-1 mt-4 flex gap-2 text-note leading-[1.125rem] text-text-3">{foot}</div>}
      </div>
    </main>
  );
}
