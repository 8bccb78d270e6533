import { BadgeCheck } from 'lucide-react';
import { memo, Suspense, useState, type FocusEvent } from 'react';
import type { UserRow } from '#shared/chat/user.ts';
import { useActions, useServer } from '../app/hooks.ts';
import { clockTime, fullTime } from '../app/time.ts';
import type { MessageView } from '../app/views.ts';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { TextButton } from '../parts/text-button.tsx';
import { copyText } from '../parts/use-copy.ts';
import { lazyPart } from '../parts/lazy-part.tsx';
import { Avatar } from '../people/avatar.tsx';
import { elementId } from './element-id.ts';
import { AiMark, AiTag, Answer } from './answer.tsx';
import { InnerStopProvider } from './inner-stop.ts';
import { commandsFor } from './message-commands.ts';
import { MessageText } from './message-text.tsx';
import { MessageTools } from './message-tools.tsx';
import { Quote } from './quote.tsx';
import { keyOf, timeOf } from './rows.ts';
import { Tick } from './tick.tsx';
import { useLongPress } from './use-long-press.ts';
import { words } from './words.ts';

const MessageSheet = lazyPart(() => import('./message-sheet.tsx').then((module) => module.MessageSheet));

interface MessageItemProps {
  message: MessageView;
  author: UserRow | undefined;
  grouped: boolean;
  /** It holds the list's tab stop. */
  current: boolean;
  /** Somebody just jumped here. */
  lit: boolean;
  /** The channel takes new messages and edits. */
  open: boolean;
  onCurrent: (key: string) => void;
  onJump: (author: string, id: string) => void;
  askRemove: (message: MessageView) => void;
}

/** One message: who, when, what it answers, its text, and how far it has come. */
export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { message, author, grouped, current, lit, open, onCurrent, onJump, askRemove } = props;
  const { userId, ai } = useServer();
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [menu, setMenu] = useState(false);
  const [sheet, setSheet] = useState(false);
  const press = useLongPress(() => !erased && setSheet(true));

  const key = keyOf(message);
  const own = message.author === userId;
  const byAi = message.author === ai?.userId;
  const erased = message.erasedAt !== null;
  const name = author?.name ?? words.stranger;
  const at = timeOf(message);
  const commands = commandsFor({ message, own, open, askRemove });
  const id = elementId(key);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an article of a feed takes the focus (ARIA practices)
    <article
      id={id}
      data-message={message.id}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={current ? 0 : -1}
      aria-labelledby={`${id}-by`}
      aria-describedby={`${id}-text`}
      onFocus={() => {
        setFocused(true);
        onCurrent(key);
      }}
      onBlur={(event: FocusEvent) => !event.currentTarget.contains(event.relatedTarget) && setFocused(false)}
      onPointerEnter={(event) => event.pointerType !== 'touch' && setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      {...press}
      className={classes(
        'group relative grid grid-cols-[36px_minmax(0,1fr)] gap-x-3 px-(--spacing-gutter) py-0.5 outline-offset-[-2px] focus-visible:rounded-row touch:select-none',
        'compact:grid-cols-[28px_minmax(0,1fr)] compact:py-px phone:grid-cols-[32px_minmax(0,1fr)] phone:gap-x-2.5 phone:px-3',
        grouped ? '' : 'mt-2.5 compact:mt-1.5',
        lit ? 'bg-accent-soft' : (pointed || menu) && 'bg-hover phone:bg-transparent',
        'focus-visible:bg-hover',
      )}
    >
      {grouped ? (
        <time
          dateTime={new Date(at).toISOString()}
          className="flex justify-end text-[11px] leading-[1.375rem] whitespace-nowrap text-text-3 tabular-nums opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 phone:hidden compact:text-[10px] compact:leading-5"
          aria-hidden="true"
        >
          {clockTime(at)}
        </time>
      ) : byAi ? (
        <AiMark className="size-9 phone:mt-0.5 phone:size-8 compact:size-7" />
      ) : (
        <Avatar
          user={message.author}
          name={name}
          colour={author?.colour ?? null}
          size={36}
          className="phone:mt-0.5 phone:size-8 phone:text-[11.5px] compact:size-7 compact:text-[10px]"
        />
      )}
      <div className={classes('min-w-0', grouped && 'phone:col-start-2')}>
        <div id={`${id}-by`} className={grouped ? 'sr-only' : 'flex max-w-text min-w-0 items-center gap-1.5 leading-5'}>
          <bdi className="truncate text-title font-strong compact:text-row" title={name}>
            {name}
          </bdi>
          {byAi && <AiTag />}
          {message.author.startsWith('guest:') && (
            <span
              title={words.guestHint}
              className="shrink-0 rounded-chip bg-sunken px-1.5 text-meta leading-[18px] text-warn edge-soft"
            >
              {words.guest}
            </span>
          )}
          <time
            dateTime={new Date(at).toISOString()}
            title={fullTime(at)}
            className="shrink-0 text-meta text-text-3 tabular-nums"
          >
            {clockTime(at)}
          </time>
          {message.signature !== null && message.delivery === 'stored' && (
            <span title={words.signed} className="text-text-3 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
              <Icon of={BadgeCheck} size={14} />
            </span>
          )}
        </div>
        <InnerStopProvider value={current}>
          {message.replyAuthor !== null && message.replyId !== null && !erased && (
            <Quote room={message.room} author={message.replyAuthor} id={message.replyId} onJump={onJump} />
          )}
          <div id={`${id}-text`}>
            {erased ? (
              <p className="text-body text-text-3 italic compact:text-row">
                {own ? words.removedOwn : <bdi>{words.removed(name)}</bdi>}
              </p>
            ) : byAi ? (
              <Answer message={message} />
            ) : (
              <MessageText text={message.content ?? ''} tail={<Tail message={message} own={own} />} />
            )}
          </div>
          {own && message.delivery === 'failed' && <Failure message={message} />}
          {!erased && (pointed || focused || menu) && <MessageTools commands={commands} onMenu={setMenu} />}
        </InnerStopProvider>
      </div>
      {sheet && (
        <Suspense>
          <MessageSheet commands={commands} onClose={() => setSheet(false)} />
        </Suspense>
      )}
    </article>
  );
}, sameProps);

