import { NewPayTransportError } from '../errors/index.js';
import { CallFailure } from '../protocol/call-failure.js';
import { MAX_TIMEOUT } from '../user-code/run-user-code.js';
import { Deadline, type NewPayCallOptions } from './call-options.js';

/**
 * Waits for work of the app's queue as long as the options of a call allow. Work that has begun is not
 * stopped: it must be safe to begin it again.
 *
 * @param options checked by `requireCallOptions`
 * @throws {NewPayTransportError} the call was aborted before the work began
 * @throws {CallFailure} the call was aborted later, or its time is over
 */
export async function withinCall<T>(
  { signal, timeout = MAX_TIMEOUT }: NewPayCallOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) {
    throw new NewPayTransportError(
      'The call was aborted. Nothing was sent, trying again is safe.',
      { cause: signal.reason },
    );
  }
  const deadline = new Deadline(timeout, signal);
  try {
    return await Promise.race([work(), failureAtEnd(deadline)]);
  } finally {
    deadline.clear();
  }
}

function failureAtEnd(deadline: Deadline): Promise<never> {
  return new Promise((_resolve, reject) =>
    deadline.onEnd({
      onDeadline: () =>
        reject(
          deadline.isAborted
            ? deadline.abortFailure({ wasSent: true })
            : new CallFailure('no-answer', `no answer within ${deadline.timeout} ms`),
        ),
    }),
  );
}
