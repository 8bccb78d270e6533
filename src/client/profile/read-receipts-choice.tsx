import { useReadReceiptChoice } from '../app/attendance-hooks.ts';
import { useConnection, useRooms } from '../app/hooks.ts';
import { Choice } from './choice.tsx';
import { words } from './words.ts';

/** Turns read receipts on and off. The server keeps the choice, for all devices and rooms of this person. */
export function ReadReceiptsChoice() {
  const rooms = useRooms();
  const room = rooms.find(({ ready }) => ready)?.room;
  return room === undefined ? null : <ChoiceInRoom room={room} />;
}

function ChoiceInRoom({ room }: { room: string }) {
  const { on, failed, set } = useReadReceiptChoice(room);
  const live = useConnection().state === 'live';
  if (on === null) return null;
  const hint = failed ? words.receiptsFailed : live ? words.receiptsHint : words.receiptsOffline;
  return (
    <div className="mt-6 border-t border-line pt-5">
      <Choice
        label={words.receipts}
        options={words.receiptsOn}
        value={on ? 'on' : 'off'}
        disabled={!live}
        onChange={(value) => set(value === 'on')}
      />
      <p role="status" className="-mt-2.5 text-meta text-text-3">
        {hint}
      </p>
    </div>
  );
}
