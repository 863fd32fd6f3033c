import { setTimeout } from 'node:timers/promises';
import { NewPayTransportError } from '../errors/index.js';
import { NoAnswerError } from './gateway-client.js';
import { GatewayFaultError } from './read-answer.js';

/** The longest first pause, in milliseconds; each further one may be twice as long. */
const FIRST_PAUSE = 200;

/**
 * Repeats a read on network faults, with exponential backoff and full jitter, so that the instances
 * of an app do not come back all at once. No attempt is begun or goes on after `timeout`.
 *
 * @param attempt is given the signal that cuts it short when `timeout` is over
 * @param timeout for all attempts and pauses together, in milliseconds
 * @throws the fault of the last attempt, or of the one before when the last was cut short: that it had
 *   no answer in its few milliseconds would hide what really failed
 */
export async function retryRead<T>(
  attempt: (deadline: AbortSignal) => Promise<T>,
  timeout: number,
): Promise<T> {
  const end = performance.now() + timeout;
  const deadline = AbortSignal.timeout(timeout);
  let fault: unknown;
  for (let longest = FIRST_PAUSE; !deadline.aborted; longest *= 2) {
    try {
      return await attempt(deadline);
    } catch (error) {
      if (!isNetworkFault(error)) {
        throw error;
      }
      fault = deadline.aborted && tellsMore(fault, error) ? fault : error;
    }
    const pause = Math.random() * longest;
    if (performance.now() + pause >= end) {
      break;
    }
    await setTimeout(pause);
  }
  throw fault;
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
