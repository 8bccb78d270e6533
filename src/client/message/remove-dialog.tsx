import { useActions } from '../app/hooks.ts';
import type { MessageView } from '../app/views.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { words } from './words.ts';

/** Asks before a message is erased: it cannot be taken back. */
export function RemoveDialog({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const { remove } = useActions();
  return (
    <Dialog title={words.removeTitle} text={words.removeText} onClose={onClose}>
      {(close) => (
        <>
          <p
            dir="auto"
            className="mb-5 line-clamp-3 rounded-code bg-code px-3 py-2 text-row wrap-anywhere whitespace-pre-wrap text-text-2"
          >
            {message.content?.slice(0, 400)}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>{words.keep}</Button>
            <Button
              look="danger"
              onClick={() => {
                close();
                remove(message);
              }}
            >
              {words.remove}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
