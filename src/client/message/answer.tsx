import { Bot, Ellipsis, Square } from 'lucide-react';
import { useActions, useAnswer, useConnection, useServer, useUser } from '../app/hooks.ts';
import type { MessageView } from '../app/views.ts';
import { Icon } from '../parts/icon.tsx';
import { showNotice } from '../parts/notice.tsx';
import { TextButton } from '../parts/text-button.tsx';
import { MessageText } from './message-text.tsx';
import { answerWords as words } from './answer-words.ts';

/** Marks the AI beside its name. */
export function AiTag() {
  return (
    <span className="inline-flex h-[18px] shrink-0 items-center gap-1 rounded-chip bg-accent-soft px-1.5 text-meta leading-[18px] font-semi text-accent">
      {words.tag}
    </span>
  );
}

/** The AI's picture: a rounded square, so that nobody takes it for a person. */
export function AiMark({ className }: { className: string }) {
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center rounded-[28%] bg-accent-soft text-accent inset-ring inset-ring-accent/35 ${className}`}
    >
      <Icon of={Bot} size={18} />
    </span>
  );
}

/** Where the next word will stand. */
function Caret() {
  return (
    <span
      aria-hidden="true"
      className="ml-0.5 inline-block h-4 w-[7px] animate-pulse rounded-[1px] bg-accent align-[-2px] motion-reduce:animate-none"
    />
  );
}

/** Whether the last line is part of a list, table or code, after which the caret would stand apart. */
function endsInBlock(text: string): boolean {
  return /^\s*(?:[-*+]|\d+[.)]|\||```|>|\s{2,}\S)[^\n]*$/u.test(text.slice(text.lastIndexOf('\n') + 1));
}

/** An answer of the AI: its text as it grows, what it is doing, and what who asked may do about it. */
export function Answer({ message }: { message: MessageView }) {
  const live = useAnswer(message);
  const kept = message.content ?? '';
  const text = live !== undefined && live.text.length >= kept.length ? live.text : kept;
  const writing = message.state === 'writing';
  return (
    <>
      {text === '' && writing ? (
        <p className="text-body">
          <Caret />
        </p>
      ) : (
        <MessageText
          text={writing && endsInBlock(text) ? `${text} ▍` : text}
          tail={writing && !endsInBlock(text) ? <Caret /> : null}
        />
      )}
      <Status message={message} />
    </>
  );
}

function Status({ message }: { message: MessageView }) {
  const live = useAnswer(message);
  const { userId } = useServer();
  const { state: connection } = useConnection();
  const asker = useUser(message.room, message.replyAuthor ?? '');
  const actions = useActions();
  const own = message.replyAuthor === userId;
  const name = own ? words.you : (asker?.name ?? words.somebody);
  const act = (what: 'stopAnswer' | 'askAgain'): void => void actions[what](message).catch(showNotice);

  if (message.state === 'writing') {
    const paused = connection !== 'live';
    return (
      <div className="mt-1.5 mb-0.5 flex max-w-text items-center gap-2 text-note text-text-3">
        <Icon of={Ellipsis} size={14} />
        <span role="status" className="min-w-0 truncate">
          {paused ? words.paused : words.phase(live, name)}
        </span>
        {own && !paused && (
          <button
            type="button"
            onClick={() => act('stopAnswer')}
            className="ml-1 inline-flex h-6 shrink-0 items-center gap-1.5 rounded-row px-2 text-meta font-button text-text-2 inset-ring inset-ring-line-control hover:bg-press phone:h-8"
          >
            <Icon of={Square} size={12} />
            {words.stop}
          </button>
        )}
      </div>
    );
  }
  if (message.state === 'stopped' || message.state === 'interrupted') {
    return (
      <p className="mt-1.5 mb-0.5 flex max-w-text items-center gap-2 text-note text-text-3">
        <Icon of={Square} size={12} />
        <span>{message.state === 'stopped' ? words.stopped(name) : words.interrupted}</span>
        {own && (
          <TextButton onClick={() => act('askAgain')}>{message.state === 'stopped' ? words.goOn : words.askAgain}</TextButton>
        )}
      </p>
    );
  }
  if (!own || message.replyId === null) return null;
  return (
    <p className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
      <TextButton className="-ml-1" onClick={() => act('askAgain')}>
        {words.askAgain}
      </TextButton>
    </p>
  );
}
