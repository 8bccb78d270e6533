import { QueryClient, useQuery } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { useMemo } from 'react';
import { nameId } from '#shared/chat/text.ts';
import type { RoomPreview } from '#shared/sync/snapshot.ts';
import { useConnection } from '../app/hooks.ts';
import { useSession } from '../app/session.tsx';

/** What is asked of the server once and not kept current by a feed. */
const queryClient = new QueryClient();

/** What one sees of a room before one joins it; undefined until the server answers. */
export function usePreview(room: string): RoomPreview | undefined {
  const { upstream } = useSession();
  const live = useConnection().state === 'live';
  const { client } = upstream;
  const trpc = useMemo(() => createTRPCOptionsProxy({ client, queryClient }), [client]);
  return useQuery({ ...trpc.room.preview.queryOptions({ room }), enabled: live && nameId(room) === room }, queryClient).data;
}
