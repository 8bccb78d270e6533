import { useSyncExternalStore } from 'react';

/** Which message, by its key within the room. */
export interface Reference {
  author: string;
  id: string;
}

/** What somebody began to write in one channel. The text of an edit never mixes with a new message. */
export interface Draft {
  text: string;
  replyTo: Reference | null;
  edit: { target: Reference; text: string } | null;
}

const PREFIX = 'parley.draft:';
const EMPTY: Draft = { text: '', replyTo: null, edit: null };
/** ms of quiet before a draft is written to the device. */
const PAUSE = 250;

const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
const unsaved = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function keyOf(room: string, channel: string): string {
  return `${room}/${channel}`;
}

function load(key: string): Draft {
  try {
    const kept = localStorage.getItem(PREFIX + key);
    return kept === null ? EMPTY : { ...EMPTY, ...(JSON.parse(kept) as Partial<Draft>) };
  } catch {
    return EMPTY;
  }
}

/** Writes what is not on the device yet. A draft too large for its storage stays in memory only. */
export function saveDrafts(): void {
  clearTimeout(timer);
  timer = undefined;
  for (const key of unsaved) {
    const draft = drafts.get(key) ?? EMPTY;
    try {
      if (isEmpty(draft)) localStorage.removeItem(PREFIX + key);
      else localStorage.setItem(PREFIX + key, JSON.stringify(draft));
      unsaved.delete(key);
    } catch {
      // Tried again with the next keystroke.
    }
  }
}

function isEmpty(draft: Draft): boolean {
  return draft.text === '' && draft.replyTo === null && draft.edit === null;
}

function emit(): void {
  for (const listener of listeners) listener();
}

/** The draft of a channel; the empty one where there is none. */
export function draftOf(room: string, channel: string): Draft {
  const key = keyOf(room, channel);
  let draft = drafts.get(key);
  if (!draft) {
    draft = load(key);
    drafts.set(key, draft);
  }
  return draft;
}

/** Changes the draft of one channel, and of no other. */
export function changeDraft(room: string, channel: string, patch: Partial<Draft>): void {
  const key = keyOf(room, channel);
  drafts.set(key, { ...draftOf(room, channel), ...patch });
  unsaved.add(key);
  timer ??= setTimeout(saveDrafts, PAUSE);
  emit();
}

addEventListener('pagehide', saveDrafts);
document.addEventListener('visibilitychange', saveDrafts);
addEventListener('storage', (event) => {
  if (!event.key?.startsWith(PREFIX)) return;
  const key = event.key.slice(PREFIX.length);
  if (unsaved.has(key)) return;
  drafts.delete(key);
  emit();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The draft of a channel, always current. */
export function useDraft(room: string, channel: string): Draft {
  return useSyncExternalStore(subscribe, () => draftOf(room, channel));
}

/** Whether somebody began to write in a channel. */
export function useHasDraft(room: string, channel: string): boolean {
  return useSyncExternalStore(subscribe, () => !isEmpty(draftOf(room, channel)));
}
