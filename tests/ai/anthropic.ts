import type { Dialect } from './model-server.ts';

interface Block {
  readonly text: string;
}

interface Body {
  readonly model: string;
  readonly system: readonly Block[];
  readonly messages: readonly { readonly role: string; readonly content: readonly Block[] }[];
}

/** One event of Anthropic's streaming protocol. */
export function anthropicEvent(type: string, fields: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function textOf(blocks: readonly Block[]): string {
  return blocks.map(({ text }) => text).join('');
}

const START = {
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-test',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 1 },
  },
};
const STOP = { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 7 } };

/** What Anthropic speaks. */
export const anthropic: Dialect = {
  model: 'anthropic/claude-test',
  asked(body, headers) {
    const { model, system, messages } = body as Body;
    const key = headers['x-api-key'];
    return {
      model,
      messages: [
        { role: 'system', content: textOf(system) },
        ...messages.map(({ role, content }) => ({ role, content: textOf(content) })),
      ],
      authorization: typeof key === 'string' ? key : undefined,
    };
  },
  beginning:
    anthropicEvent('message_start', START) +
    anthropicEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
    anthropicEvent('ping'),
  piece: (text) => anthropicEvent('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  end:
    anthropicEvent('content_block_stop', { index: 0 }) + anthropicEvent('message_delta', STOP) + anthropicEvent('message_stop'),
  refusal: { type: 'error', error: { type: 'rate_limit_error', message: 'no: key sk-very-secret' } },
};
