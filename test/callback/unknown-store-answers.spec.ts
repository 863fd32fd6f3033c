import { afterEach, describe, expect, it } from '@jest/globals';
import type { NewPayCallbackStore } from '../../lib/index.js';
import { rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

let host: HostApp;

afterEach(() => host.app.close());

const RETENTION = 10 * 24 * 3_600_000;

/** A store of the host's own that answers whatever it is told. */
function storeThatAnswers(answers: Partial<Record<keyof NewPayCallbackStore, unknown>>) {
  const store = {
    retention: RETENTION,
    claim: async () => ({ outcome: 'claimed', token: 't' }),
    renew: async () => true,
    complete: async () => true,
    release: async () => undefined,
    ...answers,
  };
  return untyped(store) as NewPayCallbackStore;
}

const CLAIMS: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['an empty list', []],
  ['the word of a transaction', 'QUEUED'],
  ['bytes', Buffer.from('claimed')],
  ['another word', { outcome: 'acquired', token: 't' }],
  ['the word in capitals', { outcome: 'CLAIMED', token: 't' }],
  ['the word as a list', { outcome: ['claimed'], token: 't' }],
  ['a claim without a token', { outcome: 'claimed' }],
  ['a claim with an empty token', { outcome: 'claimed', token: '' }],
  ['finished listeners that are no list', { outcome: 'claimed', token: 't', finished: '["a"]' }],
  ['finished listeners that are no texts', { outcome: 'claimed', token: 't', finished: [1] }],
  ['handled without a rank', { outcome: 'handled', reference: 'N1' }],
  ['handled with a rank that is no number', { outcome: 'handled', rank: '3', reference: 'N1' }],
  ['handled with NaN', { outcome: 'handled', rank: NaN, reference: 'N1' }],
  ['handled with Infinity', { outcome: 'handled', rank: Infinity, reference: 'N1' }],
  [
    'handled with a lower rank than was asked for',
    { outcome: 'handled', rank: 2, reference: 'N1' },
  ],
  ['handled without a reference', { outcome: 'handled', rank: 3 }],
  [
    'handled with an amount that is a number',
    { outcome: 'handled', rank: 3, reference: 'N', orderAmt: 5 },
  ],
  ['true', true],
  ['1', 1],
];

const COMPLETIONS: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['1', 1],
  ['0', 0],
  ['the text "true"', 'true'],
  ['OK', 'OK'],
  ['an empty list', []],
  ['rows', [{ subject: 'payment' }]],
];

describe.each(PLATFORMS)(
  'A callback on %s is not acknowledged when claim() answers',
  (platform) => {
    it.each(CLAIMS)('%s', async (_what, answer) => {
      const store = storeThatAnswers({ claim: async () => answer });
      host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
      const answered = await host.postCallback(signedBody(paymentFields()));
      expect(answered).toEqual(rejected(503));
      expect(host.app.get(PaymentListener).receivedEvents).toEqual([]);
      expect(host.logger.textsOf('error')[0]).toMatch(
        /^Callback for order A1001 not acknowledged \(503\): the store's claim\(\) answered .+, which is not a documented answer: the outcome is unknown/,
      );
    });
  },
);

describe.each(PLATFORMS)(
  'A callback on %s is not acknowledged when complete() answers',
  (platform) => {
    it.each(COMPLETIONS)('%s', async (_what, answer) => {
      const released: unknown[][] = [];
      const store = storeThatAnswers({
        complete: async () => answer,
        release: async (...claim: unknown[]) => void released.push(claim),
      });
      host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
      const answered = await host.postCallback(signedBody(paymentFields()));
      expect(answered).toEqual(rejected(503));
      expect(host.logger.textsOf('error')[0]).toContain("the store's complete() answered ");
      // Whether it is marked is not known: the listener that has finished is remembered at least.
      expect(released).toEqual([[expect.any(String), 't', ['PaymentListener.onPaid']]]);
    });
  },
);

describe('What came is in the log', () => {
  it.each([
    ['a text', 'QUEUED', '"QUEUED"'],
    ['bytes', Buffer.from('hi'), 'bytes 6869'],
    ['nothing', undefined, 'undefined'],
    [
      'what cannot be printed',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      'a object',
    ],
    ['a long text', 'x'.repeat(999), `"${'x'.repeat(199)}`],
  ])('%s', async (_what, answer, shown) => {
    const store = storeThatAnswers({ claim: async () => answer });
    host = await startHostApp({ options: { store }, providers: [PaymentListener] });
    await host.postCallback(signedBody(paymentFields()));
    expect(host.logger.textsOf('error')[0]).toContain(`answered ${shown}, which`);
  });
});

