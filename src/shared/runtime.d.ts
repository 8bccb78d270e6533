/**
 * What every runtime of ours has (browsers, Node, workers). `shared` is compiled without DOM and
 * Node types so that nothing else slips in; these few declarations are its whole outside world.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
declare function btoa(binary: string): string;
declare function atob(base64: string): string;
declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare const crypto: {
  getRandomValues<T extends Uint8Array>(bytes: T): T;
  subtle: {
    digest(algorithm: 'SHA-256' | 'SHA-512', data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  };
};
