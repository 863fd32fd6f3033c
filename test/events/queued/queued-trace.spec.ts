/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { loadTraceContext } from '../../../lib/observability/trace-context.js';
import { OwnBoss } from '../../support/boss.js';
import { startHostApp } from '../../support/host-app.js';
import { PaymentListener } from '../../support/listeners.js';
import { paymentFields, signedBody } from '../../support/signed-callback.js';
import { until } from '../../support/until.js';

/** The header `traceparent`, as far as it is needed here. */
const PROPAGATOR: TextMapPropagator = {
  inject: (active, carrier: Record<string, string>) => {
    const span = trace.getSpanContext(active);
    carrier['traceparent'] = `00-${span?.traceId}-${span?.spanId}-01`;
  },
  extract: (active, carrier: Record<string, string>) => {
    const [, traceId = '', spanId = ''] = carrier['traceparent']?.split('-') ?? [];
    return trace.setSpanContext(active, { traceId, spanId, traceFlags: 1, isRemote: true });
  },
  fields: () => ['traceparent'],
};

const exporter = new InMemorySpanExporter();
let own: OwnBoss;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(PROPAGATOR);
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  own = await OwnBoss.start();
}, 30_000);

afterAll(async () => {
  await own.stop();
  trace.disable();
  propagation.disable();
  context.disable();
});

describe('A trace', () => {
  it('goes from the callback through the queue into the listener.', async () => {
    const host = await startHostApp({
      providers: [PaymentListener],
      options: { queue: own.queue() },
    });
    let inListener: string | undefined;
    host.app.get(PaymentListener).before = () => {
      inListener = trace.getActiveSpan()?.spanContext().traceId;
    };

    await host.postCallback(signedBody(paymentFields({ orderNo: 'T1' })));
    await until(() => host.app.get(PaymentListener).names.length === 1);
    await host.app.close();

    const spans = exporter.getFinishedSpans();
    const [callback, listener] = ['newpay callback', 'publish newpay.paid'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect(listener?.spanContext().traceId).toBe(callback?.spanContext().traceId);
    expect(listener?.parentSpanContext?.spanId).toBe(callback?.spanContext().spanId);
    expect(inListener).toBe(callback?.spanContext().traceId);
  });

  it('that cannot be captured or restored changes nothing else, and baggage is not stored.', async () => {
    const { capture, within } = await loadTraceContext();
    const odd: TextMapPropagator = {
      inject: (_, carrier) =>
        void Object.assign(carrier as object, { baggage: 'name=Mali', b3: '1' }),
      extract: (): Context => {
        throw new Error('no trace');
      },
      fields: () => [],
    };
    propagation.disable();
    propagation.setGlobalPropagator(odd);

    expect(capture()).toEqual({ b3: '1' });
    expect(await within({}, async () => 'ran')).toBe('ran');
    propagation.disable();
    expect(await within({}, async () => 'ran')).toBe('ran');
    await expect(within({}, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});
