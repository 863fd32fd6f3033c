import { DEFAULT_ENDPOINTS, type NewPayEndpoint } from '../../protocol/v1/endpoints.js';

/**
 * The paths of the sandbox: NewPay's, and invented ones for the calls whose path NewPay's pages do not
 * state. An app sets these in the option `endpoints`.
 */
export const ENDPOINT_PATHS: Readonly<Record<NewPayEndpoint, string>> = {
  ...DEFAULT_ENDPOINTS,
  queryUser: '/api/open/converge/pay/v1/queryUser',
  transfer: '/api/open/converge/pay/v1/transfer',
  queryTransfer: '/api/open/converge/pay/v1/queryTransfer',
};
