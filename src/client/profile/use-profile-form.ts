import { useState } from 'react';
import { cleanName } from '#shared/chat/text.ts';
import { updateUser, USER_NAME_LIMIT } from '#shared/chat/user.ts';
import type { Profile } from '../app/views.ts';
import { words } from './words.ts';

/** What a person types about themselves, checked by the same rules as on the server. */
export function useProfileForm(initial: Profile) {
  const [name, setName] = useState(initial.name);
  const [email, setEmail] = useState(initial.email);
  const [colour, setColour] = useState(initial.colour);
  const [tried, setTried] = useState(false);
  const clean = { name: cleanName(name, USER_NAME_LIMIT), email: email.trim(), colour };
  const problems = {
    name: clean.name === '' ? words.nameMissing : undefined,
    email: updateUser.shape.email.safeParse(clean.email).success ? undefined : words.emailBad,
  };

  /** The profile, or null where something is wrong with it; from then on the form says what. */
  function submit(): Profile | null {
    setTried(true);
    return problems.name === undefined && problems.email === undefined ? clean : null;
  }

  return {
    name,
    setName,
    email,
    setEmail,
    colour,
    setColour,
    clean,
    problems: tried ? problems : { name: undefined, email: undefined },
    submit,
  };
}
