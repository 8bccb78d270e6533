import { Suspense, useEffect } from 'react';
import { useProfile, useRooms } from './hooks.ts';
import { lastRoom } from './last-place.ts';
import { goTo, pathTo, placeOf, usePlace } from './place.ts';
import { RoomFrame } from './room-frame.tsx';
import type { Profile } from './views.ts';
import { words } from './words.ts';
import { lazyPart } from '../parts/lazy-part.tsx';

// People come here once, or by mistake; everybody else need not wait for it.
const FirstVisit = lazyPart(() => import('../profile/first-visit.tsx').then((module) => module.FirstVisit));
const Landing = lazyPart(() => import('./landing.tsx').then((module) => module.Landing));
const ProblemPage = lazyPart(() => import('./problem-page.tsx').then((module) => module.ProblemPage));

/** Fetches what the first frame needs beside the main program: most people, who come back, need nothing. */
export async function preloadFirst(profile: Profile | null): Promise<void> {
  const { page } = placeOf(location.pathname, location.hash);
  const needed = page === 'landing' ? Landing : page === 'nowhere' ? ProblemPage : profile === null ? FirstVisit : null;
  // Where it cannot be had it is waited for in its place.
  await needed?.preload().catch(() => undefined);
}

/** The whole page, by its address. */
export function App() {
  return (
    <Suspense>
      <Page />
    </Suspense>
  );
}

function Page() {
  const place = usePlace();
  const [profile] = useProfile();
  if (place.page === 'landing') return <Start />;
  if (place.page === 'nowhere') return <ProblemPage title={words.nowhereTitle} text={words.nowhereText} />;
  if (!profile) return <FirstVisit room={place.room} />;
  const channel = place.page === 'channel' ? place.channel : null;
  return (
    <RoomFrame key={place.room} room={place.room} channel={channel} target={place.page === 'channel' ? place.message : null} />
  );
}

/** `/`: on to the room of the last visit, or the landing page. `/?` always asks. */
function Start() {
  const rooms = useRooms();
  const asked = location.href.includes('?');
  const room = asked ? undefined : (lastRoom() ?? rooms[0]?.room);
  useEffect(() => {
    if (room !== undefined) goTo(pathTo(room), 'replace');
  }, [room]);
  return room === undefined ? <Landing /> : null;
}
