import type { NewPayMessageKind } from './documented-fields.js';

/**
 * The endpoints of NewPay's API that this package calls.
 *
 * @publicApi
 */
export type NewPayEndpoint =
  | 'createOrder'
  | 'createMobileOrder'
  | 'createPrePayment'
  | 'createMobilePrePayment'
  | 'createMiniProgramOrder'
  | 'queryOrder'
  | 'refund'
  | 'queryRefund';

/**
 * The address of NewPay's production API ([protocol 1](../../../docs/protocol.md#1-hosts)); no
 * test host is published.
 */
export const DEFAULT_BASE_URL = 'https://prod-openapi.newpay.la';

const V1 = '/api/open/converge/pay/v1';

/**
 * The paths of NewPay's v1 API ([protocol 4](../../../docs/protocol.md#4-calls) and
 * [protocol 8](../../../docs/protocol.md#8-wechat-mini-program)). Those marked are inferred from
 * the documented ones,
 * because no page states them: ask NewPay, and override them in the option `endpoints`.
 */
export const DEFAULT_ENDPOINTS: Readonly<Record<NewPayEndpoint, string>> = {
  createOrder: `${V1}/createOrder`,
  createMobileOrder: `${V1}/m/createOrder`,
  createPrePayment: `${V1}/createOrderPrePayment`,
  // Inferred.
  createMobilePrePayment: `${V1}/m/createOrderPrePayment`,
  createMiniProgramOrder: '/api/open/converge/pay/v2/createOpenMini',
  // Inferred.
  queryOrder: `${V1}/queryOrder`,
  refund: `${V1}/refund`,
  // Inferred.
  queryRefund: `${V1}/queryRefund`,
};

/** The kind of message that answers each endpoint; no page documents the mini program's in full. */
export const ANSWER_KINDS: Readonly<Record<NewPayEndpoint, NewPayMessageKind>> = {
  createOrder: 'order',
  createMobileOrder: 'order',
  createPrePayment: 'order',
  createMobilePrePayment: 'order',
  createMiniProgramOrder: 'call',
  queryOrder: 'paymentQuery',
  refund: 'refund',
  queryRefund: 'refundQuery',
};
