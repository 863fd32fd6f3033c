import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewPayCallbackStore, NewPayClaim } from '../callback-store.interface.js';

/** What a contract run needs to know of a store. */
export interface CallbackStoreContract {
  /** Declares one test: `it` of your test runner. */
  it: (name: string, test: () => Promise<void>) => void;
  /**
   * Makes a store over storage that outlives it: two stores made with the same options must see the
   * same marks, as two instances of an app do.
   * @param options both in milliseconds
   */
  createStore: (options: {
    lease: number;
    retention: number;
  }) => NewPayCallbackStore | Promise<NewPayCallbackStore>;
}

const HOUR = 60 * 60 * 1000;
/** Long enough to be seen on a busy machine, short enough to wait for. */
const SHORT = 400;

/**
 * Declares the tests that every `NewPayCallbackStore` has to pass. Waits for real, a few tenths of a
 * second.
 *
 * @example
 * describe('my store', () => runCallbackStoreContract({ it, createStore: (o) => new MyStore(o) }));
 *
 * @publicApi
 */
export function runCallbackStoreContract({ it, createStore }: CallbackStoreContract): void {
  const longLived = () => createStore({ lease: HOUR, retention: HOUR });
  const newSubject = () => `payment:app:${randomUUID()}`;

  it('gives a claim on what nobody handled', async () => {
    const store = await longLived();
    assert.ok(tokenOf(await store.claim(newSubject(), 1)).length > 0);
  });

  it('says busy while a claim is held, to the holder and to others, whatever the rank', async () => {
    const [store, other] = [await longLived(), await longLived()];
    const subject = newSubject();
    await store.claim(subject, 1);
    assert.deepEqual(await store.claim(subject, 1), { outcome: 'busy' });
    assert.deepEqual(await other.claim(subject, 3), { outcome: 'busy' });
  });

  it('gives one of many concurrent claims', async () => {
    const stores = [await longLived(), await longLived()];
    const subject = newSubject();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]!.claim(subject, 1)),
    );
    assert.equal(claims.filter(({ outcome }) => outcome === 'claimed').length, 1);
    assert.equal(claims.filter(({ outcome }) => outcome === 'busy').length, 19);
  });

  it('says handled after completion, to others too', async () => {
    const [store, other] = [await longLived(), await longLived()];
    const subject = newSubject();
    const token = tokenOf(await store.claim(subject, 1));
    assert.equal(await store.complete(subject, 1, token, 'N1'), true);
    assert.deepEqual(await store.claim(subject, 1), {
      outcome: 'handled',
      rank: 1,
      reference: 'N1',
    });
    assert.deepEqual(await other.claim(subject, 1), {
      outcome: 'handled',
      rank: 1,
      reference: 'N1',
    });
  });

  it('lets a state go forward, never back', async () => {
    const store = await longLived();
    const subject = newSubject();
    await store.complete(subject, 1, tokenOf(await store.claim(subject, 1)), 'N1');
    const higher = tokenOf(await store.claim(subject, 3));
    assert.deepEqual(await store.claim(subject, 1), {
      outcome: 'handled',
      rank: 1,
      reference: 'N1',
    });
    assert.deepEqual(await store.claim(subject, 3), { outcome: 'busy' });
    assert.equal(await store.complete(subject, 3, higher, 'N3'), true);
    assert.deepEqual(await store.claim(subject, 1), {
      outcome: 'handled',
      rank: 3,
      reference: 'N3',
    });
    assert.deepEqual(await store.claim(subject, 2), {
      outcome: 'handled',
      rank: 3,
      reference: 'N3',
    });
  });

  it('frees a released claim at once, and keeps what was handled before', async () => {
    const store = await longLived();
    const subject = newSubject();
    await store.release(subject, tokenOf(await store.claim(subject, 1)));
    await store.complete(subject, 1, tokenOf(await store.claim(subject, 1)), 'N1');
    await store.release(subject, tokenOf(await store.claim(subject, 3)));
    assert.deepEqual(await store.claim(subject, 1), {
      outcome: 'handled',
      rank: 1,
      reference: 'N1',
    });
    tokenOf(await store.claim(subject, 3));
  });

  it('frees a claim whose lease has ended, and no longer takes its token', async () => {
    const store = await createStore({ lease: SHORT, retention: HOUR });
    const subject = newSubject();
    const crashed = tokenOf(await store.claim(subject, 1));
    assert.deepEqual(await store.claim(subject, 1), { outcome: 'busy' });
    await sleep(SHORT * 2);
    const next = tokenOf(await store.claim(subject, 1));
    assert.notEqual(next, crashed);
    assert.equal(await store.complete(subject, 1, crashed, 'N1'), false);
    await store.release(subject, crashed);
    assert.deepEqual(await store.claim(subject, 1), { outcome: 'busy' });
    assert.equal(await store.complete(subject, 1, next, 'N1'), true);
  });

  it('takes no token of a stranger, and none twice', async () => {
    const store = await longLived();
    const subject = newSubject();
    assert.equal(await store.complete(subject, 1, randomUUID(), 'N1'), false);
    await store.release(subject, randomUUID());
    const token = tokenOf(await store.claim(subject, 1));
    assert.equal(await store.complete(subject, 1, randomUUID(), 'N1'), false);
    assert.equal(await store.complete(subject, 1, token, 'N1'), true);
    assert.equal(await store.complete(subject, 1, token, 'N1'), false);
  });

  it('forgets after its retention', async () => {
    const store = await createStore({ lease: SHORT, retention: SHORT });
    const subject = newSubject();
    await store.complete(subject, 3, tokenOf(await store.claim(subject, 3)), 'N3');
    assert.deepEqual(await store.claim(subject, 3), {
      outcome: 'handled',
      rank: 3,
      reference: 'N3',
    });
    await sleep(SHORT * 2);
    tokenOf(await store.claim(subject, 1));
    assert.deepEqual(await store.claim(subject, 1), { outcome: 'busy' });
  });

  it('tells its retention', async () => {
    assert.equal((await createStore({ lease: SHORT, retention: HOUR })).retention, HOUR);
  });

  it('keeps subjects apart, whatever their text', async () => {
    const store = await longLived();
    const subject = newSubject();
    for (const other of [`${subject}:`, `${subject} `, `${subject}'"\\{}%_`, `${subject}ກີບ`]) {
      tokenOf(await store.claim(other, 1));
    }
    tokenOf(await store.claim(subject, 1));
  });
}

function tokenOf(claim: NewPayClaim): string {
  assert.equal(claim.outcome, 'claimed');
  return (claim as { token: string }).token;
}
