import { useSyncExternalStore } from 'react';
import { NAME_LIMIT } from '#shared/chat/fields.ts';
import { nameId } from '#shared/chat/text.ts';

/**
 * Where the page is. The address is the whole of it: `/`, `/room`, `/room/channel`, and after `#`
 * the id of a message in that channel.
 */
export type Place =
  | { page: 'landing' }
  | { page: 'room'; room: string }
  | { page: 'channel'; room: string; channel: string; message: string | null }
  | { page: 'nowhere' };

const listeners = new Set<() => void>();

function segment(text: string): string | null {
  try {
    const id = nameId(decodeURIComponent(text));
    return id === '' || id.length > NAME_LIMIT ? null : id;
  } catch {
    return null;
  }
}

/** Reads an address. Names in it are normalised, so `/Lobby` and `/lobby` are one room. */
export function placeOf(pathname: string, hash: string): Place {
  const parts = pathname.split('/').filter((part) => part !== '');
  if (parts.length === 0) return { page: 'landing' };
  const [room, channel] = parts.map(segment);
  if (parts.length > 2 || !room || channel === null) return { page: 'nowhere' };
  if (channel === undefined) return { page: 'room', room };
  return { page: 'channel', room, channel, message: hash.length > 1 ? hash.slice(1) : null };
}

/** The path of a place, to link to. */
export function pathTo(room: string, channel?: string, message?: string): string {
  const path =
    channel === undefined ? `/${encodeURIComponent(room)}` : `/${encodeURIComponent(room)}/${encodeURIComponent(channel)}`;
  return message === undefined ? path : `${path}#${message}`;
}

/** Goes to a path without loading the page anew. */
export function goTo(path: string, how: 'push' | 'replace' = 'push'): void {
  if (path === location.pathname + location.hash) return;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
    removeEventListener('hashchange', listener);
  };
}

let last: { key: string; place: Place } = { key: '', place: { page: 'landing' } };

function current(): Place {
  const key = location.pathname + location.hash;
  if (last.key !== key) last = { key, place: placeOf(location.pathname, location.hash) };
  return last.place;
}

/** The place that the address names, always current. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, current);
}
