import { types } from 'node:util';

/** What RxJS calls an Observable, of whichever copy of RxJS. */
interface ObservableLike {
  subscribe(observer: {
    readonly next: (value: unknown) => void;
    readonly error: (reason: unknown) => void;
    readonly complete: () => void;
  }): unknown;
}

/**
 * Waits for what a listener has returned: a promise, an Observable, which is subscribed to as Nest does
 * with what a controller returns, or an array of them; and for what these result in. Otherwise a payment
 * would be acknowledged before its work has ended, or has even begun.
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
  const ends = await Promise.allSettled(all.map(endOf));
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
    await endOfObservable(result);
  }
}

/** With the work that it emits: `map(async …)` emits promises, for which nobody else waits. */
async function endOfObservable(work: ObservableLike): Promise<void> {
  const emitted: Promise<void>[] = [];
  const end = new Promise<void>((resolve, reject) => {
    work.subscribe({
      next: (value) => void (isWork(value) && emitted.push(begun(value))),
      error: reject,
      complete: resolve,
    });
  });
  await Promise.allSettled([end]);
  await endOfAll([end, ...emitted]);
}

/** Work whose end is looked at later. */
function begun(work: unknown): Promise<void> {
  const end = endOf(work);
  end.catch(() => undefined);
  return end;
}

/** Never throws: RxJS would end the process. What cannot be looked at fails when its end is waited for. */
function isWork(value: unknown): boolean {
  try {
    const { then } = Object(value) as { then?: unknown };
    return typeof then === 'function' || Array.isArray(value) || isObservable(value);
  } catch {
    return true;
  }
}

/** As `isObservable` of RxJS: a client of a message broker has `subscribe` alone. */
function isObservable(result: unknown): result is ObservableLike {
  const { lift, subscribe } = Object(result) as { lift?: unknown; subscribe?: unknown };
  return typeof lift === 'function' && typeof subscribe === 'function';
}
