import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';

const MINUTE = 60_000;
const DEFAULT_TIMES = [2 * MINUTE, 16 * MINUTE, 60 * MINUTE, 360 * MINUTE, 1_440 * MINUTE] as const;
/** 30 days. */
const MAX_TIME = 30 * 1_440 * MINUTE;
const MAX_TIMES = 20;

/** How much later NewPay is asked by chance: orders made together are not asked for together. */
export const WATCH_JITTER = 0.1;

const DEFAULT_RATE = 5;
const MAX_RATE = 1_000;

/** When and how fast NewPay is asked for orders that have no event. */
export interface ResolvedWatch {
  /** In milliseconds after the order, each later than the one before. */
  readonly watch: readonly [number, ...number[]] | false;
  /** In queries a second. */
  readonly queryRate: number;
  /** Whether the app set times that have no effect, since there is no queue. */
  readonly isWatchWithoutQueue: boolean;
}

/**
 * Applies the defaults of `watch` and `queryRate`.
 *
 * @throws {NewPayConfigurationError} one of them is invalid
 */
export function resolveWatch({ queue, watch, queryRate }: NewPayModuleOptions): ResolvedWatch {
  return {
    watch: resolveTimes(watch),
    queryRate: resolveRate(queryRate),
    isWatchWithoutQueue: Array.isArray(watch) && queue === undefined,
  };
}

/**
 * A watch that has seen no event asks the store again at its next time. If the store had forgotten by then that the
 * order was paid meanwhile, NewPay would be asked, and the payment published again.
 *
 * @throws {NewPayConfigurationError} the store forgets too early
 */
export function requireMemoryBetweenTimes(
  { watch }: Pick<ResolvedWatch, 'watch'>,
  { queue, store }: { readonly queue: unknown; readonly store: NewPayCallbackStore },
): void {
  if (queue === undefined || watch === false) {
    return;
  }
  const pauses = watch.map(
    (time, i) => Math.round(time * (1 + WATCH_JITTER)) - (watch[i - 1] ?? 0),
  );
  const longest = Math.max(...pauses);
  if (store.retention <= longest) {
    throw new NewPayConfigurationError(
      'store',
      `has a "retention" of ${store.retention} ms, which must be longer than the longest pause between two times of "watch" (up to ${longest} ms): increase "retention", or add a time to "watch"`,
    );
  }
}

function resolveTimes(given: unknown = DEFAULT_TIMES): ResolvedWatch['watch'] {
  if (given === false) {
    return false;
  }
  // Copied, so that what the app does to its array later changes nothing.
  const times: unknown[] = Array.isArray(given) ? [...(given as unknown[])] : [];
  if (times.length === 0 || times.length > MAX_TIMES || !times.every(isTimeAfterTheLast)) {
    throw new NewPayConfigurationError(
      'watch',
      `must be false, or 1 to ${MAX_TIMES} times in milliseconds after the order, each a whole number from 1 to ${MAX_TIME} and later than the one before, such as [120000, 960000]`,
    );
  }
  return Object.freeze(times) as unknown as ResolvedWatch['watch'];
}

function isTimeAfterTheLast(time: unknown, index: number, times: readonly unknown[]): boolean {
  const before = index === 0 ? 0 : Number(times[index - 1]);
  return typeof time === 'number' && Number.isInteger(time) && time > before && time <= MAX_TIME;
}

function resolveRate(given: unknown = DEFAULT_RATE): number {
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 1 || given > MAX_RATE) {
    throw new NewPayConfigurationError(
      'queryRate',
      `must be a whole number of queries a second from 1 to ${MAX_RATE}, such as ${DEFAULT_RATE}`,
    );
  }
  return given;
}
