import { requireOrderNo } from '../dto/order-number-format.js';
import {
  NewPayConfigurationError,
  NewPayTransportError,
  NewPayValidationError,
} from '../errors/index.js';
import type { NewPayApi } from '../events/newpay-event.js';
import { problemOf } from './watch-name.js';
import type { Watches } from './watches.js';

/**
 * The options of `NewPayService.watch`.
 *
 * @publicApi
 */
export interface NewPayWatchOptions {
  /**
   * The transaction of your app in which the watch is stored: it exists if, and only if, the transaction
   * commits. Only for a queue that can, such as `PgBossQueue`.
   * @default none: the watch is stored at once
   */
  db?: unknown;
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
    await watches.begin({ api, orderNo }, db);
  } catch (error) {
    const { cause } = Object(error) as { cause?: unknown };
    const { name, message } = Object(cause) as { name?: unknown; message?: unknown };
    // The queue cannot use what it was given. Trying again would not help.
    if (db !== undefined && name === 'TypeError') {
      const problem = `db cannot be used by the queue: ${String(message)}`;
      throw new NewPayValidationError('watch', [{ field: 'db', messages: [problem] }]);
    }
    throw new NewPayTransportError(`${problemOf({ orderNo }, error)}. Trying again is safe.`, {
      cause: error,
    });
  }
}
