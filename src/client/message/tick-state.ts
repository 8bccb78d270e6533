import type { Reach } from '#shared/sync/receipt-sync.ts';
import type { Delivery } from '../app/views.ts';

/** How far one of our messages has come, as its tick shows it. */
export type TickState = Delivery | Reach;
