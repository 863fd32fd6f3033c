import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NewPayCallbackStore, NewPayClaim } from '../../lib/index.js';
import {
  StoreUnavailableError,
  StrictCallbackStore,
} from '../../lib/store/strict-callback-store.js';
import { rejection } from '../support/rejection.js';
import { UNREADABLE, UNREADABLE_TEXT } from '../support/unreadable-values.js';
import { untyped } from '../support/untyped.js';

const CLAIMED: NewPayClaim = { outcome: 'claimed', token: 't' };

/** A store of the host's own whose methods answer what they are told. */
function strictStore(answers: Partial<Record<keyof NewPayCallbackStore, unknown>> = {}) {
  const store: NewPayCallbackStore = untyped({
    retention: 1,
    claim: async () => CLAIMED,
    complete: async () => true,
    release: async () => undefined,
    ...answers,
  });
  return new StrictCallbackStore(store);
}

/** An object of which a field has one value at the first look, and another one later. */
function changing(fields: object, name: string, first: unknown, later: unknown): object {
  const values = [first];
  return Object.defineProperty({ ...fields }, name, {
    enumerable: true,
    get: () => values.pop() ?? later,
  });
}

const undocumented = (method: string, answer: string) =>
  `the store's ${method}() answered ${answer}, which is not a documented answer: the outcome is unknown`;

describe('the lease of a store', () => {
  const renew = async (): Promise<boolean> => true;

  it.each([
    ['its own', { renew, lease: 7_000 }, 7_000],
    ['30 seconds when it names none', { renew }, 30_000],
    ['unknown without renew()', { lease: 7_000 }, undefined],
  ])('is %s', (_what, answers, lease) => {
    expect(strictStore(answers).lease).toBe(lease);
  });
});

describe('an answer of a store', () => {
  it.each<[string, NewPayClaim]>([
    ['a claim', CLAIMED],
    ['a claim with finished listeners', { ...CLAIMED, finished: ['a', 'b'] }],
    ['busy', { outcome: 'busy' }],
    ['handled', { outcome: 'handled', rank: 3, reference: 'N1' }],
    ['handled with an empty reference', { outcome: 'handled', rank: 3, reference: '' }],
    ['handled with a higher rank', { outcome: 'handled', rank: 4, reference: 'N', orderAmt: '5' }],
  ])('of claim() is passed on when it is %s', async (_what, claim) => {
    const passedOn = await strictStore({ claim: async () => claim }).claim('k', 3);
    expect(passedOn).toEqual({
      ...(claim.outcome === 'claimed' ? { finished: [] } : {}),
      ...claim,
    });
  });

  it.each<[string, object, object]>([
    [
      'with another outcome',
      changing({ token: 't', rank: 3, reference: 'N1' }, 'outcome', 'claimed', 'handled'),
      { outcome: 'claimed', token: 't', finished: [] },
    ],
    [
      'with other finished listeners',
      changing({ outcome: 'claimed', token: 't' }, 'finished', [], ['ship']),
      { outcome: 'claimed', token: 't', finished: [] },
    ],
    [
      'with another rank',
      changing({ outcome: 'handled', reference: 'N1' }, 'rank', 3, 1),
      { outcome: 'handled', rank: 3, reference: 'N1' },
    ],
  ])(
    'of claim() is what was checked, although it answers later %s',
    async (_what, claim, first) => {
      const used = await strictStore({ claim: async () => claim }).claim('k', 3);
      expect([used, used]).toEqual([first, first]);
    },
  );

  it('of claim() without finished listeners may have null for them', async () => {
    const claim = async () => ({ ...CLAIMED, finished: null });
    expect(await strictStore({ claim }).claim('k', 3)).toEqual({ ...CLAIMED, finished: [] });
  });

  it.each([true, false])('of renew() and complete() is passed on when it is %s', async (answer) => {
    const given: unknown[][] = [];
    const answering = async (...args: unknown[]): Promise<boolean> => {
      given.push(args);
      return answer;
    };
    const store = strictStore({ renew: answering, complete: answering });
    expect(await store.renew('k', 't', ['a'])).toBe(answer);
    expect(await store.complete('k', 3, 't', 'N1', '5')).toBe(answer);
    expect(given).toEqual([
      ['k', 't', ['a']],
      ['k', 3, 't', 'N1', '5'],
    ]);
  });

  it.each([undefined, { rank: 3, reference: 'N1' }, { rank: 1, reference: '', orderAmt: '5' }])(
    'of find() is passed on when it is %j',
    async (handled) => {
      expect(await strictStore({ find: async () => handled }).find('k')).toEqual(handled);
    },
  );

  it('of find() is that nothing is known when a store has no such method', async () => {
    expect(await strictStore().find('k')).toBeUndefined();
  });

  it.each([
    ['null', null, 'null'],
    ['a text', 'N1', '"N1"'],
    ['no rank', { reference: 'N1' }, '{"reference":"N1"}'],
    ['a rank as text', { rank: '3', reference: 'N1' }, '{"rank":"3","reference":"N1"}'],
    ['half a rank', { rank: 2.5, reference: 'N1' }, '{"rank":2.5,"reference":"N1"}'],
    ['an endless rank', { rank: Infinity, reference: 'N1' }, '{"rank":null,"reference":"N1"}'],
    ['no reference', { rank: 3 }, '{"rank":3}'],
    [
      'an amount as a number',
      { rank: 3, reference: 'N1', orderAmt: 5 },
      '{"rank":3,"reference":"N1","orderAmt":5}',
    ],
  ])('of find() is refused when it is %s', async (_what, answer, shown) => {
    await expect(strictStore({ find: async () => answer }).find('k')).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: undocumented('find', shown),
    });
  });

  it('of renew() is refused when it is not whether the claim was renewed', async () => {
    await expect(
      strictStore({ renew: async () => 'OK' }).renew('k', 't', []),
    ).rejects.toMatchObject({ message: undocumented('renew', '"OK"') });
    await expect(strictStore().renew('k', 't', [])).rejects.toMatchObject({
      message: undocumented('renew', 'undefined'),
    });
  });

  it('is shown with its first 200 characters', async () => {
    const claim = async (): Promise<unknown> => 'x'.repeat(300);
    await expect(strictStore({ claim }).claim('k', 3)).rejects.toMatchObject({
      message: undocumented('claim', `"${'x'.repeat(199)}`),
    });
  });
});

