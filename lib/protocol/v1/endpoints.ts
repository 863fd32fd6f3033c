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
  | 'queryRefund'
  | NewPayUnstatedEndpoint;

/**
 * The endpoints whose fields NewPay's pages document
 * ([protocol 9](../../../docs/protocol.md#9-users-and-transfers)), and whose path they do not
 * state: it must be set in the option `endpoints`.
 *
 * @publicApi
 */
export type NewPayUnstatedEndpoint = 'queryUser' | 'transfer' | 'queryTransfer';

/** The endpoints with a default path. */
export type StatedEndpoint = Exclude<NewPayEndpoint, NewPayUnstatedEndpoint>;

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
export const DEFAULT_ENDPOINTS: Readonly<Record<StatedEndpoint, string>> = {
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

/** No page states their paths, and no other path suggests them. */
const UNSTATED_ENDPOINTS: readonly NewPayUnstatedEndpoint[] = [
  'queryUser',
  'transfer',
  'queryTransfer',
];

/** The names of all endpoints. */
export const ENDPOINT_NAMES: readonly NewPayEndpoint[] = [
  ...(Object.keys(DEFAULT_ENDPOINTS) as StatedEndpoint[]),
  ...UNSTATED_ENDPOINTS,
];

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
  queryUser: 'user',
  transfer: 'transfer',
  queryTransfer: 'transferQuery',
};
