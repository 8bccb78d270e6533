import { MessagesSquare, Settings } from 'lucide-react';
import { useConnection, useProfile, useServer } from '../app/hooks.ts';
import { useOffline } from '../app/offline.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Avatar } from '../people/avatar.tsx';
import { words } from './words.ts';

/** Oneself, at the foot of the sidebar, and the way to the profile and the settings of this device. */
export function MeRow({ onProfile }: { onProfile: () => void }) {
  const [profile] = useProfile();
  const { userId } = useServer();
  const { waiting } = useConnection();
  const offline = useOffline();
  if (!profile) return null;
  const line = offline && waiting > 0 ? words.waiting(waiting) : profile.email;
  return (
    <>
      <div className="flex h-14 shrink-0 items-center gap-2.5 border-t border-line py-2 pr-2 pl-3 phone:hidden">
        <Avatar
          user={userId}
          name={profile.name}
          colour={profile.colour}
          size={32}
          on="sunken"
          presence={offline ? 'gone' : 'here'}
        />
        <div className="min-w-0 flex-1">
          <bdi className="block truncate text-note leading-[1.125rem] font-semi" title={profile.name}>
            {profile.name}
          </bdi>
          {line !== '' && <small className="block truncate text-meta text-text-3">{line}</small>}
        </div>
        <IconButton icon={Settings} label={words.settings} onClick={onProfile} />
      </div>
      <div className="hidden h-16 shrink-0 grid-cols-2 border-t border-line pb-2 text-meta text-text-3 phone:grid">
        <span aria-current="page" className="grid content-center justify-items-center gap-0.5 font-semi text-accent">
          <Icon of={MessagesSquare} size={20} />
          {words.rooms}
        </span>
        <button
          type="button"
          title={words.settings}
          onClick={onProfile}
          className="grid content-center justify-items-center gap-0.5"
        >
          <Avatar user={userId} name={profile.name} colour={profile.colour} size={20} />
          {words.you}
        </button>
      </div>
    </>
  );
}
