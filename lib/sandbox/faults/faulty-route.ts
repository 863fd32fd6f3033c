import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { parseLosslessObject, type LosslessObject } from '../../protocol/json/lossless-json.js';
import type { NewPayEndpoint } from '../../protocol/v1/endpoints.js';
import { htmlReply, textReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import type { FaultRegistry } from './fault-registry.js';
import { ANSWER_FAULTS, type NewPaySandboxAnswerFault } from './newpay-sandbox-fault.js';

/** The length of a signature with a key of 2048 bits. */
const SIGNATURE_BYTES = 256;

const CHANGES: Readonly<
  Record<NewPaySandboxAnswerFault, (reply: Reply, ms: number) => Reply | Promise<Reply>>
> = {
  'answer-late': (reply, ms) => setTimeout(ms, reply, { ref: false }),
  drop: (reply) => ({ ...reply, isDropped: true }),
  'http-500': () => textReply('Internal Server Error', 500),
  'not-json': () => htmlReply('<!doctype html><title>NewPay</title><p>Please come back later.'),
  'wrong-signature': (reply) => ({ ...reply, body: withForeignSign(reply.body) }),
};

/** Applies faults to the answers of an endpoint, after the call has been executed. */
export function faultyRoute(endpoint: NewPayEndpoint, route: Route, faults: FaultRegistry): Route {
  return {
    ...route,
    handle: async (request, params) => {
      let reply = await route.handle(request, params);
      const { orderNo, refundOrderNo } = parametersOf(request);
      const injections = faults.take(ANSWER_FAULTS, { orderNo, refundOrderNo, endpoint });
      for (const { fault, ms } of injections) {
        reply = await CHANGES[fault](reply, ms);
      }
      return reply;
    },
  };
}

/** Empty if they cannot be read: only faults for all orders apply to such a request. */
function parametersOf({ body }: SandboxRequest): LosslessObject {
  try {
    return parseLosslessObject(body);
  } catch {
    return {};
  }
}

function withForeignSign(envelope: string): string {
  const sign = randomBytes(SIGNATURE_BYTES).toString('base64');
  // Inside of other values quotes are escaped, so only the field itself matches.
  return envelope.replace(/"sign":"[^"]*"/, `"sign":"${sign}"`);
}
