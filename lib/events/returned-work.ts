import { types } from 'node:util';
import { isPlain } from '../options/read-given-options.js';

/** What RxJS calls an Observable, of whichever copy of RxJS. */
interface ObservableLike {
  subscribe(observer: {
    readonly next: (value: unknown) => void;
    readonly error: (reason: unknown) => void;
    readonly complete: () => void;
  }): unknown;
}

const PROBLEMS = {
  generator:
    'the listener is a generator function, of which nothing has run: make it an async function',
  function: 'the listener returned a function, which nobody calls: call it, and return its promise',
  stream:
    'the listener returned a stream that is still written to: await pipeline() of node:stream/promises',
  iterator:
    'the listener returned an iterator, of which nothing has run: loop over it in an async function',
  subscription:
    'the listener returned a Subscription, whose work has not ended: return the Observable in its place',
} as const;

/**
 * Waits for what a listener has returned: a promise, an Observable, which is subscribed to as Nest does
 * with what a controller returns, and those in an array, a Set, a Map or an object literal; and for what
 * these result in. Otherwise a payment would be acknowledged before its work has ended, or has even begun.
 *
 * @throws whatever the work failed with
 * @throws {TypeError} the listener returned something whose end cannot be waited for, such as a generator
 */
export async function endOf(returned: unknown): Promise<void> {
  const result = await returned;
  if (isObject(result)) {
    await endOfAll(endsIn(result));
  }
}

/** Waits for the last one to end, also when another has failed. */
async function endOfAll(works: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(works)) {
    if (end.status === 'rejected') {
      throw end.reason;
    }
  }
}

/**
 * The ends of all work in a value, at whatever depth. Inside of objects only promises and Observables count as work: the answer
 * of an HTTP client has functions and streams in it. Never throws: nobody would wait for the work that was found before.
 */
function endsIn(value: object): Promise<void>[] {
  const ends: Promise<void>[] = [];
  // A Map goes on to what is added meanwhile, and nothing is in it twice: the value may contain itself.
  const found = new Map([[value, true]]);
  for (const [one, isReturned] of found) {
    try {
      const end = endOfWork(one) ?? (isReturned ? refusalOf(one) : undefined);
      if (end) {
        ends.push(end);
        continue;
      }
      for (const part of partsOf(one)) {
        if (isObject(part) && !found.has(part)) {
          found.set(part, isReturned && Array.isArray(one));
        }
      }
    } catch (error) {
      ends.push(Promise.reject(error));
    }
  }
  return ends;
}

/** The end of a promise or an Observable. */
function endOfWork(value: object): Promise<void> | undefined {
  const { then } = value as { then?: unknown };
  if (typeof then === 'function') {
    return endOf(value);
  }
  return isObservable(value) ? endOfObservable(value) : undefined;
}

function refusalOf(value: object): Promise<never> | undefined {
  const problem = problemOf(value);
  return problem === undefined ? undefined : Promise.reject(new TypeError(problem));
}

/** Of an object literal those that are there already: a getter may begin something else. */
function partsOf(value: object): unknown[] {
  if (Array.isArray(value)) {
    return value;
  }
  if (types.isSet(value) || types.isMap(value)) {
    return [...value.values()];
  }
  return isPlain(value)
    ? Object.values(Object.getOwnPropertyDescriptors(value)).map((part): unknown => part.value)
    : [];
}

/** With the work that it emits: `map(async …)` emits promises, for which nobody else waits. */
async function endOfObservable(work: ObservableLike): Promise<void> {
  const emitted: Promise<void>[] = [];
  const end = new Promise<void>((resolve, reject) => {
    work.subscribe({
      next: (value) => void (isObject(value) && emitted.push(...begunIn(value))),
      error: reject,
      complete: resolve,
    });
  });
  await Promise.allSettled([end]);
  await endOfAll([end, ...emitted]);
}

/** Work whose ends are looked at later. */
function begunIn(value: object): Promise<void>[] {
  const ends = endsIn(value);
  ends.forEach((end) => void end.catch(() => undefined));
  return ends;
}

/** As `isObservable` of RxJS: a client of a message broker has `subscribe` alone. */
function isObservable(value: object): value is ObservableLike {
  const { lift, subscribe } = value as { lift?: unknown; subscribe?: unknown };
  return typeof lift === 'function' && typeof subscribe === 'function';
}

/** Why the end of something cannot be waited for; `undefined` if it is no work, as far as one can see. */
function problemOf(value: object): string | undefined {
  if (types.isGeneratorObject(value)) {
    return PROBLEMS.generator;
  }
  if (typeof value === 'function') {
    return PROBLEMS.function;
  }
  const { pipe, writableFinished, next, unsubscribe, closed } = value as Record<string, unknown>;
  if (typeof pipe === 'function') {
    // One that can only be read is the response that an HTTP client resolves with.
    return writableFinished === false ? PROBLEMS.stream : undefined;
  }
  if (Symbol.asyncIterator in value || (typeof next === 'function' && Symbol.iterator in value)) {
    return PROBLEMS.iterator;
  }
  return typeof unsubscribe === 'function' && closed === false ? PROBLEMS.subscription : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