describe.each(PLATFORMS)(
  'A store on %s that fails without an Error is out of reach',
  (platform) => {
    const FAILURES: [string, () => unknown, string][] = [
      ['rejects with null', () => Promise.reject(null), 'null'],
      ['rejects with undefined', () => Promise.reject(undefined), 'undefined'],
      ['rejects with a text', () => Promise.reject('gone'), 'gone'],
      ['rejects with an object', () => Promise.reject({ message: 'reset' }), 'reset'],
      [
        'throws a text at once',
        () => {
          throw 'at once';
        },
        'at once',
      ],
      [
        'throws an error at once',
        () => {
          throw new TypeError('no client');
        },
        'no client',
      ],
      ['rejects with an error that says nothing', () => Promise.reject(new Error('')), 'Error'],
      [
        'rejects with several errors and no message',
        () => Promise.reject(new AggregateError([new Error('connect ECONNREFUSED')])),
        'connect ECONNREFUSED',
      ],
    ];
    it.each(FAILURES)('at claim() it %s', async (_what, claim, reason) => {
      host = await startHostApp({
        platform,
        options: { store: storeThatAnswers({ claim }) },
        providers: [PaymentListener],
      });
      const answered = await host.postCallback(signedBody(paymentFields()));
      expect(answered).toEqual(rejected(503));
      expect(host.logger.textsOf('error')[0]).toContain(
        `not acknowledged (503): the store cannot be reached: ${reason}`,
      );
    });

    it.each(FAILURES)('at complete() it %s', async (_what, complete, reason) => {
      host = await startHostApp({
        platform,
        options: { store: storeThatAnswers({ complete }) },
        providers: [PaymentListener],
      });
      const answered = await host.postCallback(signedBody(paymentFields()));
      expect(answered).toEqual(rejected(503));
      expect(host.logger.textsOf('error')[0]).toContain(
        `the listeners have finished, but this could not be recorded (the store cannot be reached: ${reason}): the next delivery marks it as handled`,
      );
    });

    it.each(FAILURES)(
      'at complete() and at release() it %s, and the next delivery may run the listeners again',
      async (_what, fail, reason) => {
        host = await startHostApp({
          platform,
          options: { store: storeThatAnswers({ complete: fail, release: fail }) },
          providers: [PaymentListener],
        });
        const answered = await host.postCallback(signedBody(paymentFields()));
        expect(answered).toEqual(rejected(503));
        expect(host.logger.textsOf('error')[0]).toContain(
          `the listeners have finished, but this could not be recorded (the store cannot be reached: ${reason}): the next delivery may run them again`,
        );
      },
    );

    it.each(FAILURES)(
      'at release() it %s, and the failure of the listener is told',
      async (_what, release, reason) => {
        host = await startHostApp({
          platform,
          options: { store: storeThatAnswers({ release }) },
          providers: [PaymentListener],
        });
        host.app.get(PaymentListener).before = () => Promise.reject(null);
        const answered = await host.postCallback(signedBody(paymentFields()));
        expect(answered).toEqual(rejected(500));
        expect(host.logger.textsOf('warn').at(-1)).toContain(
          `could not be released, its lease will end: the store cannot be reached: ${reason}`,
        );
      },
    );
  },
);

describe.each(PLATFORMS)(
  'A listener on %s that fails without an Error is one that failed',
  (platform) => {
    it.each([
      ['null', null, 'null'],
      ['undefined', undefined, 'undefined'],
      ['a text', 'no stock', 'no stock'],
      ['a number', 7, '7'],
      [
        'an object without a prototype',
        Object.create(null),
        'something that cannot be shown as text',
      ],
    ])('%s', async (_what, reason, shown) => {
      host = await startHostApp({ platform, providers: [PaymentListener] });
      host.app.get(PaymentListener).before = () => Promise.reject(reason);
      const answered = await host.postCallback(signedBody(paymentFields()));
      expect(answered).toEqual(rejected(500));
      expect(host.logger.textsOf('error')[0]).toContain(shown);
    });
  },
);
