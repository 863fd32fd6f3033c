import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { NewPayService } from '../../lib/index.js';
import { inSpan, loadTracer } from '../../lib/observability/tracer.js';
import {
  paymentData,
  replyByPath,
  sendJson,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const exporter = new InMemorySpanExporter();
let gateway: FakeGateway;
let host: HostApp;

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
});

afterAll(() => {
  trace.disable();
  context.disable();
});

beforeEach(async () => {
  exporter.reset();
  gateway = await startFakeGateway();
  host = await startHostApp({ options: { baseUrl: gateway.url }, providers: [PaymentListener] });
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
  jest.restoreAllMocks();
});

const spans = () =>
  exporter.getFinishedSpans().map(({ name, kind, status, attributes }) => ({
    name,
    kind,
    status: status.code,
    attributes,
  }));

describe('Spans, if the app uses OpenTelemetry,', () => {
  it('cover a callback and, inside it, its listeners', async () => {
    let inListener: string | undefined;
    host.app.get(PaymentListener).before = () => {
      inListener = trace.getActiveSpan()?.spanContext().spanId;
    };
    await host.postCallback(signedBody(paymentFields()));
    expect(spans()).toEqual([
      {
        name: 'publish newpay.paid',
        kind: 0,
        status: 0,
        attributes: { 'newpay.order_no': 'A1001' },
      },
      { name: 'newpay callback', kind: 1, status: 0, attributes: { 'newpay.order_no': 'A1001' } },
    ]);
    const [published, callback] = exporter.getFinishedSpans();
    expect(published?.parentSpanContext?.spanId).toBe(callback?.spanContext().spanId);
    expect(inListener).toBe(published?.spanContext().spanId);
  });

  it('cover a call and its failure', async () => {
    gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
    await host.app.get(NewPayService).queryOrder('A1');
    gateway.reply = (_request, response) => sendJson(response, { success: false });
    await host.app
      .get(NewPayService)
      .queryOrder('A1')
      .catch(() => undefined);
    const attributes = { 'newpay.call': 'queryOrder' };
    expect(spans()).toEqual([
      { name: 'newpay queryOrder', kind: 2, status: 0, attributes },
      { name: 'newpay queryOrder', kind: 2, status: 2, attributes },
    ]);
  });
});

describe('Without an SDK of OpenTelemetry,', () => {
  const work = { name: 'x', kind: 'internal', attributes: {} } as const;

  it('the work runs without a span', async () => {
    expect(
      await inSpan(
        () => undefined,
        work,
        () => Promise.resolve(7),
      ),
    ).toBe(7);
  });

  it('no span is created, and a tracer provider that is registered later is used', async () => {
    const findTracer = await loadTracer();
    trace.disable();
    expect(findTracer()).toBeUndefined();

    const provider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    trace.setGlobalTracerProvider(provider);
    await inSpan(findTracer, work, () => Promise.resolve());
    expect(spans()).toEqual([{ name: 'x', kind: 0, status: 0, attributes: {} }]);
  });

  it('a provider other than the proxy of the API is used directly', async () => {
    const findTracer = await loadTracer();
    const provider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    jest.spyOn(trace, 'getTracerProvider').mockReturnValue(provider);
    await inSpan(findTracer, work, () => Promise.resolve());
    expect(spans()).toHaveLength(1);
  });
});
