import type { Replica, ReplicaPage, ReplicaRoom } from './replica.ts';

/** A Replica that keeps nothing, for bots: they read on from where they connected, and ask the server for what was before. */
export class NoReplica implements Replica {
  async room(): Promise<ReplicaRoom | null> {
    return null;
  }

  async page(): Promise<ReplicaPage | null> {
    return null;
  }

  async begin(): Promise<void> {}

  async update(): Promise<boolean> {
    return true;
  }

  async drop(): Promise<void> {}
}
