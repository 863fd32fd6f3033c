import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { SandboxEndpoint } from '../sandbox-endpoint.js';
import { numbersOf } from '../api/numbers-of-request.js';
import { htmlReply, textReply, type Reply } from '../http/reply.js';
import type { Route } from '../http/router.js';
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
export function faultyRoute(endpoint: SandboxEndpoint, route: Route, faults: FaultRegistry): Route {
  return {
    ...route,
    handle: async (request, params) => {
      const faultless = await route.handle(request, params);
      // Without numbers only faults for all orders apply.
      const { orderNo, refundOrderNo } = numbersOf(request);
      const injections = faults.take(ANSWER_FAULTS, { orderNo, refundOrderNo, endpoint });
      let reply = faultless;
      for (const { fault, ms } of injections) {
        reply = await CHANGES[fault](reply, ms);
      }
      const { refusal } = faultless;
      return { ...reply, refusal, faults: injections.map(({ fault }) => fault) };
    },
  };
}

function withForeignSign(envelope: string): string {
  const sign = randomBytes(SIGNATURE_BYTES).toString('base64');
  // Inside of other values quotes are escaped, so only the field itself matches.
  return envelope.replace(/"sign":"[^"]*"/, `"sign":"${sign}"`);
}
