import { Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useReadReceipt } from '../app/attendance-hooks.ts';
import { useMessages, useServer } from '../app/hooks.ts';
import { ConnectionBanner } from '../app/connection-banner.tsx';
import type { ChannelView, RoomView } from '../app/views.ts';
import { Composer } from '../composer/composer.tsx';
import { MessageList } from '../message/message-list.tsx';
import { useUnread } from '../message/use-unread.ts';
import { Announcer } from '../message/announcer.tsx';
import { ArchivedLine } from './archived-line.tsx';
import type { ChannelDialogKind } from './channel-dialogs.tsx';
import { ChannelEmpty } from './channel-empty.tsx';
import { ChannelHead } from './channel-head.tsx';
import { lazyPart } from '../parts/lazy-part.tsx';

const ChannelDialog = lazyPart(() => import('./channel-dialogs.tsx').then((module) => module.ChannelDialog));

interface ChannelPageProps {
  room: RoomView;
  channel: ChannelView;
  /** The id of a message to show, out of the address. */
  target: string | null;
  peopleOpen: boolean;
  onPeople: () => void;
  onCreateChannel: () => void;
}

/** One channel: its head, its messages, and where one writes. Drawn anew for every channel (give it a key). */
export function ChannelPage({ room, channel, target, peopleOpen, onPeople, onCreateChannel }: ChannelPageProps) {
  const view = useMessages(room.room, channel.channel);
  const { messages } = view;
  const { userId, name: server } = useServer();
  const unread = useUnread(room.room, channel.channel, userId, messages);
  const onSeen = useReadReceipt(room.room, channel.channel);
  const [dialog, setDialog] = useState<ChannelDialogKind | null>(null);
  const [sent, setSent] = useState(0);
  const open = channel.archived === 0;
  const empty = view.ready && view.atStart && messages.length === 0;

  useEffect(() => {
    document.title = `#${channel.name} · ${room.room} · ${server}`;
  }, [channel.name, room.room, server]);

  const lastOwn = useCallback(
    () => messages.findLast((message) => message.author === userId && message.erasedAt === null && message.delivery !== 'failed'),
    [messages, userId],
  );

  const everybody = useMemo(() => [...room.people, ...room.helpers], [room.people, room.helpers]);
  return (
    <>
      <ChannelHead room={room} channel={channel} peopleOpen={peopleOpen} onPeople={onPeople} onDialog={setDialog} />
      <ConnectionBanner />
      {empty ? (
        <ChannelEmpty room={room} channel={channel} onDialog={setDialog} onCreateChannel={onCreateChannel} />
      ) : (
        <MessageList
          view={view}
          people={everybody}
          channelName={channel.name}
          open={open}
          target={target}
          sent={sent}
          onSeen={onSeen}
          {...unread}
        />
      )}
      <Announcer room={room.room} userId={userId} messages={messages} />
      {open ? (
        <Composer
          room={room.room}
          channel={channel.channel}
          channelName={channel.name}
          first={empty}
          lastOwn={lastOwn}
          onSent={() => setSent((times) => times + 1)}
        />
      ) : (
        <ArchivedLine channel={channel} />
      )}
      {dialog && (
        <Suspense>
          <ChannelDialog kind={dialog} channel={channel} onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </>
  );
}
