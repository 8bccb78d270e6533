/** How far an answer is that is not finished. */
export type AnswerPhase = 'queued' | 'thinking' | 'writing';

/** An answer that is being written: a signal, never stored. */
export interface AnswerState {
  /** The message that the answer stands in. */
  readonly id: string;
  readonly phase: AnswerPhase;
  /** How many answers are written before this one; 0 once it is its turn. */
  readonly place: number;
  /** Who asked. */
  readonly asker: string;
  /** How many messages it was given to read. */
  readonly read: number;
  /** The text begins here; what came before was sent earlier. */
  readonly from: number;
  readonly text: string;
}

/** What `ai.stream` yields: at first every answer of the room with its whole text, then what is new. */
export interface AnswerPage {
  readonly snapshot?: true;
  readonly answers: readonly AnswerState[];
  /** Answers that are no longer being written; their messages say how they ended. */
  readonly ended: readonly string[];
}
