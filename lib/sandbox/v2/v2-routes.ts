import type { NewPayV2Endpoint } from '../../protocol/v2/endpoints.js';
import { RsaVerifier } from '../../protocol/signature/rsa-verifier.js';
import { recordedRoute } from '../activity/recorded-route.js';
import { faultyRoute } from '../faults/faulty-route.js';
import type { Route } from '../http/router.js';
import type { SandboxParts } from '../sandbox-wiring.js';
import { QueryPay } from './query-pay.js';
import { QueryUniRefund } from './query-uni-refund.js';
import { QueryUserByToken } from './query-user-by-token.js';
import { ScanPay } from './scan-pay.js';
import { UnifiedOrder } from './unified-order.js';
import { UniRefund } from './uni-refund.js';
import { V2Api, type V2Call } from './v2-api.js';
import { V2_ENDPOINT_PATHS } from './v2-endpoint-paths.js';
import { V2RequestChecks } from './v2-request-checks.js';

/** The routes of API v2, which clash with none of v1. */
export function v2Routes(parts: SandboxParts): Route[] {
  const { account, signer, faults, activities } = parts;
  const { nested } = parts.v2;
  const merchant = new RsaVerifier([account.merchantKeys.publicKey]);
  const checks = new V2RequestChecks(account, merchant, nested);
  const api = new V2Api({ checks, signer, nested });
  return Object.entries(v2Calls(parts)).map(([name, call]) => {
    const endpoint = name as NewPayV2Endpoint;
    const route = api.route(V2_ENDPOINT_PATHS[endpoint], call);
    return recordedRoute(endpoint, faultyRoute(endpoint, route, faults), activities);
  });
}

function v2Calls(parts: SandboxParts): Record<NewPayV2Endpoint, V2Call> {
  const { account, baseUrl, orders, simulator, refunds, processor, tokens } = parts;
  const { appId } = account;
  return {
    createOrder: new UnifiedOrder({ appId, orders, baseUrl }),
    queryOrder: new QueryPay(appId, orders),
    refund: new UniRefund({ orders, refunds, processor }),
    queryRefund: new QueryUniRefund(refunds),
    queryUser: new QueryUserByToken(appId, tokens),
    scanPay: new ScanPay({ appId, orders, simulator, baseUrl }),
  };
}
