import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  NewPayChannel,
  NewPayGatewayError,
  NewPayService,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayV2Service,
  type CreateOrderDto,
} from '../../lib/index.js';
import {
  NewPaySandbox,
  type NewPaySandboxAnswerFault,
  type NewPaySandboxFaultOptions,
} from '../../lib/sandbox/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER, REFUND } from '../support/requests.js';

/** The timeout of the hurried app, in milliseconds. A late answer takes much longer. */
const HURRY = 1_000;
const LATE = 20 * HURRY;

let sandbox: NewPaySandbox;
/** Has a timeout that is long enough for every answer. */
let patient: HostApp;
/** Has a timeout that is shorter than the delay of a late answer. */
let hurried: HostApp;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  // A closed port: these tests need no callbacks.
  const endpoints = {
    queryUser: '/api/open/converge/pay/v1/queryUser',
    transfer: '/api/open/converge/pay/v1/transfer',
    queryTransfer: '/api/open/converge/pay/v1/queryTransfer',
  };
  const options = { ...sandbox.credentials, publicUrl: 'http://127.0.0.1:9', endpoints };
  patient = await startHostApp({ options });
  hurried = await startHostApp({ options: { ...options, timeout: HURRY } });
});

afterAll(async () => {
  await patient.app.close();
  await hurried.app.close();
  await sandbox.stop();
});

afterEach(() => sandbox.clearFaults());

const newPayOf = ({ app }: HostApp) => app.get(NewPayService);
const v2Of = ({ app }: HostApp) => app.get(NewPayV2Service);
const newPay = () => newPayOf(patient);
const v2 = () => v2Of(patient);

function order(orderNo: string): CreateOrderDto {
  return { ...ORDER, orderNo };
}

function refund(number: string) {
  return { ...REFUND, orderNo: number, refundOrderNo: number };
}

/** To an account that nobody has, where the call is to be refused. */
function transfer(number: string) {
  return {
    revFundAccountId: number.endsWith('-no') ? '1' : '1008562099990001',
    orderAmt: '55',
    currency: 'LAK',
    orderDesc: 'Prize',
  } as const;
}

/** NewPay's numbers of transfers, which are not the test's. */
const transferNos = new Map<string, string>();

async function createPaidOrder(orderNo: string): Promise<void> {
  await newPay().createOrder(order(orderNo));
  await sandbox.pay(orderNo);
}

/** An order of API v2, with the fields that a scanned one has, too. */
function v2Order(orderNo: string) {
  return { currency: 'LAK', orderAmt: '50000', orderNo } as const;
}

async function createPaidV2Order(orderNo: string): Promise<void> {
  await v2().createOrder({ ...v2Order(orderNo), channel: NewPayChannel.NewPayOnline });
  await sandbox.pay(orderNo);
  const { newpayOrderNo } = await v2().queryOrder({ orderNo });
  newpayOrderNos.set(orderNo, newpayOrderNo);
}

/** NewPay's numbers of payments, by which API v2 refunds. */
const newpayOrderNos = new Map<string, string>();

/** A payment's code that the payer confirms later. */
const AUTH_CODE = '134512345678901200';

/** The tokens of users, whom the sandbox knows. */
function tokenOf(number: string): string {
  return number.endsWith('-no') ? 'nobody' : sandbox.userToken();
}

function v2Refund(number: string) {
  return {
    newpayOrderNo: newpayOrderNos.get(number) ?? number,
    refundOrderNo: number,
    refundOrderAmt: '20000',
    currency: 'LAK',
  } as const;
}

interface Call {
  /** The name of its endpoint. */
  readonly name: NonNullable<NewPaySandboxFaultOptions['endpoint']>;
  readonly api: 'v1' | 'v2';
  /** Makes the call succeed. */
  readonly prepare?: (number: string) => Promise<unknown>;
  readonly make: (host: HostApp, number: string) => Promise<unknown>;
  readonly succeeds: (number: string) => object;
  /** Makes NewPay refuse the call. */
  readonly preclude?: (number: string) => Promise<unknown>;
  readonly refusal: string;
}

