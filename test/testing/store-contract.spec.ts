import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  MemoryCallbackStore,
  type NewPayCallbackStore,
  type NewPayClaim,
} from '../../lib/index.js';
import { runCallbackStoreContract } from '../../lib/sandbox/index.js';
import { failuresOf } from '../support/at-once.js';

type Times = { lease: number; retention: number };
type Wrap = (store: MemoryCallbackStore) => NewPayCallbackStore;

/** Runs the contract over a memory store that is changed; stores of equal times share their storage. */
function failuresWith(wrap: Wrap): Promise<Map<string, string>> {
  const stores = new Map<string, MemoryCallbackStore>();
  const createStore = (times: Times) => {
    const name = JSON.stringify(times);
    const store = stores.get(name) ?? new MemoryCallbackStore(times);
    stores.set(name, store);
    return wrap(store);
  };
  return failuresOf((declare) => runCallbackStoreContract({ it: declare, createStore }));
}

/** A store whose storage changes keys, as a column with such a collation does. */
function withKeys(change: (key: string) => string): Wrap {
  return (store) => ({
    lease: store.lease,
    retention: store.retention,
    claim: (key, rank) => store.claim(change(key), rank),
    renew: (key, token, finished) => store.renew(change(key), token, finished),
    complete: (key, ...rest) => store.complete(change(key), ...rest),
    release: (key, ...rest) => store.release(change(key), ...rest),
  });
}

/** A store of which one thing is different. */
function changed(change: (store: MemoryCallbackStore) => Partial<NewPayCallbackStore>): Wrap {
  return (store) => ({ ...withKeys((key) => key)(store), ...change(store) });
}

/** A store as it was written for 0.1.0, whose first rule is busy or handled first. */
function written010(busyFirst: boolean): Wrap {
  const stores = new WeakMap<MemoryCallbackStore, NewPayCallbackStore>();
  return (times) => {
    const known = stores.get(times);
    if (known) {
      return known;
    }
    const { lease, retention } = times;
    const rows = new Map<
      string,
      { rank: number; reference: string; expires: number; token?: string; until: number }
    >();
    const store: NewPayCallbackStore = {
      retention,
      claim: async (key, rank): Promise<NewPayClaim> => {
        const now = Date.now();
        const found = rows.get(key);
        const row =
          found && found.expires > now ? found : { rank: 0, reference: '', expires: 0, until: 0 };
        if (busyFirst && row.until > now) {
          return { outcome: 'busy' };
        }
        if (row.rank >= rank) {
          return { outcome: 'handled', rank: row.rank, reference: row.reference };
        }
        if (row.until > now) {
          return { outcome: 'busy' };
        }
        const token = `${Math.random()}`;
        rows.set(key, { ...row, token, until: now + lease, expires: now + retention });
        return { outcome: 'claimed', token };
      },
      complete: async (key, rank, token, reference) => {
        const isHeld = rows.get(key)?.token === token;
        if (isHeld) {
          rows.set(key, { rank, reference, expires: Date.now() + retention, until: 0 });
        }
        return isHeld;
      },
      release: async (key, token) => {
        const row = rows.get(key);
        if (row?.token === token) {
          rows.set(key, { ...row, token: undefined, until: 0 });
        }
      },
    };
    stores.set(times, store);
    return store;
  };
}

const withoutMarks = (key: string) => key.normalize('NFD').replaceAll(/\p{M}/gu, '');

