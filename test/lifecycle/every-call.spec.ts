import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Currency,
  NewPayGatewayError,
  NewPayService,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  PayMethod,
  type CreateOrderDto,
} from '../../lib/index.js';
import { NewPaySandbox, type NewPaySandboxAnswerFault } from '../../lib/sandbox/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';

/** How long the hurried app waits, in milliseconds; a late answer takes many times as long. */
const HURRY = 1_000;
const LATE = 20 * HURRY;

let sandbox: NewPaySandbox;
/** Waits long enough for every answer, however busy the machine is. */
let patient: HostApp;
/** Does not wait for a late answer, nor repeats a read for long. */
let hurried: HostApp;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  // Nobody listens there: what becomes of callbacks is not asked here.
  const options = { ...sandbox.credentials, publicUrl: 'http://127.0.0.1:9' };
  patient = await startHostApp({ options });
  hurried = await startHostApp({ options: { ...options, timeout: HURRY } });
});

afterAll(async () => {
  await patient.app.close();
  await hurried.app.close();
  await sandbox.stop();
});

afterEach(() => sandbox.clearFaults());

const newPay = () => patient.app.get(NewPayService);

function order(orderNo: string): CreateOrderDto {
  return { orderNo, payMethod: PayMethod.NewPay, currency: Currency.LAK, orderAmt: '50000' };
}

function refund(number: string) {
  const refundDesc = 'cold coffee';
  return { orderNo: number, refundOrderNo: number, refundOrderAmt: '20000', refundDesc };
}

async function createPaidOrder(orderNo: string): Promise<void> {
  await newPay().createOrder(order(orderNo));
  await sandbox.pay(orderNo);
}

interface Call {
  readonly name: 'createOrder' | 'createPrePayment' | 'queryOrder' | 'refund' | 'queryRefund';
  /** What has to happen before, so that the call succeeds. */
  readonly prepare?: (number: string) => Promise<unknown>;
  readonly make: (service: NewPayService, number: string) => Promise<unknown>;
  readonly succeeds: (number: string) => object;
  /** What has to happen before, so that the call is refused. */
  readonly preclude?: (number: string) => Promise<unknown>;
  readonly refusal: string;
}

/** A call that changes something. */
interface Write extends Call {
  /** What the error says is to be queried. */
  readonly toQuery: (number: string) => object;
  /** What that query tells when the call was acted on. */
  readonly query: (number: string) => Promise<{ readonly status: string }>;
  readonly status: string;
}

const orderWrite = {
  succeeds: (orderNo: string) => ({
    orderNo,
    orderAmt: '50000.00',
    payUrl: expect.stringContaining('/cashier/'),
  }),
  preclude: (orderNo: string) => newPay().createOrder(order(orderNo)),
  refusal: 'DUPLICATE_ORDER',
  toQuery: (orderNo: string) => ({ orderNo }),
  query: (orderNo: string) => newPay().queryOrder(orderNo),
  status: 'processing',
};

const WRITES: readonly Write[] = [
  {
    name: 'createOrder',
    make: (service, number) => service.createOrder(order(number)),
    ...orderWrite,
  },
  {
    name: 'createPrePayment',
    make: (service, number) => service.createPrePayment(order(number)),
    ...orderWrite,
  },
  {
    name: 'refund',
    prepare: createPaidOrder,
    make: (service, number) => service.refund(refund(number)),
    succeeds: (refundOrderNo) => ({ refundOrderNo, status: 'refunded' }),
    refusal: 'ORDER_NOT_FOUND',
    toQuery: (refundOrderNo) => ({ refundOrderNo }),
    query: (refundOrderNo) => newPay().queryRefund(refundOrderNo),
    status: 'refunded',
  },
];

const READS: readonly Call[] = [
  {
    name: 'queryOrder',
    prepare: createPaidOrder,
    make: (service, number) => service.queryOrder(number),
    succeeds: (orderNo) => ({ orderNo, status: 'paid', orderAmt: '50000.00' }),
    refusal: 'ORDER_NOT_FOUND',
  },
  {
    name: 'queryRefund',
    prepare: async (number) => {
      await createPaidOrder(number);
      await newPay().refund(refund(number));
    },
    make: (service, number) => service.queryRefund(number),
    succeeds: (refundOrderNo) => ({
      refundOrderNo,
      status: 'refunded',
      refundOrderAmt: '20000.00',
    }),
    refusal: 'REFUND_NOT_FOUND',
  },
];

interface Fault {
  readonly fault: NewPaySandboxAnswerFault;
  /** What the error says of it. */
  readonly reason: RegExp;
}

