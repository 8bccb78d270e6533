import { createContext, type ReactNode, useContext } from 'react';
import type { Session } from './device-session.ts';

const SessionContext = createContext<Session | null>(null);

/** Gives this page's session to everything inside. */
export function SessionProvider({ session, children }: { session: Session; children: ReactNode }): ReactNode {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** This page's session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider around it');
  return session;
}
