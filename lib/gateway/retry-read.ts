import { failureKindOf, type CallFailureKind } from '../protocol/call-failure.js';
import type { Deadline } from './call-options.js';

/** The longest first pause, in milliseconds; each further pause may be twice as long. */
const FIRST_PAUSE = 200;

/** A read is retried after these failures. NewPay's refusal or a forged answer would only come again. */
const NETWORK_FAILURES: ReadonlySet<CallFailureKind> = new Set([
  'not-sent',
  'no-answer',
  'gateway-fault',
]);

/**
 * Retries a read on network failures, with exponential backoff and full jitter, so that the instances
 * of an app do not retry all at once. No further attempt begins after the deadline.
 *
 * @param attempt ends at the same deadline
 * @throws the failure of the last attempt; or the one before, when the deadline ended the last attempt:
 * "no answer" within its few milliseconds would hide the real cause; or that the caller has aborted
 */
export async function retryRead<T>(attempt: () => Promise<T>, deadline: Deadline): Promise<T> {
  let failure: unknown;
  let wasSent = false;
  let longest = FIRST_PAUSE;
  do {
    try {
      return await attempt();
    } catch (error) {
      if (!NETWORK_FAILURES.has(failureKindOf(error))) {
        throw error;
      }
      wasSent ||= failureKindOf(error) !== 'not-sent';
      failure = deadline.isOver && isMoreTelling(failure, error) ? failure : error;
    }
    await deadline.pause(Math.random() * longest);
    longest *= 2;
  } while (!deadline.isOver);
  throw deadline.isAborted ? deadline.abortFailure({ wasSent }) : failure;
}

/** An earlier "nothing was sent" is never reported when the attempt that was cut short was sent. */
function isMoreTelling(earlier: unknown, cutShort: unknown): boolean {
  return (
    earlier !== undefined &&
    (failureKindOf(cutShort) === 'not-sent' || failureKindOf(earlier) !== 'not-sent')
  );
}
