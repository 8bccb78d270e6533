/** Types of values in a GGUF file (version 3). */
const UINT32 = 4;
const INT32 = 5;
const FLOAT32 = 6;
const STRING = 8;
const ARRAY = 9;

/** Kinds of tokens. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;

const ALIGNMENT = 32;

/** As wide as the vocabulary, at least: each token has a dimension of its own. */
const WIDTH = 320;
const HEADS = 10;

const BEGIN_OF_TEXT = 1;
const END_OF_TEXT = 2;

interface Token {
  readonly text: string;
  readonly kind: number;
}

interface Tensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly values: Float32Array;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function field(key: string, type: number, value: Buffer): Buffer {
  return Buffer.concat([text(key), uint32(type), value]);
}

function list(key: string, type: number, values: readonly Buffer[]): Buffer {
  return field(key, ARRAY, Buffer.concat([uint32(type), uint64(values.length), ...values]));
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}

/** Every byte is a token, and so is every word. */
function vocabulary(words: readonly string[]): Token[] {
  return [
    { text: '<unk>', kind: UNKNOWN },
    { text: '<s>', kind: CONTROL },
    { text: '</s>', kind: CONTROL },
    ...Array.from({ length: 256 }, (_, byte) => ({
      text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
      kind: BYTE,
    })),
    ...words.map((word) => ({ text: `\u2581${word}`, kind: NORMAL })),
  ];
}

function weights(tokens: number, words: number, endless: boolean): Tensor[] {
  const first = tokens - words;
  const last = tokens - 1;
  const meaning = new Float32Array(WIDTH * tokens);
  const following = new Float32Array(WIDTH * tokens);
  for (let token = 0; token < tokens; token++) {
    const next = token === last && !endless ? END_OF_TEXT : token >= first && token < last ? token + 1 : first;
    meaning[token * WIDTH + token] = 1;
    following[next * WIDTH + token] = 1;
  }
  const ones = new Float32Array(WIDTH).fill(1);
  const zeros = new Float32Array(WIDTH * WIDTH);
  const silent = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'];
  return [
    { name: 'token_embd.weight', dimensions: [WIDTH, tokens], values: meaning },
    { name: 'output.weight', dimensions: [WIDTH, tokens], values: following },
    ...['output_norm', 'blk.0.attn_norm', 'blk.0.ffn_norm'].map((name) => ({
      name: `${name}.weight`,
      dimensions: [WIDTH],
      values: ones,
    })),
    ...silent.map((name) => ({ name: `blk.0.${name}.weight`, dimensions: [WIDTH, WIDTH], values: zeros })),
  ];
}

function fields(tokens: readonly Token[]): Buffer[] {
  return [
    field('general.architecture', STRING, text('llama')),
    field('llama.context_length', UINT32, uint32(2048)),
    field('llama.embedding_length', UINT32, uint32(WIDTH)),
    field('llama.block_count', UINT32, uint32(1)),
    field('llama.feed_forward_length', UINT32, uint32(WIDTH)),
    field('llama.attention.head_count', UINT32, uint32(HEADS)),
    field('llama.rope.dimension_count', UINT32, uint32(WIDTH / HEADS)),
    field('llama.attention.layer_norm_rms_epsilon', FLOAT32, float32(1e-5)),
    field('tokenizer.ggml.model', STRING, text('llama')),
    field('tokenizer.ggml.bos_token_id', UINT32, uint32(BEGIN_OF_TEXT)),
    field('tokenizer.ggml.eos_token_id', UINT32, uint32(END_OF_TEXT)),
    field('tokenizer.ggml.unknown_token_id', UINT32, uint32(0)),
    list(
      'tokenizer.ggml.tokens',
      STRING,
      tokens.map((token) => text(token.text)),
    ),
    list(
      'tokenizer.ggml.scores',
      FLOAT32,
      tokens.map(() => float32(0)),
    ),
    list(
      'tokenizer.ggml.token_type',
      INT32,
      tokens.map(({ kind }) => uint32(kind)),
    ),
  ];
}

/**
 * A GGUF file of the smallest language model there is, of the llama architecture: it answers
 * everything with one sentence. Its attention and its feed-forward part are nothing but zeros, so
 * that what comes next follows from the last token alone.
 *
 * @param endless it says the sentence again and again
 */
export function tinyGguf(words: readonly string[], { endless = false } = {}): Buffer {
  const tokens = vocabulary(words);
  const tensors = weights(tokens.length, words.length, endless);
  const about = fields(tokens);
  const infos: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, dimensions, values } of tensors) {
    const bytes = padded(Buffer.from(values.buffer));
    infos.push(Buffer.concat([text(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(0), uint64(offset)]));
    data.push(bytes);
    offset += bytes.length;
  }
  const counts = [uint32(3), uint64(tensors.length), uint64(about.length)];
  return Buffer.concat([padded(Buffer.concat([Buffer.from('GGUF'), ...counts, ...about, ...infos])), ...data]);
}
