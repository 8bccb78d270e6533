import { Suspense, useEffect, useState } from 'react';
import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { ChannelPage } from '../channel/channel-page.tsx';
import { PeoplePanel } from '../people/people-panel.tsx';
import { Sidebar } from '../room/sidebar.tsx';
import { changeDeviceSettings, useDeviceSettings } from './device-settings.ts';
import { useRoom } from './hooks.ts';
import { rememberRoom } from './last-place.ts';
import { StorageBanner } from './storage-banner.tsx';
import { PHONE, useMedia, WIDE } from './use-media.ts';
import { useOffline } from './offline.tsx';
import { words } from './words.ts';
import { lazyPart } from '../parts/lazy-part.tsx';

const ProblemPage = lazyPart(() => import('./problem-page.tsx').then((module) => module.ProblemPage));
const MissingChannel = lazyPart(() => import('../channel/missing-channel.tsx').then((module) => module.MissingChannel));
const CreateChannelDialog = lazyPart(() =>
  import('../room/create-channel-dialog.tsx').then((module) => module.CreateChannelDialog),
);

interface RoomFrameProps {
  room: string;
  /** Null: the room's first channel, or on a phone the list of channels. */
  channel: string | null;
  target: string | null;
}

/** A room: sidebar, channel and people, side by side as far as there is space. */
export function RoomFrame({ room: name, channel, target }: RoomFrameProps) {
  const room = useRoom(name);
  const phone = useMedia(PHONE);
  const wide = useMedia(WIDE);
  const offline = useOffline();
  const { people: beside } = useDeviceSettings();
  const [over, setOver] = useState(false);
  const [creating, setCreating] = useState<string | null>(null);

  useEffect(() => {
    if (room.ready && room.problem === null) rememberRoom(name);
  }, [name, room.ready, room.problem]);

  if (room.problem !== null) return <ProblemPage title={words.roomProblemTitle} text={room.problem} />;

  const shown = channel ?? (phone ? null : FIRST_CHANNEL);
  const view = room.channels.find((candidate) => candidate.channel === shown);
  // Beside the messages as this device has it; over them, or alone in the room, only when asked for.
  const kept = wide && room.people.length > 1;
  const peopleOpen = view !== undefined && (kept ? beside : over);
  const togglePeople = () => (kept ? changeDeviceSettings({ people: !beside }) : setOver(!over));

  function pane() {
    if (!view && room.ready && shown !== null)
      return (
        <Suspense>
          <MissingChannel room={name} channel={shown} />
        </Suspense>
      );
    if (!view) {
      return <output className="m-auto p-5 text-note text-text-3">{offline ? words.openingOffline : words.opening}</output>;
    }
    return (
      <ChannelPage
        key={`${name}/${view.channel}`}
        room={room}
        channel={view}
        target={target}
        peopleOpen={peopleOpen}
        onPeople={togglePeople}
        onCreateChannel={() => setCreating(name)}
      />
    );
  }

  return (
    <div className="grid h-dvh grid-cols-[var(--spacing-side)_minmax(0,1fr)_auto] phone:grid-cols-[minmax(0,1fr)]">
      {shown === null ? (
        <main className="contents">
          <h1 className="sr-only">{name}</h1>
          <Sidebar room={name} channel={null} onCreateChannel={setCreating} className="" />
        </main>
      ) : (
        <>
          <Sidebar room={name} channel={shown} onCreateChannel={setCreating} className="phone:hidden" />
          <main className="relative flex min-h-0 min-w-0 flex-col bg-canvas">
            <StorageBanner />
            {pane()}
          </main>
        </>
      )}
      {peopleOpen && <PeoplePanel room={room} over={!wide} onClose={togglePeople} />}
      {creating !== null && (
        <Suspense>
          <CreateChannelDialog room={creating} onClose={() => setCreating(null)} />
        </Suspense>
      )}
    </div>
  );
}
