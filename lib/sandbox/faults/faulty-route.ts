import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { parseLosslessObject, type LosslessObject } from '../../protocol/json/lossless-json.js';
import type { NewPayEndpoint } from '../../protocol/v1/endpoints.js';
import { htmlReply, textReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import type { FaultRegistry } from './fault-registry.js';
import { ANSWER_FAULTS, type NewPaySandboxAnswerFault } from './newpay-sandbox-fault.js';

/** As long as the signature of a key of 2048 bits. */
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

/** The route of an endpoint, whose answers go wrong as the faults say: after the call was acted on. */
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

/** Nothing, when they cannot be read: only a fault for everyone befalls such a request. */
function parametersOf({ body }: SandboxRequest): LosslessObject {
  try {
    return parseLosslessObject(body);
  } catch {
    return {};
  }
}

function withForeignSign(envelope: string): string {
  const sign = randomBytes(SIGNATURE_BYTES).toString('base64');
  // A text that quotes the same is escaped, so that only the field itself matches.
  return envelope.replace(/"sign":"[^"]*"/, `"sign":"${sign}"`);
}
