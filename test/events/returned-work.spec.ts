import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { defer, EMPTY, map, NEVER, of, Subject, throwError, timer } from 'rxjs';
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
    ['an object that others subscribe to', () => ({ subscribe: () => undefined }), []],
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
    ['an array that contains itself', arrayOfItself, 'Maximum call stack size exceeded'],
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
