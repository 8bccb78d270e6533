import { NAME_LIMIT, RESERVED_ROOMS } from '#shared/chat/fields.ts';
import { REASONS } from '#shared/chat/refusal.ts';
import { nameId } from '#shared/chat/text.ts';
import { goTo, pathTo } from '../app/place.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { words } from './words.ts';

/** Asks for the room to open next. */
export function OpenRoomDialog({ onClose }: { onClose: () => void }) {
  async function open(name: string): Promise<void> {
    const id = nameId(name);
    if (id === '') throw new Error(words.badName);
    if (RESERVED_ROOMS.has(id)) throw new Error(REASONS['name-reserved']);
    goTo(pathTo(id));
  }
  return (
    <AskDialog
      title={words.openTitle}
      text={words.openText}
      label={words.openLabel}
      maxLength={NAME_LIMIT}
      submit={words.openSubmit}
      onSubmit={open}
      onClose={onClose}
    />
  );
}
