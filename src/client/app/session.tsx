import { createContext, type ReactNode, use, useContext } from 'react';
import { Session } from './device-session.ts';

const SessionContext = createContext<Session | null>(null);
const opening = Session.open();

/** Makes this page's session once and gives it to everything inside. Wrap it in a Suspense and an error boundary. */
export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  return <SessionContext value={use(opening)}>{children}</SessionContext>;
}

/** This page's session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider around it');
  return session;
}
