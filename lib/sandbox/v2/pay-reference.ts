import { payUrlOf } from '../orders/pay-url.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';

/** What a `payReference` depends on. */
export interface PayReferenceSource {
  readonly channel: string;
  readonly extraParam: ReadonlyMap<string, string>;
  readonly baseUrl: string;
}

/**
 * What the payer pays with (protocol 6.1, 6.7): the data for a mini program that is open in WeChat, the
 * scheme of an app, or the address of the cashier page. NewPay's pages have no example of the first two.
 */
export function payReferenceOf(
  order: SandboxOrder,
  { channel, extraParam, baseUrl }: PayReferenceSource,
): string {
  const { newpayOrderNo, orderNo } = order;
  if (channel === 'WECHAT_MINI_APP') {
    return extraParam.has('wxCode')
      ? JSON.stringify({ prepay_id: `wx${newpayOrderNo}`, signType: 'RSA', paySign: newpayOrderNo })
      : `weixin://sandbox/?newpayOrderNo=${newpayOrderNo}`;
  }
  return channel === 'NEWPAY_ONLINE' && extraParam.get('agentReference') === 'true'
    ? `newpay://openApi/?orderNo=${encodeURIComponent(orderNo)}&type=sandbox`
    : payUrlOf(baseUrl, order);
}