describe('a store that fails', () => {
  it.each<[string, (store: StrictCallbackStore) => Promise<unknown>]>([
    ['claim', (store) => store.claim('k', 3)],
    ['find', (store) => store.find('k')],
    ['renew', (store) => store.renew('k', 't', [])],
    ['complete', (store) => store.complete('k', 3, 't', 'N1', '5')],
    ['release', (store) => store.release('k', 't', [])],
  ])('is out of reach at %s()', async (method, call) => {
    const cause = new Error('connection lost');
    const faults = [
      () => Promise.reject(cause),
      () => {
        throw cause;
      },
    ];
    for (const fault of faults) {
      await expect(call(strictStore({ [method]: fault }))).rejects.toMatchObject({
        name: 'StoreUnavailableError',
        message: 'the store cannot be reached: connection lost',
        cause,
      });
    }
  });

  it.each(UNREADABLE)('is out of reach, although it throws %s', async (_what, thrown) => {
    const store = strictStore({ claim: () => Promise.reject(thrown) });
    expect(await rejection(store.claim('k', 3), StoreUnavailableError)).toMatchObject({
      message: `the store cannot be reached: ${UNREADABLE_TEXT}`,
    });
  });
});

describe('a claim that nobody waits for any more', () => {
  const released: unknown[][] = [];
  let answer: (claim: unknown) => void = () => undefined;

  beforeEach(() => {
    jest.useFakeTimers();
    released.length = 0;
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  /** Answers a claim after the time limit of the store. */
  async function answerLate(late: unknown, release?: () => Promise<void>): Promise<void> {
    const store = strictStore({
      claim: () => new Promise((resolve) => (answer = resolve)),
      release:
        release ??
        (async (...claim: unknown[]): Promise<void> => {
          released.push(claim);
        }),
    });
    const failure = rejection(store.claim('k', 3), Error);
    await jest.advanceTimersByTimeAsync(5_000);
    expect((await failure).message).toBe('the store cannot be reached: no answer within 5000 ms');
    answer(late);
    await jest.advanceTimersByTimeAsync(0);
  }

  it('is released with the listeners that have finished', async () => {
    await answerLate(CLAIMED);
    await answerLate({ ...CLAIMED, finished: ['a'] });
    expect(released).toEqual([
      ['k', 't', []],
      ['k', 't', ['a']],
    ]);
  });

  it.each([
    ['busy', { outcome: 'busy', token: 't' }],
    ['handled', { outcome: 'handled', rank: 3, reference: 'N1', token: 't' }],
    ['no documented answer', { outcome: 'claimed', token: 7 }],
  ])('is not released when it is %s', async (_what, late) => {
    await answerLate(late);
    expect(released).toEqual([]);
  });

  it('does not disturb when it cannot be released', async () => {
    await answerLate(CLAIMED, () => Promise.reject(new Error('gone')));
    expect(released).toEqual([]);
  });
});
