import type { MerchantSigner } from '../core/signature/merchant-signer.js';
import { PlatformKeys } from '../core/signature/platform-keys.js';
import { DEFAULT_ENDPOINTS } from '../options/endpoints.js';
import { apiRoute } from './api/api-route.js';
import { CreateOrder } from './api/create-order.js';
import { RequestChecks } from './api/request-checks.js';
import { htmlReply } from './http/reply.js';
import type { Route } from './http/router.js';
import type { OrderBook } from './orders/order-book.js';
import type { Payer } from './orders/payer.js';
import { Cashier } from './pages/cashier.js';
import { orderListPage } from './pages/order-list-page.js';
import type { SandboxAccount } from './sandbox-account.js';

/** What the routes of a sandbox work with. */
export interface SandboxParts {
  readonly account: SandboxAccount;
  readonly baseUrl: string;
  readonly signer: MerchantSigner;
  readonly book: OrderBook;
  readonly payer: Payer;
}

/** Every address that a sandbox answers at. */
export function sandboxRoutes({ account, baseUrl, signer, book, payer }: SandboxParts): Route[] {
  const { appId, merchantId, merchantKeys } = account;
  const checks = new RequestChecks(
    { appId, merchantId },
    new PlatformKeys([merchantKeys.publicKey]),
  );
  const createOrder = new CreateOrder({ appId, checks, book, signer, baseUrl });
  const cashier = new Cashier({ book, payer, merchantId });
  return [
    apiRoute(DEFAULT_ENDPOINTS.createOrder, createOrder),
    apiRoute(DEFAULT_ENDPOINTS.createMobileOrder, createOrder),
    { method: 'GET', path: '/cashier/:id', handle: cashier.show },
    { method: 'POST', path: '/cashier/:id/pay', handle: cashier.pay },
    { method: 'POST', path: '/cashier/:id/fail', handle: cashier.fail },
    { method: 'POST', path: '/cashier/:id/cancel', handle: cashier.cancel },
    { method: 'GET', path: '/', handle: () => htmlReply(orderListPage(book.orders)) },
  ];
}
