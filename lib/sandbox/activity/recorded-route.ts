import type { SandboxEndpoint } from '../sandbox-endpoint.js';
import { numbersOf } from '../api/numbers-of-request.js';
import type { Route } from '../http/router.js';
import type { ActivityLog } from './activity-log.js';

/** Records the requests of an endpoint with their answers. */
export function recordedRoute(
  endpoint: SandboxEndpoint,
  route: Route,
  activities: ActivityLog,
): Route {
  return {
    ...route,
    handle: async (request, params) => {
      const reply = await route.handle(request, params);
      const { orderNo, refundOrderNo } = numbersOf(request);
      const number = refundOrderNo ?? orderNo;
      activities.record({
        type: 'request',
        method: request.method,
        path: request.path,
        endpoint,
        ...(typeof number === 'string' && { number }),
        status: reply.isDropped ? undefined : reply.status,
        ...(reply.refusal !== undefined && { refusal: reply.refusal }),
        faults: reply.faults ?? [],
        at: new Date(),
      });
      return reply;
    },
  };
}
