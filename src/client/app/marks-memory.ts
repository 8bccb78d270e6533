import { z } from 'zod/mini';
import { Paced } from '#shared/sync/paced.ts';
import type { ChannelMarks } from '#shared/sync/receipts.ts';
import type { MarksMemory } from '#shared/sync/attendance.ts';

const KEY = 'parley.marks';

/** ms between two writes to the device. */
const PAUSE = 2000;

const marks = z.array(z.object({ user: z.string(), seq: z.number() }));
const schema = z.record(z.string(), z.array(z.object({ channel: z.string(), received: marks, read: marks })));

function load(): Record<string, ChannelMarks[]> {
  try {
    const parsed = schema.safeParse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** How far people came, kept on this device, so that ticks do not fall back when the page is opened again. */
export function deviceMarks(): MarksMemory {
  const rooms = load();
  const saving = new Paced(save, () => PAUSE);
  function save(): void {
    try {
      localStorage.setItem(KEY, JSON.stringify(rooms));
    } catch {
      // Without storage, ticks begin anew at each visit.
    }
  }
  addEventListener('pagehide', save);
  return {
    load: (room) => rooms[room] ?? [],
    save(room, of) {
      if (of === null) delete rooms[room];
      else rooms[room] = [...of];
      saving.ask();
    },
  };
}
