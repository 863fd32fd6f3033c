import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  NewPayGatewayError,
  NewPayService,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  type CreateOrderDto,
} from '../../lib/index.js';
import { NewPaySandbox, type NewPaySandboxAnswerFault } from '../../lib/sandbox/index.js';
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

const newPay = () => patient.app.get(NewPayService);

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

interface Call {
  readonly name:
    | 'createOrder'
    | 'createPrePayment'
    | 'queryOrder'
    | 'refund'
    | 'queryRefund'
    | 'queryUser'
    | 'transfer'
    | 'queryTransfer';
  /** Makes the call succeed. */
  readonly prepare?: (number: string) => Promise<unknown>;
  readonly make: (service: NewPayService, number: string) => Promise<unknown>;
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
  {
    name: 'transfer',
    make: (service, number) => service.transfer(transfer(number)),
    succeeds: () => ({ orderAmt: '55.00', currency: 'LAK', orderDesc: 'Prize' }),
    refusal: 'ACCOUNT_NOT_FOUND',
    toQuery: () => ({ orderNo: undefined, revFundAccountId: '1008562099990001' }),
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
  {
    name: 'queryUser',
    make: (service, number) =>
      service.queryUser(number.endsWith('-no') ? '+8562099990000' : '+8562099990001'),
    succeeds: () => ({ fundAccountId: '1008562099990001', userMobile: '+8562099990001' }),
    refusal: 'USER_NOT_FOUND',
  },
  {
    name: 'queryTransfer',
    prepare: async (number) => {
      const { orderNo } = await newPay().transfer(transfer(number));
      transferNos.set(number, orderNo);
    },
    make: (service, number) => service.queryTransfer(transferNos.get(number) ?? number),
    succeeds: () => ({
      orderAmt: '55.00',
      accountTime: expect.any(Date),
      phoneNo: '+8562099990001',
    }),
    refusal: 'TRANSFER_NOT_FOUND',
  },
];

interface Fault {
  readonly fault: NewPaySandboxAnswerFault;
  /** The reason in the error. */
  readonly reason: RegExp;
}

const LATENESS: Fault = { fault: 'answer-late', reason: /no answer within \d+ ms/ };
const NETWORK_FAULTS: readonly Fault[] = [
  { fault: 'drop', reason: /socket hang up|ECONNRESET/ },
  { fault: 'http-500', reason: /HTTP 500/ },
];
const GARBAGE: Fault = { fault: 'not-json', reason: /it is not JSON/ };
const FORGERY: Fault = { fault: 'wrong-signature', reason: /signature does not match/ };

describe.each([...WRITES, ...READS])('$name', (call) => {
  it(`A call of ${call.name} succeeds.`, async () => {
    await call.prepare?.(`${call.name}-yes`);

    expect(await call.make(newPay(), `${call.name}-yes`)).toMatchObject(
      call.succeeds(`${call.name}-yes`),
    );
  });

  it(`A call of ${call.name} that NewPay refuses rejects with NewPayGatewayError.`, async () => {
    await call.preclude?.(`${call.name}-no`);

    const error = await rejection(call.make(newPay(), `${call.name}-no`), NewPayGatewayError);

    expect(error).toMatchObject({ code: 'ERR_NEWPAY_GATEWAY', gatewayCode: call.refusal });
  });
});

describe.each(WRITES)('$name, a write', (call) => {
  it.each([LATENESS, ...NETWORK_FAULTS, GARBAGE, FORGERY])(
    `A call of ${call.name} has an unknown outcome after $fault, and is sent once.`,
    async ({ fault, reason }) => {
      const number = `${call.name}-${fault}`;
      await call.prepare?.(number);
      sandbox.inject(fault, { endpoint: call.name, times: 100, ms: LATE });
      const host = fault === 'answer-late' ? hurried : patient;

      const error = await rejection(
        call.make(host.app.get(NewPayService), number),
        NewPayUnknownOutcomeError,
      );

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

describe.each(READS)('$name, a read', (call) => {
  async function callWith(fault: NewPaySandboxAnswerFault, host: HostApp): Promise<unknown> {
    const number = `${call.name}-${fault}`;
    await call.prepare?.(number);
    sandbox.inject(fault, { endpoint: call.name, times: 100, ms: LATE });
    return call.make(host.app.get(NewPayService), number);
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
      const number = `${call.name}-once-${fault}`;
      await call.prepare?.(number);
      sandbox.inject(fault, { endpoint: call.name, times: 1 });

      expect(await call.make(newPay(), number)).toMatchObject(call.succeeds(number));
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
