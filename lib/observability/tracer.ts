import { messageOf } from './run-aside.js';

/** What is used of a span of `@opentelemetry/api`. */
export interface SpanLike {
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/** What is used of a tracer of `@opentelemetry/api`. */
export interface TracerLike {
  startActiveSpan<T>(
    name: string,
    options: { kind: number; attributes: Record<string, string> },
    run: (span: SpanLike) => T,
  ): T;
}

/** `SpanKind` and `SpanStatusCode` of `@opentelemetry/api`, which may not be there to be imported. */
export const SPAN_KIND = { internal: 0, server: 1, client: 2 } as const;
const STATUS_ERROR = 2;

/** The host's tracer, when it uses OpenTelemetry at all; this package does not depend on it. */
export async function loadTracer(): Promise<TracerLike | undefined> {
  try {
    const { trace } = await import('@opentelemetry/api');
    return trace.getTracer('nestjs-newpay');
  } catch {
    return undefined;
  }
}

/** A piece of work that may be traced. */
export interface TracedWork {
  readonly name: string;
  readonly kind: keyof typeof SPAN_KIND;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Runs the work in a span of its own, or as it is where there is no tracer. */
export async function inSpan<T>(
  tracer: TracerLike | undefined,
  { name, kind, attributes }: TracedWork,
  run: () => Promise<T>,
): Promise<T> {
  if (!tracer) {
    return run();
  }
  const options = { kind: SPAN_KIND[kind], attributes: withoutUndefined(attributes) };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await run();
    } catch (error) {
      span.setStatus({ code: STATUS_ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

function withoutUndefined(attributes: TracedWork['attributes']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
