import { useMessage, useUser } from '../app/hooks.ts';
import { Avatar } from '../people/avatar.tsx';
import { useInnerTabIndex } from './inner-stop.ts';
import { words } from './words.ts';

interface QuoteProps {
  room: string;
  author: string;
  id: string;
  onJump: (author: string, id: string) => void;
}

/** One line of the message that is answered. It leads there. */
export function Quote({ room, author, id, onJump }: QuoteProps) {
  const message = useMessage(room, author, id);
  const user = useUser(room, author);
  const tabIndex = useInnerTabIndex();
  const name = user?.name ?? words.stranger;
  const line = message === undefined ? words.quoteGone : (message.content ?? words.quoteRemoved).slice(0, 300);
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      title={words.jump(name)}
      onClick={() => onJump(author, id)}
      className="my-0.5 flex w-full max-w-text items-center gap-2 border-l-2 border-line-control pl-2.5 text-left text-note text-text-2 hover:border-accent"
    >
      <Avatar user={author} name={name} colour={user?.colour ?? null} size={20} />
      <bdi className="max-w-[40%] shrink-0 truncate font-semi text-text">{name}</bdi>
      <bdi className="min-w-0 truncate">{line}</bdi>
    </button>
  );
}
