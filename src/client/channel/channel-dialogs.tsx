import { useActions } from '../app/hooks.ts';
import type { ChannelView } from '../app/views.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { words } from './words.ts';

export type ChannelDialogKind = 'rename' | 'topic';

interface ChannelDialogProps {
  kind: ChannelDialogKind;
  channel: ChannelView;
  onClose: () => void;
}

/** Asks for a channel's new name or topic. */
export function ChannelDialog({ kind, channel, onClose }: ChannelDialogProps) {
  const { changeChannel } = useActions();
  if (kind === 'rename') {
    return (
      <AskDialog
        title={words.renameTitle}
        text={words.renameText}
        label={words.name}
        initial={channel.name}
        maxLength={80}
        submit={words.save}
        onSubmit={(name) => changeChannel(channel, { name })}
        onClose={onClose}
      />
    );
  }
  return (
    <AskDialog
      title={words.topicTitle}
      label={words.topicLabel}
      hint={words.topicHint}
      initial={channel.topic}
      maxLength={250}
      optional
      submit={words.save}
      onSubmit={(topic) => changeChannel(channel, { topic })}
      onClose={onClose}
    />
  );
}
