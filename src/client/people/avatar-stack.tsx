import { Avatar } from './avatar.tsx';

interface AvatarStackProps {
  people: readonly { user: string; name: string; colour: number | null }[];
  size: 20 | 28;
  /** The class of the ring between them: the colour of the surface behind. */
  ring: string;
}

/** A few people, overlapping. */
export function AvatarStack({ people, size, ring }: AvatarStackProps) {
  return (
    <span className="flex -space-x-1.5">
      {people.map((person) => (
        <Avatar key={person.user} {...person} size={size} className={`ring-2 ${ring}`} />
      ))}
    </span>
  );
}
