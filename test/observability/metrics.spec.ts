import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { loadMeter } from '../../lib/observability/measurements.js';
import { textOf } from '../docs/snippets.js';
import { paymentData, replyByPath, sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const { gateway, newPay, post, listener, restart } = usePaymentApp();
let exporter: InMemoryMetricExporter;
let provider: MeterProvider;

/** Registers an SDK, as an app does. */
function registerSdk(): void {
  exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
  provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
}

beforeEach(() => registerSdk());

afterEach(async () => {
  metrics.disable();
  await provider.shutdown();
});

afterAll(() => metrics.disable());

/** What was collected since the SDK was registered, by the name of the instrument. */
async function collected(): Promise<Map<string, MetricData>> {
  await provider.forceFlush();
  const all = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .filter(({ scope }) => scope.name === 'nestjs-newpay')
    .flatMap((scope) => scope.metrics);
  return new Map(all.map((metric) => [metric.descriptor.name, metric]));
}

/** How many values each set of attributes has. */
async function countsOf(name: string): Promise<[attributes: object, count: number][]> {
  const metric = (await collected()).get(name);
  if (metric?.dataPointType === DataPointType.HISTOGRAM) {
    return metric.dataPoints.map(({ attributes, value }) => [attributes, value.count]);
  }
  return (metric?.dataPoints ?? []).map(({ attributes, value }) => [attributes, Number(value)]);
}

describe('Metrics, if the app has an SDK of OpenTelemetry,', () => {
  it('count the attempts of calls by endpoint and outcome', async () => {
    gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
    await newPay().queryOrder('A1');
    await newPay().queryOrder('A2');
    gateway.reply = (_request, response) => sendJson(response, { success: false });
    await newPay()
      .queryOrder('A3')
      .catch(() => undefined);

    expect(await countsOf('newpay.call.duration')).toEqual([
      [{ 'newpay.call': 'queryOrder', 'newpay.outcome': 'ok' }, 2],
      [{ 'newpay.call': 'queryOrder', 'newpay.outcome': 'refused' }, 1],
    ]);
  });

  it('count raw calls as one, so that an id in a path makes no series of its own', async () => {
    gateway.reply = (_request, response) => sendJson(response, { success: false });
    for (const path of ['/users/1', '/users/2']) {
      await newPay()
        .call(path, {})
        .catch(() => undefined);
    }
    expect(await countsOf('newpay.call.duration')).toEqual([
      [{ 'newpay.call': 'call', 'newpay.outcome': 'refused' }, 2],
    ]);
  });

  it('count callbacks by the answer, and deliveries by event and outcome', async () => {
    listener().before = () => Promise.reject(new Error('no database'));
    await post(signedBody(paymentFields()));
    listener().before = () => undefined;
    await post(signedBody(paymentFields()));
    await post(signedBody(paymentFields()));
    await post('{}');

    expect(await countsOf('newpay.callback.duration')).toEqual([
      [{ 'http.response.status_code': 500 }, 1],
      [{ 'http.response.status_code': 200 }, 2],
      [{ 'http.response.status_code': 401 }, 1],
    ]);
    expect(await countsOf('newpay.delivery.duration')).toEqual([
      [{ 'newpay.event': 'newpay.paid', 'newpay.outcome': 'failed' }, 1],
      [{ 'newpay.event': 'newpay.paid', 'newpay.outcome': 'handled' }, 1],
    ]);
  });

  it('count second payments, and name the merchant of a named registration', async () => {
    await restart({ options: { name: 'books', callback: { path: 'newpay/callback' } } });
    await post(signedBody(paymentFields()));
    await post(signedBody(paymentFields({ newpayOrderNo: '888' })));

    expect(await countsOf('newpay.duplicate_payments')).toEqual([
      [{ 'newpay.merchant': 'books' }, 1],
    ]);
  });

  it('are durations in seconds', async () => {
    listener().before = () => new Promise((resolve) => setTimeout(resolve, 30));
    await post(signedBody(paymentFields()));

    const metric = (await collected()).get('newpay.delivery.duration');
    expect(metric?.descriptor.unit).toBe('s');
    const [point] = metric?.dataPointType === DataPointType.HISTOGRAM ? metric.dataPoints : [];
    expect(point?.value.sum).toBeGreaterThan(0.02);
    expect(point?.value.sum).toBeLessThan(5);
  });

  it('contain no order number, no body and no signature', async () => {
    const body = signedBody(paymentFields({ extra: 'BODYMARK' }));
    await post(body);
    await post(body.replace('BODYMARK', 'OTHERMARK'));

    const text = JSON.stringify([...(await collected()).values()]);
    expect(text).toContain('newpay.callback.duration');
    expect(text).not.toMatch(/MARK|A1001/);
    expect(text).not.toContain((JSON.parse(body) as { sign: string }).sign);
  });

  it('go to an SDK that is registered after the app has started, and to its successor', async () => {
    await post(signedBody(paymentFields({ orderNo: 'A1' })));
    expect(await countsOf('newpay.callback.duration')).toEqual([
      [{ 'http.response.status_code': 200 }, 1],
    ]);
    metrics.disable();
    await provider.shutdown();
    registerSdk();
    await post(signedBody(paymentFields({ orderNo: 'A2' })));
    expect(await countsOf('newpay.callback.duration')).toEqual([
      [{ 'http.response.status_code': 200 }, 1],
    ]);
  });

  it('change nothing when the SDK throws', async () => {
    metrics.disable();
    const broken = new MeterProvider();
    broken.getMeter = () => {
      throw new Error('no metrics');
    };
    metrics.setGlobalMeterProvider(broken);
    expect((await post(signedBody(paymentFields()))).status).toBe(200);
  });

  it('are documented by their names', () => {
    const page = textOf('docs/observability.md');
    const names = ['call.duration', 'callback.duration', 'delivery.duration', 'duplicate_payments'];
    expect(names.filter((name) => !page.includes(`\`newpay.${name}\``))).toEqual([]);
  });
});

it('Without an SDK there is no meter, so nothing is measured.', async () => {
  const findMeter = await loadMeter();
  expect(findMeter()).toBeDefined();
  metrics.disable();
  expect(findMeter()).toBeUndefined();
});
