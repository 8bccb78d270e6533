import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { USER_NAME_LIMIT } from '#shared/chat/user.ts';
import { useProfile, useServer } from '../app/hooks.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { TextButton } from '../parts/text-button.tsx';
import { focusOnMount } from '../parts/focus-on-mount.ts';
import { TextField } from '../parts/text-field.tsx';
import { AvatarStack } from '../people/avatar-stack.tsx';
import { Doorstep } from '../room/doorstep.tsx';
import { ColourSwatches } from './colour-swatches.tsx';
import { ProfilePreview } from './profile-preview.tsx';
import { usePreview } from './use-preview.ts';
import { useProfileForm } from './use-profile-form.ts';
import { words } from './words.ts';

/** Asks a newcomer for a name, and lets them in. */
export function FirstVisit({ room }: { room: string }) {
  const { userId } = useServer();
  const [, setProfile] = useProfile();
  const preview = usePreview(room);
  // Any colour to begin with; the person sees it and may take another.
  const [colour] = useState(() => 1 + Math.floor(Math.random() * 8));
  const form = useProfileForm({ name: '', email: '', colour });
  const [withEmail, setWithEmail] = useState(false);

  function join(event: FormEvent): void {
    event.preventDefault();
    const profile = form.submit();
    if (profile) setProfile(profile);
    else document.querySelector<HTMLInputElement>('form [aria-invalid="true"], form input')?.focus();
  }

  return (
    <Doorstep
      foot={
        <>
          <Icon of={KeyRound} className="mt-px" />
          <span>{words.foot}</span>
        </>
      }
    >
      <form noValidate onSubmit={join}>
        <h1 className="text-heading font-heading">{words.title}</h1>
        <p className="mt-1.5 text-body text-text-2">
          {words.entering} <bdi className="font-semi wrap-anywhere">{room}</bdi>. {words.question}
        </p>
        <div className="mt-3 mb-5 flex h-7 items-center gap-2.5 text-note text-text-2">
          {preview && (
            <>
              {preview.people.length > 0 && <AvatarStack people={preview.people.slice(0, 4)} size={28} ring="ring-raised" />}
              <span>{words.inside(preview.count)}</span>
            </>
          )}
        </div>
        <TextField
          className="mb-5"
          label={words.name}
          name="name"
          autoComplete="name"
          maxLength={USER_NAME_LIMIT * 2}
          ref={focusOnMount}
          value={form.name}
          problem={form.problems.name}
          onChange={(event) => form.setName(event.target.value)}
        />
        <ColourSwatches value={form.colour ?? colour} onChange={form.setColour} />
        <ProfilePreview
          user={userId}
          name={form.clean.name === '' ? words.you : form.clean.name}
          colour={form.colour ?? colour}
        />
        {withEmail ? (
          <TextField
            className="mb-5"
            label={words.email}
            hint={words.emailHint}
            type="email"
            name="email"
            autoComplete="email"
            ref={focusOnMount}
            value={form.email}
            problem={form.problems.email}
            onChange={(event) => form.setEmail(event.target.value)}
          />
        ) : (
          <TextButton className="-mt-2 mb-3 -ml-1 block" onClick={() => setWithEmail(true)}>
            {words.addEmail}
          </TextButton>
        )}
        <Button type="submit" look="primary" large className="w-full">
          <bdi className="truncate">{words.join(room)}</bdi>
        </Button>
      </form>
    </Doorstep>
  );
}
