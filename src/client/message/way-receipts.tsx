import { Eye } from 'lucide-react';
import type { UserRow } from '#shared/chat/user.ts';
import { useReach } from '../app/attendance-hooks.ts';
import { useRoom } from '../app/hooks.ts';
import { clockTime } from '../app/time.ts';
import type { MessageView } from '../app/views.ts';
import { Icon } from '../parts/icon.tsx';
import { AvatarStack } from '../people/avatar-stack.tsx';
import { type Reached, type ReachedPerson, reachedBy } from './reached-by.ts';
import { TickGlyph } from './tick-glyphs.tsx';
import { useReceiptList } from './use-receipt-list.ts';
import { useSilent } from './use-silent.ts';
import { WayStep } from './way-step.tsx';
import { words } from './words.ts';

/** Faces beside those who have not read yet. */
const FACES = 5;
/** Names in one line; the rest are counted. */
const NAMES = 3;

function some(names: readonly string[]): string {
  return names.length <= NAMES ? names.join(', ') : words.andMore(names.slice(0, NAMES).join(', '), names.length - NAMES);
}

function when({ at, exact }: ReachedPerson): string {
  return exact ? clockTime(at) : words.by(clockTime(at));
}

function namesOf(people: readonly ReachedPerson[]): string {
  return people.map(({ person }) => person.name).join(', ');
}

/** Who, and when: those of the same time together. */
function namesAndTimes({ people, notYet }: Reached): string {
  if (people.length === 0) return words.nobodyYet(some(notYet.map(({ name }) => name)));
  const shown = people.slice(0, NAMES);
  const times = [...new Set(shown.map(when))];
  const groups = times.map((time) => `${namesOf(shown.filter((one) => when(one) === time))} ${time}`).join('; ');
  return people.length > NAMES ? words.andMore(groups, people.length - NAMES) : groups;
}

/** Who has not read yet, and who does not tell. */
function Rest({ notYet, silent }: Reached) {
  const parts = [
    notYet.length > 0 ? words.notYet(some(notYet.map(({ name }) => name))) : '',
    silent.length > 0 ? words.silent(some(silent.map(({ name }) => name))) : '',
  ];
  return <span>{parts.filter((part) => part !== '').join(' · ')}</span>;
}

/** The last steps of the way of a message: on whose devices it is, and who read it. */
export function WayReceipts({ message, seq }: { message: MessageView; seq: number }) {
  const { room, channel, author } = message;
  const list = useReceiptList(room, channel);
  const reach = useReach(message);
  const silent = useSilent(room);
  const others: UserRow[] = useRoom(room).people.filter(({ user }) => user !== author);
  if (others.length === 0) return null;
  const received = list && reachedBy('received', list, others, seq);
  const read = list && !silent && reachedBy('read', list, others, seq);
  return (
    <>
      <WayStep
        sign={<TickGlyph state="received" />}
        title={received ? words.receivedBy(received.people.length, others.length) : words.received}
        text={received ? namesAndTimes(received) : words.whoIsNotKnown}
        time={null}
        reached={reach !== 'stored'}
      />
      <WayStep
        sign={<Icon of={Eye} size={14} />}
        title={read ? words.readBy(read.people.length, read.people.length + read.notYet.length) : words.read}
        text={silent ? words.youAreSilent : read ? namesAndTimes(read) : words.whoIsNotKnown}
        time={null}
        reached={reach === 'read'}
      >
        {read && read.people.length > 0 && (
          <span className="col-span-2 col-start-2 mt-1.5 flex min-w-0 items-center gap-2 text-meta text-text-3">
            <AvatarStack people={read.people.slice(0, FACES).map(({ person }) => person)} size={20} ring="ring-raised" />
            <Rest {...read} />
          </span>
        )}
      </WayStep>
    </>
  );
}
