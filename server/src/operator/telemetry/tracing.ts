import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export type TraceTarget = { endpoint: string; version: string };

/** Spans for an OpenTelemetry collector. Without an endpoint nothing is made and nothing is sent. */
export class Tracing {
  private readonly provider: TracerProvider | null;
  private readonly tracer: Tracer | null;
  private readonly contexts = new AsyncLocalStorageContextManager();

  constructor(target: TraceTarget | null) {
    this.provider = target && providerFor(target);
    this.tracer = this.provider?.getTracer('tuxedo') ?? null;
    if (this.tracer) this.contexts.enable();
  }

  /** Runs `work` within a span. Of an error only its code is told: its message may hold what must not leave. */
  async within<T>(name: string, attributes: Attributes, work: (span: Span | null) => Promise<T>): Promise<T> {
    if (!this.tracer) return work(null);
    const span = this.begin(name, attributes);
    try {
      return await this.contexts.with(this.contextOf(span), () => work(span));
    } catch (error) {
      this.fail(span, (error as { code?: unknown }).code);
      throw error;
    } finally {
      span.end();
    }
  }

  /** For what has no end in one place; null without an endpoint. */
  start(name: string, attributes: Attributes): Span | null {
    return this.tracer && this.begin(name, attributes);
  }

  /** Everything that `work` starts is a part of the span. */
  under<T>(span: Span, work: () => T): T {
    return this.contexts.with(this.contextOf(span), work);
  }

  fail(span: Span, code: unknown): void {
    span.setAttribute('tuxedo.outcome', typeof code === 'string' ? code : 'INTERNAL');
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** All that is finished is sent when it resolves. A collector that is away must not hold the stop. */
  async close(): Promise<void> {
    await this.provider?.shutdown().catch(() => undefined);
    this.contexts.disable();
  }

  private begin(name: string, attributes: Attributes): Span {
    return this.tracer!.startSpan(name, { attributes }, this.contexts.active());
  }

  private contextOf(span: Span): Context {
    return trace.setSpan(this.contexts.active() ?? ROOT_CONTEXT, span);
  }
}

// Nothing of the process or the machine goes along: the resource is named here, not detected.
const providerFor = ({ endpoint, version }: TraceTarget): TracerProvider =>
  new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'tuxedo', 'service.version': version }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 3_000 }),
        scheduledDelayMillis: 1_000,
      }),
    ],
  });
