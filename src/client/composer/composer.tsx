import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTypingSignal } from '../app/attendance-hooks.ts';
import { useActions, useMessage, useServer } from '../app/hooks.ts';
import type { MessageView } from '../app/views.ts';
import { useOffline } from '../app/offline.tsx';
import { classes } from '../parts/classes.ts';
import { ComposerContext } from './composer-context.tsx';
import { ComposerFoot } from './composer-foot.tsx';
import { changeDraft, saveDrafts, useDraft } from './drafts.ts';
import { GrowingText } from './growing-text.tsx';
import { outgoing, roomLeft } from './outgoing.ts';
import { SendButton } from './send-button.tsx';
import { words } from './words.ts';

/** How many times the longest message may be pasted at once, to be shortened here. */
const PASTE_TIMES = 4;

interface ComposerProps {
  room: string;
  channel: string;
  channelName: string;
  /** Nobody wrote anything here yet. */
  first: boolean;
  /** Our newest message, for Up in an empty composer. */
  lastOwn: () => MessageView | undefined;
  onSent: () => void;
}

/** Where one writes. The text belongs to this room and channel and stays on the device until it is sent. */
export function Composer({ room, channel, channelName, first, lastOwn, onSent }: ComposerProps) {
  const { limits } = useServer();
  const { send, edit } = useActions();
  const offline = useOffline();
  const draft = useDraft(room, channel);
  const typed = useTypingSignal(room, channel);
  const area = useRef<HTMLTextAreaElement>(null);
  const note = useId();
  const [refused, setRefused] = useState(0);
  const editing = draft.edit !== null;
  const target = useMessage(room, draft.edit?.target.author ?? '', draft.edit?.target.id ?? '');
  const text = draft.edit?.text ?? draft.text;
  const ready = text.trim() !== '' && !roomLeft(text, limits.messageLength).over;
  const context = draft.edit?.target.id ?? draft.replyTo?.id;

  // A reply or an edit was chosen: go on in the text, at its end.
  useEffect(() => {
    const field = area.current;
    if (context === undefined || !field) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }, [context]);

  function write(value: string): void {
    setRefused(0);
    typed(value);
    changeDraft(room, channel, draft.edit ? { edit: { ...draft.edit, text: value } } : { text: value });
  }

  // A text area of 100,000 lines stops the page for seconds; what can never be sent stays outside,
  // whether it is pasted, dropped or typed by a program.
  useEffect(() => {
    const field = area.current;
    function refuseHuge(event: InputEvent): void {
      const { length } = event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
      if (!event.cancelable || length <= limits.messageLength * PASTE_TIMES) return;
      event.preventDefault();
      setRefused(length);
    }
    field?.addEventListener('beforeinput', refuseHuge);
    return () => field?.removeEventListener('beforeinput', refuseHuge);
  }, [limits.messageLength]);

  function cancel(): void {
    changeDraft(room, channel, draft.edit ? { edit: null } : { replyTo: null });
    area.current?.focus();
  }

  function submit(): void {
    const clean = outgoing(text);
    if (clean === '' || clean.length > limits.messageLength) return;
    if (draft.edit) {
      if (!target) return;
      if (target.content !== null && target.content !== clean) edit(target, clean);
      changeDraft(room, channel, { edit: null });
    } else {
      send(room, channel, clean, draft.replyTo);
      changeDraft(room, channel, { text: '', replyTo: null });
      onSent();
    }
    typed('');
    // At once: a reload must not bring back what was sent.
    saveDrafts();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // Safari ends a composition before its Enter arrives; that Enter still has code 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      if (ready) submit();
    } else if (event.key === 'Escape' && context !== undefined) {
      event.preventDefault();
      cancel();
    } else if (event.key === 'ArrowUp' && draft.text === '' && context === undefined) {
      const own = lastOwn();
      if (!own || own.content === null) return;
      event.preventDefault();
      changeDraft(room, channel, { edit: { target: { author: own.author, id: own.id }, text: own.content } });
    }
  }

  return (
    <div className="shrink-0 pb-[env(safe-area-inset-bottom)]">
      <div className="px-(--spacing-gutter) phone:px-2">
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- its edge belongs to the text inside */}
        <div
          className={classes(
            'rounded-box bg-raised pt-2.5 pr-2 pb-1.5 pl-3.5 edge focus-within:edge-focus',
            'phone:grid phone:grid-cols-[minmax(0,1fr)_auto] phone:items-end phone:rounded-[22px] phone:p-0.5',
          )}
          onClick={(event) => event.target === event.currentTarget && area.current?.focus()}
        >
          <ComposerContext room={room} draft={draft} onCancel={cancel} />
          <GrowingText
            ref={area}
            rows={10}
            data-composer
            value={text}
            enterKeyHint="send"
            aria-label={words.label}
            aria-describedby={note}
            aria-invalid={roomLeft(text, limits.messageLength).over}
            placeholder={first ? words.first(channelName) : words.placeholder(channelName)}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
            className="block field-sizing-content max-h-[10lh] w-full resize-none bg-transparent [unicode-bidi:plaintext] pr-1.5 text-body outline-none touch:text-touch phone:max-h-[calc(10lh+18px)] phone:px-3.5 phone:py-[9px]"
          />
          <div className="mt-1.5 flex items-center justify-end phone:contents">
            <SendButton ready={ready} offline={offline} editing={editing} describedBy={note} onSend={submit} />
          </div>
        </div>
      </div>
      <ComposerFoot id={note} room={room} channel={channel} text={text} kept={text !== ''} offline={offline} refused={refused} />
    </div>
  );
}