const LATENESS: Fault = { fault: 'answer-late', reason: /no answer within \d+ ms/ };
const NETWORK_FAULTS: readonly Fault[] = [
  { fault: 'drop', reason: /socket hang up|ECONNRESET/ },
  { fault: 'http-500', reason: /HTTP 500/ },
];
const GARBAGE: Fault = { fault: 'not-json', reason: /it is not JSON/ };
const FORGERY: Fault = { fault: 'wrong-signature', reason: /signature does not match/ };

function faultOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.each([...WRITES, ...READS])('$name', (call) => {
  it('succeeds', async () => {
    await call.prepare?.(`${call.name}-yes`);

    expect(await call.make(newPay(), `${call.name}-yes`)).toMatchObject(
      call.succeeds(`${call.name}-yes`),
    );
  });

  it('is refused', async () => {
    await call.preclude?.(`${call.name}-no`);

    const error = await faultOf(call.make(newPay(), `${call.name}-no`));

    expect(error).toBeInstanceOf(NewPayGatewayError);
    expect(error).toMatchObject({ code: 'ERR_NEWPAY_GATEWAY', gatewayCode: call.refusal });
  });
});

describe.each(WRITES)('$name, which changes something,', (call) => {
  it.each([LATENESS, ...NETWORK_FAULTS, GARBAGE, FORGERY])(
    'has an unknown outcome after $fault, and is sent once',
    async ({ fault, reason }) => {
      const number = `${call.name}-${fault}`;
      await call.prepare?.(number);
      sandbox.inject(fault, { endpoint: call.name, times: 100, ms: LATE });
      const host = fault === 'answer-late' ? hurried : patient;

      const error = await faultOf(call.make(host.app.get(NewPayService), number));

      expect(error).toBeInstanceOf(NewPayUnknownOutcomeError);
      expect(error).toMatchObject({
        code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
        message: expect.stringMatching(reason),
        ...call.toQuery(number),
      });
      expect(sandbox.faults).toMatchObject([{ times: 99 }]);
      expect((await call.query(number)).status).toBe(call.status);
    },
  );
});

describe.each(READS)('$name, which only asks,', (call) => {
  async function faultAfter(fault: NewPaySandboxAnswerFault, host: HostApp): Promise<unknown> {
    const number = `${call.name}-${fault}`;
    await call.prepare?.(number);
    sandbox.inject(fault, { endpoint: call.name, times: 100, ms: LATE });
    return faultOf(call.make(host.app.get(NewPayService), number));
  }

  it.each([LATENESS, ...NETWORK_FAULTS])(
    'may be tried again after $fault, once its time is over',
    async ({ fault, reason }) => {
      const error = await faultAfter(fault, hurried);

      expect(error).toBeInstanceOf(NewPayTransportError);
      // Also when the last attempt was cut short: it is told what really failed.
      expect(error).toMatchObject({
        code: 'ERR_NEWPAY_TRANSPORT',
        message: expect.stringMatching(reason),
      });
      const attempts = 100 - (sandbox.faults[0]?.times ?? 0);
      expect(attempts > 1).toBe(fault !== LATENESS.fault);
    },
  );

  it('may be tried again after garbage', async () => {
    const error = await faultAfter(GARBAGE.fault, patient);

    expect(error).toBeInstanceOf(NewPayTransportError);
    expect(error).toMatchObject({
      code: 'ERR_NEWPAY_TRANSPORT',
      message: expect.stringMatching(GARBAGE.reason),
    });
  });

  it('does not believe an answer that NewPay did not sign', async () => {
    const error = await faultAfter(FORGERY.fault, patient);

    expect(error).toBeInstanceOf(NewPaySignatureError);
    expect(error).toMatchObject({
      code: 'ERR_NEWPAY_SIGNATURE',
      message: expect.stringMatching(FORGERY.reason),
    });
  });

  it.each(NETWORK_FAULTS)('gets over one $fault by itself', async ({ fault }) => {
    const number = `${call.name}-once-${fault}`;
    await call.prepare?.(number);
    sandbox.inject(fault, { endpoint: call.name, times: 1 });

    expect(await call.make(newPay(), number)).toMatchObject(call.succeeds(number));
    expect(sandbox.faults).toEqual([]);
  });
});

it('a dropped order that is asked for afterwards is told, and was entered once', async () => {
  const own = await NewPaySandbox.start({ retryDelays: [] });
  const host = await startHostApp({ options: own.credentials });
  try {
    own.inject('drop', { endpoint: 'createOrder' });

    const payment = await host.app
      .get(NewPayService)
      .createOrder(order('A1001'), { resolveUnknown: true });

    expect(payment).toMatchObject({ orderNo: 'A1001', status: 'processing', orderAmt: '50000.00' });
    const console = await (await fetch(own.credentials.baseUrl)).text();
    expect(console.match(/data-testid="console-order"/g)).toHaveLength(1);
    expect(console).toContain('A1001');
  } finally {
    await host.app.close();
    await own.stop();
  }
});
