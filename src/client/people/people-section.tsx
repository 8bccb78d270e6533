import { useId, type ReactNode } from 'react';

/** A group of people under a heading. */
export function PeopleSection({ title, children }: { title: string | null; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={title === null ? undefined : id}>
      {title !== null && (
        <h3 id={id} className="px-2 pt-3 pb-1.5 text-meta font-semi text-text-3">
          {title}
        </h3>
      )}
      <ul>{children}</ul>
    </section>
  );
}