/** A call that is never retried. */
interface Write extends Call {
  /** The number that the error has. */
  readonly toQuery: (number: string) => object;
  /** The query of that number; a transfer has none. */
  readonly query?: (number: string) => Promise<{ readonly status: string }>;
  /** The status that the query returns when the call had effect. */
  readonly status?: string;
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

const v2OrderWrite = {
  preclude: (orderNo: string) =>
    v2().createOrder({ ...v2Order(orderNo), channel: NewPayChannel.NewPayOnline }),
  refusal: 'DUPLICATE_ORDER',
  toQuery: (orderNo: string) => ({ orderNo }),
  query: (orderNo: string) => v2().queryOrder({ orderNo }),
  status: 'processing',
};

const WRITES: readonly Write[] = [
  {
    name: 'createOrder',
    api: 'v1',
    make: (host, number) => newPayOf(host).createOrder(order(number)),
    ...orderWrite,
  },
  {
    name: 'createPrePayment',
    api: 'v1',
    make: (host, number) => newPayOf(host).createPrePayment(order(number)),
    ...orderWrite,
  },
  {
    name: 'refund',
    api: 'v1',
    prepare: createPaidOrder,
    make: (host, number) => newPayOf(host).refund(refund(number)),
    succeeds: (refundOrderNo) => ({ refundOrderNo, status: 'refunded' }),
    refusal: 'ORDER_NOT_FOUND',
    toQuery: (refundOrderNo) => ({ refundOrderNo }),
    query: (refundOrderNo) => newPay().queryRefund(refundOrderNo),
    status: 'refunded',
  },
  {
    name: 'transfer',
    api: 'v1',
    make: (host, number) => newPayOf(host).transfer(transfer(number)),
    succeeds: () => ({ orderAmt: '55.00', currency: 'LAK', orderDesc: 'Prize' }),
    refusal: 'ACCOUNT_NOT_FOUND',
    toQuery: () => ({ orderNo: undefined, revFundAccountId: '1008562099990001' }),
  },
  {
    name: 'createOrder',
    api: 'v2',
    make: (host, number) =>
      v2Of(host).createOrder({ ...v2Order(number), channel: NewPayChannel.NewPayOnline }),
    ...v2OrderWrite,
    succeeds: (orderNo) => ({ orderNo, payReference: { kind: 'url' } }),
  },
  {
    name: 'scanPay',
    api: 'v2',
    make: (host, number) => v2Of(host).scanPay({ ...v2Order(number), authCode: AUTH_CODE }),
    ...v2OrderWrite,
    succeeds: (orderNo) => ({ orderNo, orderAmt: '50000.00', status: 'processing' }),
  },
  {
    name: 'refund',
    api: 'v2',
    prepare: createPaidV2Order,
    make: (host, number) => v2Of(host).refund(v2Refund(number)),
    succeeds: (refundOrderNo) => ({ refundOrderNo, status: 'refunded' }),
    refusal: 'ORDER_NOT_FOUND',
    toQuery: (refundOrderNo) => ({ refundOrderNo }),
    query: (refundOrderNo) => v2().queryRefund({ refundOrderNo }),
    status: 'refunded',
  },
];

const READS: readonly Call[] = [
  {
    name: 'queryOrder',
    api: 'v1',
    prepare: createPaidOrder,
    make: (host, number) => newPayOf(host).queryOrder(number),
    succeeds: (orderNo) => ({ orderNo, status: 'paid', orderAmt: '50000.00' }),
    refusal: 'ORDER_NOT_FOUND',
  },
  {
    name: 'queryRefund',
    api: 'v1',
    prepare: async (number) => {
      await createPaidOrder(number);
      await newPay().refund(refund(number));
    },
    make: (host, number) => newPayOf(host).queryRefund(number),
    succeeds: (refundOrderNo) => ({
      refundOrderNo,
      status: 'refunded',
      refundOrderAmt: '20000.00',
    }),
    refusal: 'REFUND_NOT_FOUND',
  },
  {
    name: 'queryUser',
    api: 'v1',
    make: (host, number) =>
      newPayOf(host).queryUser(number.endsWith('-no') ? '+8562099990000' : '+8562099990001'),
    succeeds: () => ({ fundAccountId: '1008562099990001', userMobile: '+8562099990001' }),
    refusal: 'USER_NOT_FOUND',
  },
  {
    name: 'queryTransfer',
    api: 'v1',
    prepare: async (number) => {
      const { orderNo } = await newPay().transfer(transfer(number));
      transferNos.set(number, orderNo);
    },
    make: (host, number) => newPayOf(host).queryTransfer(transferNos.get(number) ?? number),
    succeeds: () => ({
      orderAmt: '55.00',
      accountTime: expect.any(Date),
      phoneNo: '+8562099990001',
    }),
    refusal: 'TRANSFER_NOT_FOUND',
  },
  {
    name: 'queryOrder',
    api: 'v2',
    prepare: createPaidV2Order,
    make: (host, orderNo) => v2Of(host).queryOrder({ orderNo }),
    succeeds: (orderNo) => ({ orderNo, status: 'paid', orderAmt: '50000.00' }),
    refusal: 'ORDER_NOT_FOUND',
  },
  {
    name: 'queryRefund',
    api: 'v2',
    prepare: async (number) => {
      await createPaidV2Order(number);
      await v2().refund(v2Refund(number));
    },
    make: (host, refundOrderNo) => v2Of(host).queryRefund({ refundOrderNo }),
    succeeds: (refundOrderNo) => ({
      refundOrderNo,
      status: 'refunded',
      refundOrderAmt: '20000.00',
    }),
    refusal: 'REFUND_NOT_FOUND',
  },
  {
    name: 'queryUser',
    api: 'v2',
    make: (host, number) => v2Of(host).queryUser(tokenOf(number)),
    succeeds: () => ({ userId: '100234' }),
    refusal: 'USER_NOT_FOUND',
  },
];

interface Fault {
  readonly fault: NewPaySandboxAnswerFault;
  /** The reason in the error. */
  readonly reason: RegExp;
}

const LATENESS: Fault = { fault: 'answer-late', reason: /no answer within \d+ ms/ };
const NETWORK_FAULTS: readonly Fault[] = [
  { fault: 'drop', reason: /other side closed|ECONNRESET/ },
  { fault: 'http-500', reason: /HTTP 500/ },
];
const GARBAGE: Fault = { fault: 'not-json', reason: /it is not JSON/ };
const FORGERY: Fault = { fault: 'wrong-signature', reason: /signature does not match/ };

describe.each([...WRITES, ...READS])('$name of API $api', (call) => {
  it(`A call of ${call.name} succeeds.`, async () => {
    await call.prepare?.(`${call.api}-${call.name}-yes`);

    expect(await call.make(patient, `${call.api}-${call.name}-yes`)).toMatchObject(
      call.succeeds(`${call.api}-${call.name}-yes`),
    );
  });

  it(`A call of ${call.name} that NewPay refuses rejects with NewPayGatewayError.`, async () => {
    await call.preclude?.(`${call.api}-${call.name}-no`);

    const error = await rejection(
      call.make(patient, `${call.api}-${call.name}-no`),
      NewPayGatewayError,
    );

    expect(error).toMatchObject({ code: 'ERR_NEWPAY_GATEWAY', gatewayCode: call.refusal });
  });
});

describe.each(WRITES)('$name of API $api, a write', (call) => {
  it.each([LATENESS, ...NETWORK_FAULTS, GARBAGE, FORGERY])(
    `A call of ${call.name} has an unknown outcome after $fault, and is sent once.`,
    async ({ fault, reason }) => {
      const number = `${call.api}-${call.name}-${fault}`;
      await call.prepare?.(number);
      sandbox.inject(fault, { endpoint: call.name, times: 100, ms: LATE });
      const host = fault === 'answer-late' ? hurried : patient;

      const error = await rejection(call.make(host, number), NewPayUnknownOutcomeError);

      expect(error).toMatchObject({
        code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
        message: expect.stringMatching(reason),
        ...call.toQuery(number),
      });
      expect(sandbox.faults).toMatchObject([{ times: 99 }]);
      expect((await call.query?.(number))?.status).toBe(call.status);
    },
  );
});

describe.each(READS)('$name of API $api, a read', (call) => {
  async function callWith(fault: NewPaySandboxAnswerFault, host: HostApp): Promise<unknown> {
    const number = `${call.api}-${call.name}-${fault}`;
    await call.prepare?.(number);
    sandbox.inject(fault, { endpoint: call.name, times: 100, ms: LATE });
    return call.make(host, number);
  }

  it.each([LATENESS, ...NETWORK_FAULTS])(
    `A call of ${call.name} rejects with NewPayTransportError when $fault lasts until its timeout.`,
    async ({ fault, reason }) => {
      const error = await rejection(callWith(fault, hurried), NewPayTransportError);

      // The error has the real cause, also when the timeout ended the last attempt.
      expect(error).toMatchObject({
        code: 'ERR_NEWPAY_TRANSPORT',
        message: expect.stringMatching(reason),
      });
      const attempts = 100 - (sandbox.faults[0]?.times ?? 0);
      expect(attempts > 1).toBe(fault !== LATENESS.fault);
    },
  );

  it(`A call of ${call.name} is not retried after an answer that is not JSON, and may be tried again.`, async () => {
    const error = await rejection(callWith(GARBAGE.fault, patient), NewPayTransportError);

    expect(error).toMatchObject({
      code: 'ERR_NEWPAY_TRANSPORT',
      message: expect.stringMatching(GARBAGE.reason),
    });
  });

  it(`A call of ${call.name} rejects an answer with a wrong signature.`, async () => {
    const error = await rejection(callWith(FORGERY.fault, patient), NewPaySignatureError);

    expect(error).toMatchObject({
      code: 'ERR_NEWPAY_SIGNATURE',
      message: expect.stringMatching(FORGERY.reason),
    });
  });

  it.each(NETWORK_FAULTS)(
    `A call of ${call.name} succeeds after one $fault.`,
    async ({ fault }) => {
      const number = `${call.api}-${call.name}-once-${fault}`;
      await call.prepare?.(number);
      sandbox.inject(fault, { endpoint: call.name, times: 1 });

      expect(await call.make(patient, number)).toMatchObject(call.succeeds(number));
      expect(sandbox.faults).toEqual([]);
    },
  );
});

it('An order whose answer was lost is returned from its query with resolveUnknown, and exists once.', async () => {
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
