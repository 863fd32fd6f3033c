import { types } from 'node:util';

/** What RxJS calls an Observable, of whichever copy of RxJS. */
interface ObservableLike {
  subscribe(observer: {
    readonly error: (reason: unknown) => void;
    readonly complete: () => void;
  }): unknown;
}

/**
 * Waits for what a listener has returned: a promise, an Observable, which is subscribed to as Nest does
 * with what a controller returns, or an array of them. Otherwise a payment would be acknowledged before
 * its work has ended, or has even begun.
 *
 * @throws whatever the work failed with
 * @throws {TypeError} the listener is a generator function: nothing of it has run
 */
export async function endOf(returned: unknown): Promise<void> {
  const result = await returned;
  if (typeof result !== 'object' || result === null) {
    return;
  }
  if (Array.isArray(result)) {
    await endOfAll(result);
  } else {
    await endOfOne(result);
  }
}

/**
 * Waits for the last one to end, also when another has failed.
 *
 * @throws {RangeError} the array contains itself
 */
async function endOfAll(works: readonly unknown[]): Promise<void> {
  const all: readonly unknown[] = works.flat(Infinity);
  const ends = await Promise.allSettled(all.map(async (work) => endOfOne(await work)));
  for (const end of ends) {
    if (end.status === 'rejected') {
      throw end.reason;
    }
  }
}

async function endOfOne(result: unknown): Promise<void> {
  if (types.isGeneratorObject(result)) {
    throw new TypeError(
      'the listener is a generator function, of which nothing has run: make it an async function',
    );
  }
  if (isObservable(result)) {
    await new Promise<void>((resolve, reject) => {
      result.subscribe({ error: reject, complete: resolve });
    });
  }
}

/** As `isObservable` of RxJS: a client of a message broker has `subscribe` alone. */
function isObservable(result: unknown): result is ObservableLike {
  const { lift, subscribe } = Object(result) as { lift?: unknown; subscribe?: unknown };
  return typeof lift === 'function' && typeof subscribe === 'function';
}
