import {
  NewPayChannel,
  NewPayService,
  NewPayV2Service,
  type NewPayCreateOrderOptions,
  type NewPayReconcileSummary,
  type NewPayRedelivered,
  type NewPayRedeliverOptions,
  type NewPaySettleOptions,
} from '../../lib/index.js';
import type { HostApp } from './host-app.js';
import { ORDER, REFUND } from './requests.js';

/** What the results of all versions have. */
interface Result<Status extends string> {
  readonly status: Status;
}

type PaymentResult = Result<'paid' | 'failed' | 'expired' | 'processing'> & {
  readonly orderNo: string;
};

/** A refund of 20000 kip. */
export interface RefundOfTest {
  readonly orderNo: string;
  readonly refundOrderNo: string;
  readonly callBackUrl?: string;
}

/** One version of NewPay's API as an app calls it, for suites that every version has to pass. */
export interface ApiUnderTest {
  readonly api: 'v1' | 'v2';
  /** The names of the endpoints, as the last parts of their paths. */
  readonly paths: Readonly<Record<'createOrder' | 'queryOrder' | 'refund' | 'queryRefund', string>>;
  /** Makes an order of 50000 kip. */
  createOrder(
    host: HostApp,
    order: { readonly orderNo: string; readonly callBackUrl?: string },
    options?: NewPayCreateOrderOptions,
  ): Promise<unknown>;
  queryOrder(host: HostApp, orderNo: string): Promise<PaymentResult>;
  reconcile(host: HostApp, orderNo: string): Promise<PaymentResult>;
  reconcileAll(host: HostApp, orderNos: readonly string[]): Promise<NewPayReconcileSummary>;
  settle(
    host: HostApp,
    orderNo: string,
    options: NewPaySettleOptions,
  ): Promise<PaymentResult & { readonly error?: unknown }>;
  watch(host: HostApp, orderNo: string): Promise<void>;
  redeliver(
    host: HostApp,
    orderNo: string,
    options?: NewPayRedeliverOptions,
  ): Promise<readonly NewPayRedelivered[]>;
  refund(
    host: HostApp,
    refund: RefundOfTest,
  ): Promise<Result<'refunded' | 'failed' | 'processing'>>;
  queryRefund(
    host: HostApp,
    refundOrderNo: string,
  ): Promise<Result<'refunded' | 'failed' | 'processing'>>;
}

const v1 = ({ app }: HostApp) => app.get(NewPayService, { strict: false });
const v2 = ({ app }: HostApp) => app.get(NewPayV2Service, { strict: false });

const V1: ApiUnderTest = {
  api: 'v1',
  paths: {
    createOrder: 'createOrder',
    queryOrder: 'queryOrder',
    refund: 'refund',
    queryRefund: 'queryRefund',
  },
  createOrder: (host, order, options) => {
    const fields = { ...ORDER, ...order };
    return options ? v1(host).createOrder(fields, options) : v1(host).createOrder(fields);
  },
  queryOrder: (host, orderNo) => v1(host).queryOrder(orderNo),
  reconcile: (host, orderNo) => v1(host).reconcile(orderNo),
  reconcileAll: (host, orderNos) => v1(host).reconcileAll(orderNos),
  settle: (host, orderNo, options) => v1(host).settle(orderNo, options),
  watch: (host, orderNo) => v1(host).watch(orderNo),
  redeliver: (host, orderNo, options) => v1(host).redeliver(orderNo, options),
  refund: (host, refund) => v1(host).refund({ ...REFUND, ...refund }),
  queryRefund: (host, refundOrderNo) => v1(host).queryRefund(refundOrderNo),
};

const V2: ApiUnderTest = {
  api: 'v2',
  paths: {
    createOrder: 'unifiedOrder',
    queryOrder: 'uniQueryPay',
    refund: 'uniRefund',
    queryRefund: 'uniQueryRefund',
  },
  createOrder: (host, order, options) => {
    const amount = { orderAmt: '50000', currency: 'LAK' } as const;
    const fields = { channel: NewPayChannel.NewPayOnline, ...amount, ...order };
    return options ? v2(host).createOrder(fields, options) : v2(host).createOrder(fields);
  },
  queryOrder: (host, orderNo) => v2(host).queryOrder({ orderNo }),
  reconcile: (host, orderNo) => v2(host).reconcile({ orderNo }),
  reconcileAll: (host, orderNos) => v2(host).reconcileAll(orderNos.map((orderNo) => ({ orderNo }))),
  settle: (host, orderNo, options) => v2(host).settle(orderNo, options),
  watch: (host, orderNo) => v2(host).watch(orderNo),
  redeliver: (host, orderNo, options) => v2(host).redeliver(orderNo, options),
  /** v2 refunds by NewPay's number, which an app has from the event of the payment. */
  refund: async (host, { orderNo, ...refund }) => {
    const { newpayOrderNo } = await v2(host).queryOrder({ orderNo });
    const amount = { refundOrderAmt: '20000', currency: 'LAK' } as const;
    return v2(host).refund({ newpayOrderNo, ...amount, ...refund });
  },
  queryRefund: (host, refundOrderNo) => v2(host).queryRefund({ refundOrderNo }),
};

export const APIS = { v1: V1, v2: V2 } as const;
export const ALL_APIS: readonly ApiUnderTest[] = [V1, V2];