/** Views are made anew whenever anything in the room changes; what they say mostly does not. */
function sameProps(before: MessageItemProps, after: MessageItemProps): boolean {
  return sameFields(before, after, 'message') && (before.message === after.message || sameFields(before.message, after.message));
}

function sameFields<Fields extends object>(before: Fields, after: Fields, except?: keyof Fields): boolean {
  return (Object.keys(after) as (keyof Fields)[]).every((name) => name === except || Object.is(before[name], after[name]));
}

/** What follows the last word: that it was edited, and how far it has come. It never stands alone on a line. */
function Tail({ message, own }: { message: MessageView; own: boolean }) {
  return (
    <span className="whitespace-nowrap">
      {message.editedAt !== null && (
        <span title={words.editedAt(fullTime(message.editedAt))} className="ml-1.5 text-meta text-text-3">
          {words.edited}
        </span>
      )}
      {own && (
        <>
          {'\u2060'}
          <Tick message={message} />
        </>
      )}
    </span>
  );
}

/** Why a message was not taken, and the ways out. */
function Failure({ message }: { message: MessageView }) {
  const { retry, discard } = useActions();
  const { commandId, problem } = message;
  return (
    <p className="my-0.5 max-w-text text-note text-danger">
      <span className="mr-1">{words.failed(problem ?? '')}</span>
      {commandId !== null && <TextButton onClick={() => retry(commandId)}>{words.tryAgain}</TextButton>}
      <TextButton onClick={() => void copyText(message.content ?? '')}>{words.copyText}</TextButton>
      {commandId !== null && <TextButton onClick={() => discard(commandId)}>{words.discard}</TextButton>}
    </p>
  );
}
