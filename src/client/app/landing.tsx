import { useState, type FormEvent } from 'react';
import { NAME_LIMIT, RESERVED_ROOMS } from '#shared/chat/fields.ts';
import { REASONS } from '#shared/chat/refusal.ts';
import { nameId } from '#shared/chat/text.ts';
import { Button } from '../parts/button.tsx';
import { focusOnMount } from '../parts/focus-on-mount.ts';
import { TextField } from '../parts/text-field.tsx';
import { Doorstep } from '../room/doorstep.tsx';
import { goTo, pathTo } from './place.ts';
import { words } from './words.ts';

/** The page before any room: asks which one. */
export function Landing() {
  const [name, setName] = useState(words.roomSuggestion);
  const [problem, setProblem] = useState<string | undefined>();
  const id = nameId(name);

  function open(event: FormEvent): void {
    event.preventDefault();
    if (id === '') setProblem(words.roomBad);
    else if (RESERVED_ROOMS.has(id)) setProblem(REASONS['name-reserved']);
    else goTo(pathTo(id));
  }

  return (
    <Doorstep>
      <form noValidate onSubmit={open}>
        <h1 className="text-heading font-heading">{words.landingTitle}</h1>
        <p className="mt-1.5 mb-5 text-body text-text-2">{words.landingText}</p>
        <TextField
          className="mb-5"
          label={words.roomName}
          hint={id === '' ? undefined : words.roomHint(`${location.host}/${id}`)}
          problem={problem}
          ref={focusOnMount}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={NAME_LIMIT}
          value={name}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setName(event.target.value);
            setProblem(undefined);
          }}
        />
        <Button type="submit" look="primary" large className="w-full">
          {words.openRoom}
        </Button>
      </form>
    </Doorstep>
  );
}
