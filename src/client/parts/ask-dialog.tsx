import { useState, type FormEvent } from 'react';
import { cleanName } from '#shared/chat/text.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { focusOnMount } from './focus-on-mount.ts';
import { TextField } from './text-field.tsx';

interface AskDialogProps {
  title: string;
  text?: string;
  label: string;
  hint?: string | undefined;
  placeholder?: string;
  initial?: string;
  maxLength: number;
  /** Empty is an answer too. */
  optional?: boolean;
  submit: string;
  /** May refuse: the message of the error is shown at the field, and the dialog stays. */
  onSubmit: (value: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for one line of text. */
export function AskDialog(props: AskDialogProps) {
  const { title, text, label, hint, placeholder, initial = '', maxLength, optional = false, submit, onSubmit, onClose } = props;
  const [value, setValue] = useState(initial);
  const [problem, setProblem] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const clean = cleanName(value, maxLength);

  return (
    <Dialog title={title} text={text} onClose={onClose}>
      {(close) => (
        <form
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (busy || (clean === '' && !optional)) return;
            if (clean === initial) return close();
            setBusy(true);
            onSubmit(clean).then(close, (reason: unknown) => {
              setBusy(false);
              setProblem(reason instanceof Error ? reason.message : String(reason));
            });
          }}
        >
          <TextField
            label={label}
            hint={hint}
            placeholder={placeholder}
            problem={problem}
            value={value}
            maxLength={maxLength}
            ref={focusOnMount}
            onChange={(event) => {
              setValue(event.target.value);
              setProblem(undefined);
            }}
          />
          <div className="mt-5 flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" look="primary" disabled={busy || (clean === '' && !optional)}>
              {submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
