import type { UserRow } from '#shared/chat/user.ts';
import { classes } from '../parts/classes.ts';
import { Avatar, type Presence } from './avatar.tsx';
import { words } from './words.ts';

interface PersonRowProps {
  person: UserRow;
  own: boolean;
  presence?: Presence | undefined;
  /** What is to be said about their presence; their address otherwise. */
  line?: string | null;
}

/** A person in the panel: avatar, name, one line about them. */
export function PersonRow({ person, own, presence, line = null }: PersonRowProps) {
  const below = line ?? person.email;
  return (
    <li className="flex min-h-9 w-full items-center gap-2.5 rounded-row px-2 py-1 phone:min-h-11">
      <Avatar user={person.user} name={person.name} colour={person.colour} size={28} presence={presence} />
      <div className="min-w-0 flex-1">
        <span className="flex gap-1.5 leading-[1.125rem]">
          <bdi
            className={classes('truncate font-person', presence === 'gone' && line !== null && 'text-text-2')}
            title={person.name}
          >
            {person.name}
          </bdi>
          {own && <span className="shrink-0 text-meta leading-[1.125rem] text-text-3">{words.you}</span>}
        </span>
        {below !== '' && (
          <small className="block truncate text-meta text-text-3" title={person.email === '' ? undefined : person.email}>
            {below}
          </small>
        )}
      </div>
    </li>
  );
}
