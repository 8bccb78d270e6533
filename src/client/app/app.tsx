import { lazy, Suspense, useEffect } from 'react';
import { useProfile, useRooms } from './hooks.ts';
import { Landing } from './landing.tsx';
import { lastRoom } from './last-place.ts';
import { goTo, pathTo, usePlace } from './place.ts';
import { ProblemPage } from './problem-page.tsx';
import { RoomFrame } from './room-frame.tsx';
import { words } from './words.ts';

// People come here once; everybody else need not wait for it.
const FirstVisit = lazy(() => import('../profile/first-visit.tsx').then((module) => ({ default: module.FirstVisit })));

/** The whole page, by its address. */
export function App() {
  const place = usePlace();
  const [profile] = useProfile();
  if (place.page === 'landing') return <Start />;
  if (place.page === 'nowhere') return <ProblemPage title={words.nowhereTitle} text={words.nowhereText} />;
  if (!profile) {
    return (
      <Suspense>
        <FirstVisit room={place.room} />
      </Suspense>
    );
  }
  const channel = place.page === 'channel' ? place.channel : null;
  return <RoomFrame key={place.room} room={place.room} channel={channel} target={place.page === 'channel' ? place.message : null} />;
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
