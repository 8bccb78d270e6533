import { Copy, Link, Pencil, Reply, Trash2 } from 'lucide-react';
import type { MenuAction } from '../parts/action-menu.tsx';
import type { MessageCommands } from './message-commands.ts';
import { words } from './words.ts';

/** Everything that can be done with a message, in the order of menus and sheets. */
export function menuActions({ reply, edit, copyText, copyLink, remove }: MessageCommands): MenuAction[] {
  const actions: MenuAction[] = [];
  if (reply) actions.push({ label: words.reply, icon: Reply, run: reply });
  if (edit) actions.push({ label: words.edit, icon: Pencil, run: edit });
  actions.push({ label: words.copyText, icon: Copy, run: copyText });
  if (copyLink) actions.push({ label: words.copyLink, icon: Link, run: copyLink });
  if (remove) actions.push({ label: words.remove, icon: Trash2, danger: true, run: remove });
  return actions;
}
