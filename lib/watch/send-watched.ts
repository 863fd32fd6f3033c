import { hadNoEffect } from '../errors/had-no-effect.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import type { WatchedSubject } from './watch.interface.js';
import type { Watches } from './watches.js';

/** The options of a call whose time limit is known. */
interface LimitedCall extends NewPayCallOptions {
  readonly timeout: number;
}

/**
 * Sends an order or a refund, after its watch is stored. So a crash, or an answer that does not come, is
 * settled by the watch.
 *
 * @param watches `undefined` where nothing is watched
 * @param send sends it, within the time that is left
 * @throws {NewPayTransportError} the watch is not stored for certain; nothing was sent
 * @throws whatever `send` throws
 */
export function sendWatched<T>(
  watches: Watches | undefined,
  subject: WatchedSubject,
  call: LimitedCall,
  send: (options: NewPayCallOptions) => Promise<T>,
): Promise<T> {
  return watches === undefined ? send(call) : storeAndSend(watches, subject, call, send);
}

async function storeAndSend<T>(
  watches: Watches,
  subject: WatchedSubject,
  { timeout, signal }: LimitedCall,
  send: (options: NewPayCallOptions) => Promise<T>,
): Promise<T> {
  const begin = performance.now();
  const watch = await watches.beforeSending(subject);
  const left = Math.max(1, Math.floor(timeout - (performance.now() - begin)));
  let result: T;
  try {
    result = await send({ timeout: left, signal });
  } catch (error) {
    await (hadNoEffect(error) ? watch.hadNoEffect() : watch.mayHaveEffect());
    throw error;
  }
  await watch.hadEffect();
  return result;
}
