import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { Refusal } from '../api/envelope.js';
import { given } from '../api/parameters.js';
import type { OrderStore } from '../orders/order-store.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import { addOrder, type V2OrderRequest } from './order-of-request.js';
import { payReferenceOf } from './pay-reference.js';
import type { V2Data } from './signed-data.js';
import type { V2Call } from './v2-api.js';
import { CHANNELS } from './v2-order-details.js';
import { UNIFIED_ORDER } from './v2-parameters.js';

export interface UnifiedOrderParts {
  readonly appId: string;
  readonly orders: OrderStore;
  readonly baseUrl: string;
}

const NAMES = {
  orderAmt: 'orderAmt',
  callBackUrl: 'callBackUrl',
  currencies: ['CNY', 'USD', 'LAK'],
};

/** What is asked for besides the channel. */
type OnlineOrder = Omit<V2OrderRequest, 'v2' | 'payMethod'>;

/**
 * Adds an order of a channel.
 *
 * @throws {Refusal} naming every rule that it breaks
 */
export function createOnlineOrder(
  orders: OrderStore,
  order: OnlineOrder,
  channel = 'NEWPAY_ONLINE',
): SandboxOrder {
  const rule = Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel] : undefined;
  if (!rule) {
    const channels = Object.keys(CHANNELS).join(', ');
    throw new Refusal('INVALID_PARAMETER', `channel must be one of ${channels}`);
  }
  const { payMethod, orderType } = rule;
  return addOrder(orders, { ...order, v2: { channel, orderType }, payMethod }, NAMES);
}

/** Creates an order (protocol 6.1). */
export class UnifiedOrder implements V2Call {
  readonly parameters = UNIFIED_ORDER;

  constructor(private readonly parts: UnifiedOrderParts) {}

  run(fields: VerifiedFields): V2Data {
    const { appId, orders, baseUrl } = this.parts;
    const channel = given(fields, 'channel');
    const request = {
      currency: given(fields, 'currency'),
      orderAmt: given(fields, 'orderAmt'),
      orderNo: given(fields, 'mchOrderNo'),
      callBackUrl: given(fields, 'callBackUrl'),
      redirect: given(fields, 'redirect'),
      subject: given(fields, 'subject'),
      attach: given(fields, 'attach'),
    };
    const order = createOnlineOrder(orders, request, channel);
    const extraParam = fields.object('extraParam') ?? new Map<string, string>();
    return { appId, payReference: payReferenceOf(order, { channel, extraParam, baseUrl }) };
  }
}
