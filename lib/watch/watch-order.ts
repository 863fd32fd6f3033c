import { requireOrderNo } from '../dto/rules/order-number.rule.js';
import {
  NewPayConfigurationError,
  NewPayTransportError,
  NewPayValidationError,
} from '../errors/index.js';
import { messageOf } from '../errors/error-message.js';
import { memberOf } from '../errors/member-of.js';
import type { NewPayApi } from '../events/newpay-event.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { withinCall } from '../gateway/within-call.js';
import { QueueUnavailableError } from '../queue/queue.errors.js';
import { problemOf } from './watch-name.js';
import type { Watches } from './watches.js';

/**
 * The options of `watch` of `NewPayService` and `NewPayV2Service`.
 *
 * @publicApi
 */
export interface NewPayWatchOptions extends NewPayCallOptions {
  /**
   * The transaction of your app in which the watch is stored: it exists if, and only if, the transaction
   * commits. Only a queue such as `PgBossQueue` can do this; with others the call throws a `NewPayValidationError`.
   * @default none: the watch is stored at once
   */
  db?: unknown;
  /**
   * How long to wait for the queue, in milliseconds: a whole number from 1 to 2147483647. After five seconds
   * the queue counts as not reachable.
   * @default 5_000 (5 seconds)
   */
  timeout?: number;
  /** Ends the wait for the queue. The watch may be stored nevertheless. */
  signal?: AbortSignal;
}

/** The service whose `watch` was called. */
interface WatchingService {
  readonly api: NewPayApi;
  readonly watches: Watches | undefined;
  readonly hasQueue: boolean;
}

/** See `NewPayService.watch`. */
export async function watchOrder(
  { api, watches, hasQueue }: WatchingService,
  orderNo: string,
  options: NewPayWatchOptions | undefined,
): Promise<void> {
  requireOrderNo('orderNo', orderNo);
  const callOptions = requireCallOptions(options, ['db']);
  if (!watches) {
    throw hasQueue
      ? new NewPayConfigurationError(
          'watch',
          'is false: set the times at which watch() asks NewPay',
        )
      : new NewPayConfigurationError('queue', 'is missing: watch() stores the order with a queue');
  }
  const { db } = Object(options) as NewPayWatchOptions;
  try {
    await withinCall(callOptions, () => watches.watch({ api, orderNo }, db));
  } catch (error) {
    if (error instanceof NewPayTransportError) {
      throw error;
    }
    // The queue cannot use what it was given. Trying again would not help.
    const problem = db === undefined ? undefined : problemOfDb(error);
    if (problem !== undefined) {
      const messages = [`db cannot be used by the queue: ${problem}`];
      throw new NewPayValidationError('watch', [{ field: 'db', messages }]);
    }
    throw new NewPayTransportError(`${problemOf({ orderNo }, error)}. Trying again is safe.`, {
      cause: error,
    });
  }
}

function problemOfDb(error: unknown): string | undefined {
  if (!(error instanceof QueueUnavailableError)) {
    return undefined;
  }
  const { cause } = error;
  return memberOf(cause, 'name') === 'TypeError' ? messageOf(cause) : undefined;
}
