import type { UserRow } from '#shared/chat/user.ts';
import { Avatar, type Presence } from './avatar.tsx';
import { words } from './words.ts';

interface PersonRowProps {
  person: UserRow;
  own: boolean;
  presence?: Presence;
}

/** A person in the panel: avatar, name, one line about them. */
export function PersonRow({ person, own, presence }: PersonRowProps) {
  return (
    <li className="flex min-h-9 w-full items-center gap-2.5 rounded-row px-2 py-1 phone:min-h-11">
      <Avatar user={person.user} name={person.name} colour={person.colour} size={28} presence={presence} />
      <div className="min-w-0 flex-1">
        <span className="flex gap-1.5 leading-[1.125rem]">
          <bdi className="truncate font-person" title={person.name}>
            {person.name}
          </bdi>
          {own && <span className="shrink-0 text-meta leading-[1.125rem] text-text-3">{words.you}</span>}
        </span>
        {person.email !== '' && (
          <small className="block truncate text-meta text-text-3" title={person.email}>
            {person.email}
          </small>
        )}
      </div>
    </li>
  );
}
