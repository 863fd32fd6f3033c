/** The calls of NewPay's API that this package makes. */
export type NewPayEndpoint = 'createOrder' | 'createMobileOrder';

/** The address of NewPay's production API (protocol 1); no test host is published. */
export const DEFAULT_BASE_URL = 'https://prod-openapi.newpay.la';

/** The documented paths (protocol 4). */
export const DEFAULT_ENDPOINTS: Readonly<Record<NewPayEndpoint, string>> = {
  createOrder: '/api/open/converge/pay/v1/createOrder',
  createMobileOrder: '/api/open/converge/pay/v1/m/createOrder',
};
