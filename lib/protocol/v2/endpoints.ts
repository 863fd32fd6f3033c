import type { NewPayV2MessageKind } from './documented-fields.js';

/**
 * The endpoints of NewPay's API v2 that this package calls.
 *
 * @publicApi
 */
export type NewPayV2Endpoint =
  'createOrder' | 'queryOrder' | 'refund' | 'queryRefund' | 'queryUser' | 'scanPay';

/** The address of NewPay's API v2 ([protocol 1](../../../docs/protocol.md#1-hosts)). */
export const DEFAULT_V2_BASE_URL = 'https://prod-openapi-v2.newpay.la';

/** The path of `scanPay` below its host. */
export const SCANNER_PATH = '/beta/codeScanner/createOrder';

/**
 * The paths of NewPay's API v2 ([protocol 6](../../../docs/protocol.md#6-api-v2)). The path of
 * `scanPay` is a full address, because it has a host and a port of its own
 * ([protocol 7](../../../docs/protocol.md#7-in-store-scanners)).
 */
export const DEFAULT_V2_ENDPOINTS: Readonly<Record<NewPayV2Endpoint, string>> = {
  createOrder: '/beta/pay/unifiedOrder',
  queryOrder: '/beta/pay/uniQueryPay',
  refund: '/beta/pay/uniRefund',
  queryRefund: '/beta/pay/uniQueryRefund',
  queryUser: '/beta/mch/queryUserInfoByToken',
  scanPay: `https://prod-v2.newpay.la:18082${SCANNER_PATH}`,
};

/** The kind of message that answers each endpoint. */
export const V2_ANSWER_KINDS: Readonly<Record<NewPayV2Endpoint, NewPayV2MessageKind>> = {
  createOrder: 'order',
  queryOrder: 'payment',
  refund: 'refund',
  queryRefund: 'refundQuery',
  queryUser: 'user',
  scanPay: 'scan',
};
