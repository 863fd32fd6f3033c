import { setTimeout } from 'node:timers/promises';
import { NewPayTransportError } from '../errors/index.js';
import { NoAnswerError } from './gateway-client.js';
import { GatewayFaultError } from '../protocol/v1/answer.js';

/** The longest first pause, in milliseconds; each further one may be twice as long. */
const FIRST_PAUSE = 200;

/**
 * Repeats a read on network faults, with exponential backoff and full jitter, so that the instances
 * of an app do not come back all at once. No attempt is begun after the deadline.
 *
 * @param attempt is cut short by the same deadline
 * @throws the fault of the last attempt, or of the one before when the last was cut short: that it had
 *   no answer in its few milliseconds would hide what really failed
 */
export async function retryRead<T>(attempt: () => Promise<T>, deadline: AbortSignal): Promise<T> {
  let fault: unknown;
  for (let longest = FIRST_PAUSE; !deadline.aborted; longest *= 2) {
    try {
      return await attempt();
    } catch (error) {
      if (!isNetworkFault(error)) {
        throw error;
      }
      fault = deadline.aborted && tellsMore(fault, error) ? fault : error;
    }
    await pause(Math.random() * longest, deadline);
  }
  throw fault;
}

/** Ends with the deadline at the latest. */
async function pause(ms: number, deadline: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: deadline }).catch(() => undefined);
}

/** Never that nothing was sent, when the attempt that was cut short had sent something. */
function tellsMore(earlier: unknown, cutShort: unknown): boolean {
  return (
    earlier !== undefined &&
    (cutShort instanceof NewPayTransportError || !(earlier instanceof NewPayTransportError))
  );
}

function isNetworkFault(error: unknown): boolean {
  return (
    error instanceof NewPayTransportError ||
    error instanceof NoAnswerError ||
    error instanceof GatewayFaultError
  );
}
