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
 * @param attempt is told how many milliseconds are left for it
 * @param timeout for all attempts and pauses together, in milliseconds
 */
export async function retryRead<T>(
  attempt: (timeLeft: number) => Promise<T>,
  timeout: number,
): Promise<T> {
  const end = performance.now() + timeout;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(Math.max(1, Math.ceil(end - performance.now())));
    } catch (error) {
      const pause = Math.random() * FIRST_PAUSE * 2 ** (tries - 1);
      if (!isNetworkFault(error) || performance.now() + pause >= end) {
        throw error;
      }
      await setTimeout(pause);
    }
  }
}

function isNetworkFault(error: unknown): boolean {
  return (
    error instanceof NewPayTransportError ||
    error instanceof NoAnswerError ||
    error instanceof GatewayFaultError
  );
}
