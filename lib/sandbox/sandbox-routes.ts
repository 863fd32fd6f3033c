import { RsaVerifier } from '../protocol/signature/rsa-verifier.js';
import type { NewPayEndpoint } from '../protocol/v1/endpoints.js';
import { Api, type ApiCall } from './api/api.js';
import { CreateMiniProgramOrder } from './api/create-mini-program-order.js';
import { CreateOrder } from './api/create-order.js';
import { CreateRefund } from './api/create-refund.js';
import { ORDER_PAY_METHODS, PRE_PAYMENT_PAY_METHODS } from './api/order-rules.js';
import { CreateTransfer } from './api/create-transfer.js';
import { ENDPOINT_PATHS } from './api/endpoint-paths.js';
import { QueryTransfer } from './api/query-transfer.js';
import { QueryUser } from './api/query-user.js';
import { QueryOrder } from './api/query-order.js';
import { QueryRefund } from './api/query-refund.js';
import { RequestChecks } from './api/request-checks.js';
import { recordedRoute } from './activity/recorded-route.js';
import { consoleRoutes } from './console/console.js';
import { controlRoute } from './control/control.js';
import { faultyRoute } from './faults/faulty-route.js';
import type { Route } from './http/router.js';
import { v2Routes } from './v2/v2-routes.js';
import { Cashier } from './pages/cashier.js';
import type { SandboxParts } from './sandbox-wiring.js';

/** All routes of a sandbox. */
export function sandboxRoutes(parts: SandboxParts): Route[] {
  const { account, baseUrl, orders, simulator } = parts;
  const cashier = new Cashier({ orders, simulator, merchantId: account.merchantId, baseUrl });
  return [
    ...apiRoutes(parts),
    ...v2Routes(parts),
    { method: 'GET', path: '/cashier/:id', handle: cashier.show },
    { method: 'POST', path: '/cashier/:id/pay', handle: cashier.pay },
    { method: 'POST', path: '/cashier/:id/fail', handle: cashier.fail },
    { method: 'POST', path: '/cashier/:id/cancel', handle: cashier.cancel },
    ...consoleRoutes(parts),
    controlRoute(parts),
  ];
}

function apiRoutes(parts: SandboxParts): Route[] {
  const { appId, merchantId, merchantKeys } = parts.account;
  const merchant = new RsaVerifier([merchantKeys.publicKey]);
  const checks = new RequestChecks({ appId, merchantId }, merchant);
  const api = new Api({ appId, checks, signer: parts.signer });
  return Object.entries(apiCalls(parts)).map(([name, call]) => {
    const endpoint = name as NewPayEndpoint;
    const route = api.route(ENDPOINT_PATHS[endpoint], call);
    return recordedRoute(endpoint, faultyRoute(endpoint, route, parts.faults), parts.activities);
  });
}

function apiCalls(parts: SandboxParts): Record<NewPayEndpoint, ApiCall> {
  const { baseUrl, numbers, orders, refunds, processor, transfers } = parts;
  const createOrder = new CreateOrder({ orders, baseUrl, payMethods: ORDER_PAY_METHODS });
  const createPrePayment = new CreateOrder({
    orders,
    baseUrl,
    payMethods: PRE_PAYMENT_PAY_METHODS,
  });
  return {
    createOrder,
    createMobileOrder: createOrder,
    createPrePayment,
    createMobilePrePayment: createPrePayment,
    createMiniProgramOrder: new CreateMiniProgramOrder(numbers),
    queryOrder: new QueryOrder(orders),
    refund: new CreateRefund({ orders, refunds, processor }),
    queryRefund: new QueryRefund(refunds),
    queryUser: new QueryUser(numbers),
    transfer: new CreateTransfer(transfers),
    queryTransfer: new QueryTransfer(transfers),
  };
}