describe('the contract of stores', () => {
  it.concurrent('is kept by the memory store', async () => {
    expect(await failuresWith((store) => store)).toEqual(new Map());
  });

  it.concurrent.each<[string, (key: string) => string, string]>([
    ['ignores case', (key) => key.toLowerCase(), 'letter case'],
    ['ignores case the other way', (key) => key.toUpperCase(), 'letter case'],
    ['ignores accents', withoutMarks, 'accents and other marks'],
    ['ignores blanks at the end', (key) => key.trimEnd(), 'blanks'],
    ['ignores plain blanks at the end, as PAD SPACE', (key) => key.replace(/ +$/, ''), 'blanks'],
    ['ignores blanks at the beginning', (key) => key.replace(/: /, ':'), 'blanks'],
    ['normalizes to NFC', (key) => key.normalize('NFC'), 'Unicode normalization'],
    ['normalizes to NFD', (key) => key.normalize('NFD'), 'Unicode normalization'],
    ['normalizes to NFKC', (key) => key.normalize('NFKC'), 'Unicode normalization'],
    [
      'ignores what is not seen',
      (key) => key.replaceAll(/\p{Cf}/gu, ''),
      'characters that are not seen',
    ],
    [
      'has no characters of four bytes',
      (key) => key.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '?'),
      'characters outside of the basic plane',
    ],
    [
      'weighs all emoji alike',
      (key) => key.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '\uFFFD'),
      'characters outside of the basic plane',
    ],
    [
      'ignores punctuation',
      (key) => key.replaceAll(/[\p{P}\p{S}]/gu, ''),
      'punctuation and wildcards',
    ],
    ['keeps numbers', (key) => key.replace(/\d[\d.e]*$/, (text) => `${Number(text)}`), 'numbers'],
  ])('is not kept by a store that %s', async (_what, change, difference) => {
    const failures = await failuresWith(withKeys(change));
    expect([...failures.keys()]).toContain(`keeps keys apart that differ in ${difference}`);
    expect(failures.get(`keeps keys apart that differ in ${difference}`)).toMatch(
      /the key "[ -~]+" is taken for another one of "[ -~]+": compare keys as bytes \(MySQL: VARBINARY or COLLATE utf8mb4_0900_bin, MariaDB: utf8mb4_nopad_bin\)/,
    );
  });

  /** A store that takes longer than its shortest lease, so many times, when a key is claimed again. */
  function slowWith(times: number, change: Partial<NewPayCallbackStore> = {}): Wrap {
    const claimed = new Set<string>();
    let left = times;
    return changed((store) => ({
      claim: async (key, rank) => {
        if (store.lease === 250 && claimed.has(key) && left > 0) {
          left -= 1;
          await setTimeout(700);
        }
        claimed.add(key);
        return store.claim(key, rank);
      },
      ...change,
    }));
  }

  it.concurrent('is kept by a store whose disk was slow once', async () => {
    expect(await failuresWith(slowWith(1))).toEqual(new Map());
  });

  it.concurrent('is not kept by a store that is slow and wrong', async () => {
    const failures = await failuresWith(slowWith(99, { renew: async () => false }));
    expect([...failures.keys()]).toContain('keeps for its retention a claim that is renewed');
  });

  it.concurrent.each([128, 191, 255, 512, 699])(
    'is not kept by a store that cuts keys at %d',
    async (at) => {
      const failures = await failuresWith(withKeys((key) => key.slice(0, at)));
      expect([...failures.keys()]).toEqual([
        'keeps keys apart that differ at the end of 700 characters',
      ]);
    },
  );

  it.concurrent.each<[string, Wrap, string[]]>([
    [
      'says busy before handled',
      written010(true),
      ['says handled, not busy, for a handled state while a higher one is claimed'],
    ],
    [
      'renews in words only',
      changed(() => ({ renew: async () => true })),
      [
        'keeps a claim that is renewed past its lease',
        'names the listeners of the last renewal when the process died',
      ],
    ],
    [
      'never renews',
      changed(() => ({ renew: async () => false })),
      ['renews a claim whose lease has ended while nobody else has claimed'],
    ],
    [
      'renews for everybody',
      changed((store) => ({
        renew: async (...claim) => (await store.renew(...claim)) || true,
      })),
      ['does not renew a claim that is lost, released, completed or a stranger’s'],
    ],
    [
      'forgets finished listeners at a release',
      changed((store) => ({ release: (key, token) => store.release(key, token, []) })),
      ['names the listeners that had finished when the claim was released'],
    ],
    [
      'forgets finished listeners at a renewal',
      changed((store) => ({ renew: (key, token) => store.renew(key, token, []) })),
      ['names the listeners of the last renewal when the process died'],
    ],
    [
      'forgets amounts',
      changed((store) => ({
        complete: (key, rank, token, reference) => store.complete(key, rank, token, reference),
      })),
      ['returns the amount that was completed, as the text it was'],
    ],
    [
      'keeps amounts as numbers',
      changed((store) => ({
        complete: (key, rank, token, reference, orderAmt) =>
          store.complete(key, rank, token, reference, orderAmt && String(Number(orderAmt))),
      })),
      ['returns the amount that was completed, as the text it was'],
    ],
    ['says nothing of its lease', changed(() => ({ lease: undefined })), ['tells its lease']],
    [
      'gives claims without a token',
      changed((store) => ({
        claim: async (key, rank) => ({ ...(await store.claim(key, rank)), token: '' }),
      })),
      ['gives a claim on what nobody handled'],
    ],
  ])('is not kept by a store that %s', async (_what, wrap, names) => {
    expect([...(await failuresWith(wrap)).keys()]).toEqual(expect.arrayContaining(names));
  });

  it.concurrent('tells a store of 0.1.0 what to implement, and holds it to the rest', async () => {
    const failures = await failuresWith(written010(false));
    const advice =
      'This store has no renew(), so that it works as in 0.1.0: implement renew(key, token, finished), ' +
      'the parameter orderAmt of complete() and finished of release(), and the property lease';
    expect(failures.size).toBe(12);
    expect([...failures.values()].filter((message) => !message.includes(advice))).toEqual([]);
  });
});
