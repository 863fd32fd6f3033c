import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryCallbackStore } from '../../lib/index.js';

const LEASE = 100;
const RETENTION = 1_000;

let now: number;
let store: MemoryCallbackStore;

beforeEach(() => {
  now = 0;
  store = new MemoryCallbackStore({
    lease: LEASE,
    retention: RETENTION,
    maxEntries: 2,
    now: () => now,
  });
});

/** Claims a key, and gives the token. */
async function claim(key: string, rank = 3): Promise<string> {
  const answer = await store.claim(key, rank);
  return answer.outcome === 'claimed' ? answer.token : answer.outcome;
}

async function handle(key: string, rank = 3, orderAmt?: string): Promise<void> {
  await store.complete(key, rank, await claim(key, rank), 'N1', orderAmt);
}

describe('what a memory store knows of a handled key', () => {
  it('is its rank, reference and amount, until the retention is over', async () => {
    await handle('k', 3, '5');
    now = RETENTION - 1;
    expect(await store.find('k')).toEqual({ rank: 3, reference: 'N1', orderAmt: '5' });
    now = RETENTION;
    expect(await store.find('k')).toBeUndefined();
    expect(await store.find('other')).toBeUndefined();
  });

  it('is told to every claim of the same or a lower rank, and to none of a higher one', async () => {
    await handle('k', 2, '5');
    const handled = { outcome: 'handled', rank: 2, reference: 'N1', orderAmt: '5' };
    expect(await store.claim('k', 1)).toEqual(handled);
    expect(await store.claim('k', 2)).toEqual(handled);
    expect(await store.claim('k', 3)).toMatchObject({ outcome: 'claimed' });
  });

  it('is that its own token completed it, however often that is asked', async () => {
    const token = await claim('k');
    expect(await store.complete('k', 3, token, 'N1')).toBe(true);
    expect(await store.complete('k', 3, token, 'N2')).toBe(true);
    expect(await store.complete('k', 3, 'another', 'N3')).toBe(false);
    expect(await store.complete('unknown', 3, token, 'N1')).toBe(false);
    expect(await store.find('k')).toMatchObject({ reference: 'N1' });
  });
});

describe('a claim of a memory store', () => {
  it('lasts as long as its lease, from each renewal on', async () => {
    const token = await claim('k');
    now = LEASE - 1;
    expect(await store.claim('k', 3)).toEqual({ outcome: 'busy' });
    expect(await store.renew('k', token, [])).toBe(true);
    now += LEASE - 1;
    expect(await store.claim('k', 3)).toEqual({ outcome: 'busy' });
    now += 1;
    expect(await store.claim('k', 3)).toMatchObject({ outcome: 'claimed' });
  });

  it('is renewed and released by its own token only', async () => {
    await claim('k');
    expect(await store.renew('k', 'another', [])).toBe(false);
    expect(await store.renew('unknown', 'another', [])).toBe(false);
    await store.release('k', 'another');
    expect(await store.claim('k', 3)).toEqual({ outcome: 'busy' });
  });

  it('that ended after a renewal leaves what had finished, to a claim of the same rank alone', async () => {
    const finished = ['a'];
    await store.renew('k', await claim('k', 2), finished);
    finished.push('b');
    now = LEASE;
    expect(await store.claim('k', 1)).toEqual({ outcome: 'busy' });
    expect(await store.claim('k', 2)).toMatchObject({ outcome: 'claimed', finished: ['a'] });
    now = 2 * LEASE;
    expect(await store.claim('k', 3)).toEqual({ outcome: 'claimed', token: expect.any(String) });
  });

  it('that was released leaves what had finished, by the release or else by the last renewal', async () => {
    const first = await claim('k');
    await store.renew('k', first, ['a']);
    await store.release('k', first);
    const second = await store.claim('k', 3);
    expect(second).toMatchObject({ outcome: 'claimed', finished: ['a'] });
    await store.release('k', second.outcome === 'claimed' ? second.token : '', ['a', 'b']);
    expect(await store.claim('k', 2)).toEqual({ outcome: 'busy' });
    expect(await store.claim('k', 3)).toMatchObject({ outcome: 'claimed', finished: ['a', 'b'] });
  });

  it('that was released with nothing finished leaves nothing', async () => {
    await store.release('k', await claim('k', 3), ['a']);
    await store.release('k', await claim('k', 3), []);
    expect(await store.claim('k', 1)).toEqual({ outcome: 'claimed', token: expect.any(String) });
  });

  it('is gone after the retention, and so is what had finished', async () => {
    const token = await claim('k');
    await store.release('half', await claim('half'), ['a']);
    now = RETENTION - 1;
    await claim('other');
    expect(await store.renew('k', token, [])).toBe(true);
    now = RETENTION;
    expect(await store.claim('half', 3)).toEqual({
      outcome: 'claimed',
      token: expect.any(String),
    });
    now = 2 * RETENTION - 1;
    await claim('one more');
    expect(await store.complete('k', 3, token, 'N1')).toBe(false);
  });

  it('is forgotten, as to what had finished, when too many others are unfinished', async () => {
    for (const key of ['a', 'b', 'c']) {
      await store.release(key, await claim(key), ['x']);
    }
    const answers = await Promise.all(['a', 'b', 'c'].map((key) => store.claim(key, 3)));
    expect(answers.map((answer) => 'finished' in answer)).toEqual([false, true, true]);
  });
});

it('A claim does not end because the clock of the system is put forward', async () => {
  const untimed = new MemoryCallbackStore();
  await untimed.claim('k', 3);
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 24 * 60 * 60 * 1000);
  try {
    expect(await untimed.claim('k', 3)).toEqual({ outcome: 'busy' });
  } finally {
    clock.mockRestore();
  }
});
