import { Check, Coffee, Copy, KeyRound, Pencil, Plus, type LucideIcon } from 'lucide-react';
import { useId } from 'react';
import { pathTo } from '../app/place.ts';
import type { ChannelView, RoomView } from '../app/views.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useCopy } from '../parts/use-copy.ts';
import type { ChannelDialogKind } from './channel-dialogs.tsx';
import { words } from './words.ts';

function NextStep({ icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex min-h-11 w-full items-center gap-3 rounded-code px-2 py-1.5 text-left font-medium hover:bg-hover"
    >
      <Icon of={icon} size={18} className="text-text-3" />
      {label}
    </button>
  );
}

interface ChannelEmptyProps {
  room: RoomView;
  channel: ChannelView;
  onDialog: (kind: ChannelDialogKind) => void;
  onCreateChannel: () => void;
}

/** A channel without messages: the link to bring people in, then what else can be done. */
export function ChannelEmpty({ room, channel, onDialog, onCreateChannel }: ChannelEmptyProps) {
  const [copied, copy] = useCopy();
  const id = useId();
  const alone = room.people.length < 2;
  const first = channel.channel === room.channels[0]?.channel;
  const link = new URL(first ? pathTo(room.room) : pathTo(room.room, channel.channel), location.origin).href;
  return (
    <div className="flex min-h-0 flex-1 overflow-y-auto">
      <div className="m-auto w-[min(32.5rem,100%-2.5rem)] py-6">
        <div className="mb-4 grid size-12 place-items-center rounded-box bg-ember-soft text-ember">
          <Icon of={Coffee} size={24} />
        </div>
        <h2 className="text-heading font-heading">{alone ? words.nobodyTitle : words.quietTitle}</h2>
        <p className="mt-1.5 text-body text-text-2">
          <bdi>{alone ? words.nobodyText(channel.name) : words.quietText(channel.name)}</bdi>
        </p>
        <div className="mt-5 rounded-box bg-raised p-4 shadow-1 inset-ring inset-ring-line">
          <label htmlFor={id} className="mb-1.5 block text-note font-semi">
            {words.invite}
          </label>
          <div className="flex h-10 items-center gap-2 rounded-code bg-raised pr-1 pl-3 edge focus-within:edge-focus phone:h-12">
            <input
              id={id}
              readOnly
              value={decodeURI(link).replace(/^https?:\/\//u, '')}
              onFocus={(event) => event.target.select()}
              className="min-w-0 flex-1 truncate bg-transparent font-mono text-note text-text-2 outline-none"
            />
            <Button look="primary" icon={copied ? Check : Copy} onClick={() => copy(link)}>
              {copied ? words.copied : words.copy}
            </Button>
          </div>
          <p className="mt-2.5 flex items-center gap-1.5 text-meta text-text-3">
            <Icon of={KeyRound} size={12} />
            {words.inviteHint}
          </p>
        </div>
        <div className="mt-4">
          {channel.topic === '' && <NextStep icon={Pencil} label={words.purpose} onClick={() => onDialog('topic')} />}
          <NextStep icon={Plus} label={words.another} onClick={onCreateChannel} />
        </div>
      </div>
    </div>
  );
}
