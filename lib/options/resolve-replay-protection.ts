import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';
import { MemoryCallbackStore } from '../store/memory-callback-store.js';
import { DEFAULT_RETENTION } from '../store/callback-store.interface.js';
import { storeFault } from '../store/store-diagnosis.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { nameOfType, requireMilliseconds } from './option-checks.js';

/** How far ahead of our clock a callback's own time may be, in milliseconds. */
export const CLOCK_SKEW_TOLERANCE = 5 * 60 * 1000;

const HOUR = 60 * 60 * 1000;
const DEFAULT_REPLAY_WINDOW = 24 * HOUR;

/** What is too old to be believed, and what remembers the rest. */
export interface ResolvedReplayProtection {
  readonly replayWindow: number | false;
  readonly store: NewPayCallbackStore;
}

/** @throws {NewPayConfigurationError} there is a gap between the two, where a replay would pass */
export function resolveReplayProtection(options: NewPayModuleOptions): ResolvedReplayProtection {
  const replayWindow = resolveReplayWindow(options.replayWindow);
  const store = options.store === undefined ? defaultStore(replayWindow) : options.store;
  requireStore(store);
  if (replayWindow !== false && !(store.retention > replayWindow + CLOCK_SKEW_TOLERANCE)) {
    throw new NewPayConfigurationError(
      'store',
      `remembers for ${store.retention} ms, which is not longer than "replayWindow" (${replayWindow} ms) and five minutes: raise the store's "retention"`,
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

/** What the store itself cannot be asked for is checked here, before the first callback needs it. */
function requireStore(store: unknown): void {
  if (typeof store === 'function') {
    throw new NewPayConfigurationError(
      'store',
      'must be a NewPayCallbackStore, not a class or a function: give an instance',
    );
  }
  if (typeof store !== 'object' || store === null) {
    throw new NewPayConfigurationError(
      'store',
      `must be a NewPayCallbackStore, not ${nameOfType(store)}: leave it out for the one in memory`,
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
      'must be a NewPayCallbackStore: its retention must be a number of milliseconds',
    );
  }
}
