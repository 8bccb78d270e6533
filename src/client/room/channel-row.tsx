import { Archive, Hash, Pencil } from 'lucide-react';
import { PlaceLink } from '../app/place-link.tsx';
import { pathTo } from '../app/place.ts';
import type { ChannelView } from '../app/views.ts';
import { useHasDraft } from '../composer/drafts.ts';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { useRovingItem } from './roving.tsx';
import { words } from './words.ts';

/** The height and ground of a row in the sidebar. */
export const ROW =
  'relative flex h-7 w-full items-center gap-2 rounded-row px-2 text-left text-row outline-offset-[-2px] phone:h-11 phone:gap-3 phone:px-2.5 phone:text-touch';

/** A channel in the sidebar. One mark at most: unread before draft. */
export function ChannelRow({ channel, selected }: { channel: ChannelView; selected: boolean }) {
  const draft = useHasDraft(channel.room, channel.channel);
  const path = pathTo(channel.room, channel.channel);
  const item = useRovingItem(path);
  const unread = channel.unread && !selected;
  return (
    <PlaceLink
      href={path}
      {...item}
      aria-current={selected ? 'page' : undefined}
      className={classes(
        ROW,
        selected
          ? 'bg-selected font-semi text-text phone:bg-transparent phone:font-plain phone:text-text-2'
          : 'hover:bg-hover-sunken hover:text-text',
        !selected && (unread ? 'font-semi text-text' : 'text-text-2'),
      )}
    >
      <Icon
        of={channel.archived === 1 ? Archive : Hash}
        className={classes(
          'phone:size-[18px]',
          selected || unread ? 'text-text' : 'text-text-3',
          selected && 'phone:text-text-3',
        )}
      />
      <bdi className="min-w-0 flex-1 truncate" title={channel.name}>
        {channel.name}
      </bdi>
      {unread ? (
        <span data-paint className="mr-[5px] size-2 shrink-0 rounded-full bg-ember">
          <span className="sr-only">{words.unread}</span>
        </span>
      ) : (
        draft &&
        !selected && (
          <span>
            <Icon of={Pencil} size={14} className="text-text-3" />
            <span className="sr-only">{words.draft}</span>
          </span>
        )
      )}
    </PlaceLink>
  );
}
