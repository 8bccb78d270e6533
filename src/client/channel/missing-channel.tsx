import { Hash } from 'lucide-react';
import { useState } from 'react';
import { useActions } from '../app/hooks.ts';
import { PlaceLink } from '../app/place-link.tsx';
import { pathTo } from '../app/place.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { words } from './words.ts';

/** A link to a channel that is not there: make it, or go where something is. */
export function MissingChannel({ room, channel }: { room: string; channel: string }) {
  const { createChannel } = useActions();
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <div className="m-auto w-[min(32.5rem,100%-2.5rem)] py-6">
      <div className="mb-4 grid size-12 place-items-center rounded-box bg-ember-soft text-ember">
        <Icon of={Hash} size={24} />
      </div>
      <h1 className="text-heading font-heading">{words.missingTitle}</h1>
      <p className="mt-1.5 mb-5 text-body wrap-anywhere text-text-2">{words.missingText(channel, room)}</p>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          onClick={() => {
            createChannel(room, channel).catch((reason: unknown) =>
              setProblem(reason instanceof Error ? reason.message : words.went),
            );
          }}
        >
          {words.make(channel)}
        </Button>
        <PlaceLink href={pathTo(room)} className="font-medium text-accent">
          {words.toGeneral}
        </PlaceLink>
      </div>
      {problem !== null && (
        <p role="alert" className="mt-3 text-note text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
