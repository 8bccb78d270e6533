import { CornerUpLeft, Pencil, X } from 'lucide-react';
import { useMessage, useUser } from '../app/hooks.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import type { Draft, Reference } from './drafts.ts';
import { words } from './words.ts';

function ReplyLine({ room, target }: { room: string; target: Reference }) {
  const message = useMessage(room, target.author, target.id);
  const author = useUser(room, target.author);
  return (
    <span className="min-w-0 truncate">
      {words.replyingTo} <bdi className="font-semi text-text">{author?.name ?? words.gone}</bdi>
      {message && <bdi className="pl-2 text-text-3">{message.content ?? words.removed}</bdi>}
    </span>
  );
}

interface ComposerContextProps {
  room: string;
  draft: Draft;
  onCancel: () => void;
}

/** The line above the text: which message is answered or edited, and the way out. */
export function ComposerContext({ room, draft, onCancel }: ComposerContextProps) {
  if (draft.edit === null && draft.replyTo === null) return null;
  const editing = draft.edit !== null;
  return (
    <div className="mb-1.5 flex items-center gap-2 border-b border-line pb-1 text-note text-text-2 phone:col-span-full phone:mx-2">
      <Icon of={editing ? Pencil : CornerUpLeft} size={14} />
      {draft.edit === null && draft.replyTo ? (
        <ReplyLine room={room} target={draft.replyTo} />
      ) : (
        <span className="min-w-0 truncate">{words.editing}</span>
      )}
      <IconButton
        icon={X}
        label={editing ? words.cancelEdit : words.cancelReply}
        size={24}
        dense
        className="ml-auto phone:size-9"
        onClick={onCancel}
      />
    </div>
  );
}
