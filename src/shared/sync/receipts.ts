/** How far somebody came in a channel. */
export interface Mark {
  readonly user: string;
  readonly seq: number;
}

/**
 * The people who came furthest in a channel, the furthest first, at most two: whoever is looking is
 * at most one of them, so the other tells how far anybody else came. That is all a tick needs, and it
 * stays small however many people read along.
 */
export interface ChannelMarks {
  readonly channel: string;
  readonly received: readonly Mark[];
  /** Empty for who turned read receipts off. */
  readonly read: readonly Mark[];
}

/** How far a device of ours came in a channel: the `seq` of the newest message it stored, or showed. */
export interface OwnReceipt {
  readonly channel: string;
  readonly received?: number;
  readonly read?: number;
}

/** What `receipt.live` yields: first all channels, then those whose marks changed. */
export interface ReceiptPage {
  readonly channels: readonly ChannelMarks[];
  /** How far another device of ours came meanwhile. */
  readonly own?: readonly Required<OwnReceipt>[];
  /** Everything before this page is void. */
  readonly snapshot?: {
    /** What the server knows of our own devices. */
    readonly own: readonly Required<OwnReceipt>[];
    /** We turned read receipts off: we send none and see none. */
    readonly silent: boolean;
  };
}

/** How far one person came in a channel; the times are ms since 1970 by the server's clock, 0 where there is none yet. */
export interface Receipt {
  readonly user: string;
  readonly received: number;
  readonly receivedAt: number;
  readonly read: number;
  readonly readAt: number;
}

/** Everybody's receipts of one channel, and who does not tell what they read. */
export interface ReceiptList {
  readonly receipts: readonly Receipt[];
  readonly silent: readonly string[];
}
