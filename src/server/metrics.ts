import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that `/metrics` shows, in Prometheus' text format. */
export class Metrics {
  readonly registry = new Registry();
  readonly connections = new Gauge({
    name: 'parley_connections',
    help: 'Open WebSocket connections.',
    registers: [this.registry],
  });
  readonly signIns = new Counter({
    name: 'parley_sign_ins_total',
    help: 'Connections by what became of their signature.',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  readonly commands = new Counter({
    name: 'parley_commands_total',
    help: 'Commands by type and verdict: stored, the reason of a refusal, or outage.',
    labelNames: ['type', 'verdict'] as const,
    registers: [this.registry],
  });
  readonly verdictSeconds = new Histogram({
    name: 'parley_verdict_seconds',
    help: 'Time from a command’s arrival to its verdict.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [this.registry],
  });
  readonly malformedFrames = new Counter({
    name: 'parley_malformed_frames_total',
    help: 'Frames that no one could read.',
    registers: [this.registry],
  });
  readonly socketsClosed = new Counter({
    name: 'parley_sockets_closed_total',
    help: 'Connections that this server ended, by cause.',
    labelNames: ['cause'] as const,
    registers: [this.registry],
  });
  readonly socketsPaused = new Counter({
    name: 'parley_sockets_paused_total',
    help: 'Times a connection was not read for a while because it sent too much.',
    registers: [this.registry],
  });

  readonly aiAnswers = new Counter({
    name: 'parley_ai_answers_total',
    help: 'Answers of the AI by how they ended: finished, stopped or failed.',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  readonly aiTokens = new Counter({
    name: 'parley_ai_tokens_total',
    help: 'Tokens that a model counted, which is what it costs: input and output.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Shows a number that is kept elsewhere, read whenever somebody asks. */
  watch(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.registry], collect: () => gauge.set(read()) });
  }
}
