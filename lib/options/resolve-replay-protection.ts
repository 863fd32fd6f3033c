import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';
import { MemoryCallbackStore } from '../store/memory-callback-store.js';
import { DEFAULT_RETENTION } from '../store/callback-store.interface.js';
import { storeFault } from '../store/store-warnings.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { nameOfType, requireMilliseconds } from './option-rules.js';

/** How far a callback's `timestamp` may be ahead of this process's clock, in milliseconds. */
export const CLOCK_SKEW_TOLERANCE = 5 * 60 * 1000;

const HOUR = 60 * 60 * 1000;
const DEFAULT_REPLAY_WINDOW = 24 * HOUR;

/** Replay protection: the maximum age of a callback, and the store that deduplicates newer ones. */
export interface ResolvedReplayProtection {
  /** In milliseconds; `false` when the age is not checked. */
  readonly replayWindow: number | false;
  readonly store: NewPayCallbackStore;
}

/**
 * Applies the defaults of `replayWindow` and `store`.
 *
 * @throws {NewPayConfigurationError} one of them is invalid, or the store forgets a callback while
 * `replayWindow` still accepts it, so that a replay would be handled again
 */
export function resolveReplayProtection(options: NewPayModuleOptions): ResolvedReplayProtection {
  const replayWindow = resolveReplayWindow(options.replayWindow);
  const store =
    options.store === undefined
      ? (options.queue?.store ?? defaultStore(replayWindow))
      : options.store;
  requireStore(store);
  if (replayWindow !== false && !(store.retention > replayWindow + CLOCK_SKEW_TOLERANCE)) {
    throw new NewPayConfigurationError(
      'store',
      `has a "retention" of ${store.retention} ms, which must be longer than "replayWindow" (${replayWindow} ms) plus 5 minutes: increase "retention"`,
    );
  }
  return { replayWindow, store };
}

function defaultStore(replayWindow: number | false): NewPayCallbackStore {
  const needed = replayWindow === false ? 0 : replayWindow + CLOCK_SKEW_TOLERANCE + HOUR;
  return new MemoryCallbackStore({ retention: Math.max(DEFAULT_RETENTION, needed) });
}

function resolveReplayWindow(replayWindow: number | false = DEFAULT_REPLAY_WINDOW): number | false {
  return replayWindow === false
    ? false
    : requireMilliseconds('replayWindow', replayWindow, {
        example: DEFAULT_REPLAY_WINDOW,
        or: ', or false',
      });
}

/** Checks the shape of a store at startup, and not when the first callback arrives. */
function requireStore(store: unknown): void {
  if (typeof store === 'function') {
    throw new NewPayConfigurationError(
      'store',
      'must be a NewPayCallbackStore, not a class or a function: pass an instance',
    );
  }
  if (typeof store !== 'object' || store === null) {
    throw new NewPayConfigurationError(
      'store',
      `must be a NewPayCallbackStore, not ${nameOfType(store)}: omit it to use the store in memory`,
    );
  }
  const fault = storeFault(store);
  if (fault !== undefined) {
    throw new NewPayConfigurationError('store', fault);
  }
  const retention: unknown = Reflect.get(store, 'retention');
  if (typeof retention !== 'number' || Number.isNaN(retention)) {
    throw new NewPayConfigurationError(
      'store',
      'must be a NewPayCallbackStore: its "retention" must be a number of milliseconds',
    );
  }
}
