/** How many connections each address has open. */
export class ConnectionCount {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  /** @param most of one address; 0 sets no limit */
  constructor(most: number) {
    this.#most = most;
  }

  mayOpen(address: string): boolean {
    return this.#most === 0 || (this.#open.get(address) ?? 0) < this.#most;
  }

  add(address: string): void {
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
  }

  remove(address: string): void {
    const left = (this.#open.get(address) ?? 1) - 1;
    if (left > 0) this.#open.set(address, left);
    else this.#open.delete(address);
  }
}
