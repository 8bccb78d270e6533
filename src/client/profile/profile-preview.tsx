import { BadgeCheck } from 'lucide-react';
import { Icon } from '../parts/icon.tsx';
import { Avatar } from '../people/avatar.tsx';
import { words } from './words.ts';

/** How a message of this person will look to others. */
export function ProfilePreview({ user, name, colour }: { user: string; name: string; colour: number }) {
  return (
    <div className="mb-5 grid grid-cols-[36px_minmax(0,1fr)] gap-x-3 rounded-code bg-canvas px-3 pt-3 pb-3 edge-soft phone:grid-cols-[32px_minmax(0,1fr)] phone:gap-x-2.5">
      <Avatar user={user} name={name} colour={colour} size={36} className="phone:mt-0.5 phone:size-8 phone:text-[11.5px]" />
      <div className="min-w-0">
        <div className="flex items-center gap-1.5 leading-5">
          <bdi className="truncate text-title font-strong">{name}</bdi>
          <span className="text-meta text-text-3">{words.now}</span>
          <Icon of={BadgeCheck} size={14} className="text-text-3" />
        </div>
        <p className="text-body">{words.hello}</p>
      </div>
    </div>
  );
}
