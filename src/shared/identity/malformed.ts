/** Text or bytes of an identity (key, signature, wire form) that are not in the form they must have. */
export class Malformed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Malformed';
  }
}
