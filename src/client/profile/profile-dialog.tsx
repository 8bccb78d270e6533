import type { FormEvent } from 'react';
import { USER_NAME_LIMIT } from '#shared/chat/user.ts';
import { changeDeviceSettings, useDeviceSettings } from '../app/device-settings.ts';
import { useProfile, useServer } from '../app/hooks.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/text-field.tsx';
import { defaultColour } from '../people/colour-of.ts';
import { Choice } from './choice.tsx';
import { ColourSwatches } from './colour-swatches.tsx';
import { ReadReceiptsChoice } from './read-receipts-choice.tsx';
import { useProfileForm } from './use-profile-form.ts';
import { words } from './words.ts';

/** One's profile, seen by others, and the settings of this device, which are not. */
export function ProfileDialog({ onClose }: { onClose: () => void }) {
  const { userId } = useServer();
  const [profile, setProfile] = useProfile();
  const { theme, density } = useDeviceSettings();
  const form = useProfileForm(profile ?? { name: '', email: '', colour: null });

  return (
    <Dialog title={words.profileTitle} text={words.profileText} onClose={onClose}>
      {(close) => (
        <>
          <form
            noValidate
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              const next = form.submit();
              if (!next) return;
              setProfile(next);
              close();
            }}
          >
            <TextField
              className="mb-4"
              label={words.name}
              autoComplete="name"
              maxLength={USER_NAME_LIMIT * 2}
              value={form.name}
              problem={form.problems.name}
              onChange={(event) => form.setName(event.target.value)}
            />
            <TextField
              className="mb-4"
              label={words.email}
              hint={words.emailHint}
              type="email"
              autoComplete="email"
              value={form.email}
              problem={form.problems.email}
              onChange={(event) => form.setEmail(event.target.value)}
            />
            <ColourSwatches value={form.colour ?? defaultColour(userId)} onChange={form.setColour} />
            <div className="flex items-center justify-end gap-2">
              <Button onClick={close}>{words.cancel}</Button>
              <Button type="submit" look="primary">
                {words.save}
              </Button>
            </div>
          </form>
          <ReadReceiptsChoice />
          <h3 className="mt-6 mb-3 border-t border-line pt-5 text-title font-strong">{words.deviceTitle}</h3>
          <Choice
            label={words.theme}
            options={words.themes}
            value={theme}
            onChange={(value) => changeDeviceSettings({ theme: value })}
          />
          <Choice
            label={words.density}
            options={words.densities}
            value={density}
            onChange={(value) => changeDeviceSettings({ density: value })}
          />
          <p className="flex gap-2 text-meta text-text-3">
            {words.key}
            <code className="min-w-0 truncate font-mono" title={userId}>
              {userId}
            </code>
          </p>
        </>
      )}
    </Dialog>
  );
}
