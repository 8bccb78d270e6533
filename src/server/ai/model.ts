/** A message of the conversation that a model is given, oldest first. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** What a model is asked. */
export interface Prompt {
  readonly instructions: string;
  readonly turns: readonly Turn[];
}

/** What is asked, where, and by whom: for an assistant that looks things up itself. */
export interface Question {
  readonly room: string;
  readonly channel: string;
  readonly asker: string;
  /** Without the address. */
  readonly text: string;
  /** Place of the question in the log. */
  readonly seq: number;
}

/** What came of an answer beside its text. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Why a model could not answer, in a sentence for people. */
export class ModelProblem extends Error {
  override readonly name = 'ModelProblem';
}

/** The port to whatever answers. */
export interface Model {
  /** What it is called, for people. */
  readonly name: string;
  /** Whether it wants the conversation; the built-in assistant looks into the room itself. */
  readonly wantsContext: boolean;
  /**
   * Writes an answer bit by bit.
   * @throws {ModelProblem} where it cannot, or breaks off
   */
  answer(question: Question, prompt: Prompt, signal: AbortSignal): AsyncIterable<string>;
  /** Of the answer that was written last. */
  readonly usage?: Usage;
}
