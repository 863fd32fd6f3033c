import { PassThrough, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { concat, defer, EMPTY, map, NEVER, of, Subject, throwError, timer } from 'rxjs';
import { OnNewPay } from '../../lib/index.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp, type HostAppOptions } from '../support/host-app.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

let host: HostApp;
function unreadable(): never {
  throw new Error('not to be read');
}

/** What the listener has done. */
let done: string[] = [];
/** What the listener does, and returns. */
let work: () => unknown;

@Injectable()
class Listener {
  @OnNewPay('paid')
  onPaid(): unknown {
    return work();
  }
}

afterEach(async () => {
  done = [];
  await host.app.close();
});

async function deliver(returns: typeof work, more: HostAppOptions = {}) {
  work = returns;
  host = await startHostApp({ providers: [Listener], ...more });
  return host.postCallback(signedBody(paymentFields()));
}

const ship = async (what: string, ms = 0): Promise<void> => {
  await setTimeout(ms);
  done.push(what);
};
const failing = async (): Promise<void> => {
  await setTimeout(5);
  throw new Error('the broker is down');
};

function arrayOfItself(): unknown[] {
  const array: unknown[] = [];
  array.push(array);
  return array;
}

async function* generatorOf(what: string): AsyncGenerator {
  yield ship(what);
}

/** With all that an answer of axios has in it. */
function axiosLike(request: PassThrough): object {
  return { status: 200, data: { id: 1 }, config: { transformRequest: [ship] }, request };
}

function thenable(then: () => void): object {
  // oxlint-disable-next-line unicorn/no-thenable -- what a listener may return
  return { then };
}

function withGetter(): object {
  return Object.defineProperty({}, 'more', { enumerable: true, get: unreadable });
}

/** As a query builder makes it: it runs when somebody waits for it. */
class LazyQuery {
  constructor(private readonly what: string) {}

  // oxlint-disable-next-line unicorn/no-thenable -- as query builders do
  then(resolve: () => void): void {
    void ship(this.what, 20).then(resolve);
  }
}

/** As the client of a message broker returns it, which has sent the message already. */
function sent(fault?: Error): Subject<void> {
  const subject = new Subject<void>();
  if (fault) {
    subject.error(fault);
  } else {
    subject.complete();
  }
  return subject;
}

describe.each(PLATFORMS)('A callback on %s is acknowledged when it has ended:', (platform) => {
  it.each<[string, () => unknown, string[]]>([
    ['an Observable that begins when somebody subscribes', () => defer(() => ship('a')), ['a']],
    ['one behind a promise', async () => defer(() => ship('a')), ['a']],
    ['one that takes its time', () => timer(20).pipe(map(() => done.push('a'))), ['a']],
    ['one without a value', () => EMPTY, []],
    ['one that has ended before', () => sent(), []],
    ['an array of promises', () => ['a', 'b'].map((what) => ship(what, 20)), ['a', 'b']],
    ['arrays in an array', () => [[ship('a', 20)], [[ship('b', 30)]]], ['a', 'b']],
    ['an array of Observables', () => [defer(() => ship('a')), of('b')], ['a']],
    [
      'an Observable of promises',
      () => of('a', 'b').pipe(map((what) => ship(what, 20))),
      ['a', 'b'],
    ],
    ['an Observable of Observables', () => of(defer(() => ship('a', 20))), ['a']],
    ['a promise of a promise in an array', () => [Promise.resolve([ship('a', 20)])], ['a']],
    ['an array of rows', () => [{ id: 1 }, null, 'row'], []],
    ['an object of promises', () => ({ a: ship('a', 20), b: ship('b', 30), c: 1 }), ['a', 'b']],
    ['an object in a promise', async () => ({ all: [{ a: ship('a', 20) }] }), ['a']],
    ['a Map of promises', () => new Map([['a', ship('a', 20)]]), ['a']],
    ['a Set of promises', () => new Set([ship('a', 20)]), ['a']],
    ['an Observable of objects', () => of({ a: ship('a', 20) }), ['a']],
    ['an answer of an HTTP client', () => axiosLike(new PassThrough()), []],
    ['a promise of such an answer', async () => axiosLike(new PassThrough()), []],
    ['a response that is a stream', async () => Readable.from(['body']), []],
    ['a thenable in an object', () => ({ a: new LazyQuery('a') }), ['a']],
    ['an array that contains itself', arrayOfItself, []],
    ['an object whose getter begins something', withGetter, []],
    ['a Subscription that has ended', () => of('a').subscribe(), []],
    ['a row of a class that can be looped over', () => new URLSearchParams('a=1'), []],
    ['an object that others subscribe to', () => ({ subscribe: () => undefined }), []],
    ['an object that has only a method "lift"', () => ({ lift: () => undefined }), []],
    ['a connection that is open', () => ({ closed: false }), []],
    [
      'an Observable that emits its promises later',
      () => timer(20).pipe(map(() => ship('a', 20))),
      ['a'],
    ],
  ])('%s', async (_what, returns, expected) => {
    expect(await deliver(returns, { platform })).toEqual(ACKNOWLEDGED);
    expect(done).toEqual(expected);
  });

  it.each<[string, () => unknown, string]>([
    [
      'an Observable with a promise that fails',
      () => of('a').pipe(map(failing)),
      'the broker is down',
    ],
    [
      'an Observable that emits a promise later, which fails',
      () => timer(20).pipe(map(failing)),
      'the broker is down',
    ],
    [
      'an Observable whose promise has failed long before it ends',
      () => concat(of('a').pipe(map(failing)), timer(40)),
      'the broker is down',
    ],
    [
      'an Observable that fails',
      () => throwError(() => new Error('the broker is down')),
      'the broker is down',
    ],
    [
      'an Observable whose value cannot be looked at',
      () => of(new Proxy({}, { get: unreadable })),
      'not to be read',
    ],
    ['one that had failed before', () => sent(new Error('the broker is down')), 'broker is down'],
    ['one that fails later, behind a promise', async () => defer(failing), 'the broker is down'],
    ['an array of which one fails', () => [failing(), ship('b', 20)], 'the broker is down'],
    ['arrays in an array of which one fails', () => [[failing()]], 'the broker is down'],
    ['an object of which one fails', () => ({ a: failing(), b: ship('b') }), 'broker is down'],
    ['a Map of which one fails', () => new Map([['a', failing()]]), 'the broker is down'],
    ['a thenable that throws', () => thenable(unreadable), 'not to be read'],
    ['one in an object that throws', () => ({ a: thenable(unreadable) }), 'not to be read'],
    ['an object that cannot be looked at', () => [new Proxy({}, { get: unreadable })], 'not to be'],
    [
      'one beside work that fails',
      () => [failing(), new Proxy({}, { get: unreadable })],
      'broker is',
    ],
    ['a function', () => async () => ship('a'), 'a function, which nobody calls: call it'],
    ['a stream', () => Readable.from(['a']).pipe(new PassThrough()), 'a stream that is still'],
    [
      'a Subscription',
      () => timer(20).subscribe(),
      'the listener returned a Subscription, whose work has not ended: return the Observable',
    ],
    [
      'a cursor',
      () => ({ [Symbol.asyncIterator]: () => generatorOf('a') }),
      'the listener returned an iterator, of which nothing has run: loop over it',
    ],
    ['a promise of an iterator', async () => ['a'].values(), 'an iterator, of which nothing'],
    ['an array of generators', () => [generatorOf('a')], 'is a generator function, of which'],
    [
      'a generator',
      function* () {
        yield done.push('a');
      },
      'the listener is a generator function, of which nothing has run: make it an async function',
    ],
    [
      'an async generator',
      async function* () {
        yield ship('a');
      },
      'the listener is a generator function, of which nothing has run: make it an async function',
    ],
  ])('not %s', async (_what, returns, reason) => {
    expect(await deliver(returns, { platform })).toEqual(rejected(500));
    expect(host.logger.textsOf('error').join()).toContain(reason);
    expect(done).not.toContain('a');
  });
});

it('What one of an array fails with is told when the others have ended', async () => {
  expect(await deliver(() => [failing(), ship('b', 20)])).toEqual(rejected(500));
  expect(done).toEqual(['b']);
});

it('An Observable that does not end is given up after listenerTimeout', async () => {
  const options = { listenerTimeout: 50 };
  expect(await deliver(() => NEVER, { options })).toEqual(rejected(503));
});
