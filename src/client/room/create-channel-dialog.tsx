import { NAME_LIMIT } from '#shared/chat/fields.ts';
import { useActions } from '../app/hooks.ts';
import { goTo, pathTo } from '../app/place.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { words } from './words.ts';

/** Asks for the name of a new channel, makes it and goes there. */
export function CreateChannelDialog({ room, onClose }: { room: string; onClose: () => void }) {
  const { createChannel } = useActions();
  return (
    <AskDialog
      title={words.createTitle(room)}
      text={words.createText}
      label={words.createLabel}
      hint={words.createHint}
      maxLength={NAME_LIMIT}
      submit={words.create}
      onSubmit={async (name) => goTo(pathTo(room, await createChannel(room, name)))}
      onClose={onClose}
    />
  );
}
