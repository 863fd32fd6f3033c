import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertBusy,
  assertHandled,
  HOUR,
  newKey,
  SHORT,
  tokenOf,
  type CallbackStoreContract,
} from './store-under-test.js';

/** What a claim is answered, and what ends it: the rules of 0.1.0. */
export function declareClaimRules({ it, createStore }: CallbackStoreContract): void {
  const longLived = () => createStore({ lease: HOUR, retention: 2 * HOUR });

  it('gives a claim on what nobody handled', async () => {
    tokenOf(await (await longLived()).claim(newKey(), 1));
  });

  it('says busy while a claim is held, to the holder and to others, whatever the rank', async () => {
    const [store, other] = [await longLived(), await longLived()];
    const key = newKey();
    await store.claim(key, 1);
    assertBusy(await store.claim(key, 1), 'the key is claimed');
    assertBusy(await other.claim(key, 3), 'the key is claimed by another instance');
  });

  it('gives one of many concurrent claims', async () => {
    const stores = [await longLived(), await longLived()];
    const key = newKey();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]!.claim(key, 1)),
    );
    assert.equal(claims.filter(({ outcome }) => outcome === 'claimed').length, 1);
    assert.equal(claims.filter(({ outcome }) => outcome === 'busy').length, 19);
  });

  it('says handled after completion, to others too', async () => {
    const [store, other] = [await longLived(), await longLived()];
    const key = newKey();
    const token = tokenOf(await store.claim(key, 1));
    assert.equal(await store.complete(key, 1, token, 'N1'), true);
    assertHandled(await store.claim(key, 1), { rank: 1, reference: 'N1' });
    assertHandled(await other.claim(key, 1), { rank: 1, reference: 'N1' });
  });

  it('lets a state go forward, never back', async () => {
    const store = await longLived();
    const key = newKey();
    await store.complete(key, 1, tokenOf(await store.claim(key, 1)), 'N1');
    const higher = tokenOf(await store.claim(key, 3), 'a lower state was handled');
    assert.equal(await store.complete(key, 3, higher, 'N3'), true);
    assertHandled(await store.claim(key, 1), { rank: 3, reference: 'N3' });
    assertHandled(await store.claim(key, 2), { rank: 3, reference: 'N3' });
    assertHandled(await store.claim(key, 3), { rank: 3, reference: 'N3' });
  });

  it('says handled, not busy, for a handled state while a higher one is claimed', async () => {
    const [store, other] = [await longLived(), await longLived()];
    const key = newKey();
    await store.complete(key, 1, tokenOf(await store.claim(key, 1)), 'N1');
    tokenOf(await store.claim(key, 3), 'a lower state was handled');
    assertHandled(await store.claim(key, 1), { rank: 1, reference: 'N1' });
    assertHandled(await other.claim(key, 1), { rank: 1, reference: 'N1' });
    assertBusy(await other.claim(key, 2), 'a higher state is claimed');
    assertBusy(await other.claim(key, 3), 'this state is claimed');
  });

  it('frees a released claim at once, and keeps what was handled before', async () => {
    const store = await longLived();
    const key = newKey();
    await store.release(key, tokenOf(await store.claim(key, 1)));
    await store.complete(key, 1, tokenOf(await store.claim(key, 1)), 'N1');
    await store.release(key, tokenOf(await store.claim(key, 3)));
    assertHandled(await store.claim(key, 1), { rank: 1, reference: 'N1' });
    tokenOf(await store.claim(key, 2), 'the claim of the higher state was released');
    const other = newKey();
    await store.release(other, tokenOf(await store.claim(other, 3)));
    tokenOf(await store.claim(other, 1), 'the claim of the higher state was released');
  });

  it('frees a claim whose lease has ended, and no longer takes its token', async () => {
    const store = await createStore({ lease: SHORT, retention: HOUR });
    const key = newKey();
    const crashed = tokenOf(await store.claim(key, 1));
    assertBusy(await store.claim(key, 1), 'the lease has not ended');
    await sleep(SHORT * 2);
    const next = tokenOf(await store.claim(key, 1), 'the lease has ended');
    assert.notEqual(next, crashed);
    assert.equal(await store.complete(key, 1, crashed, 'N1'), false);
    await store.release(key, crashed);
    assertBusy(await store.claim(key, 1), 'the release was that of an old claim');
    assert.equal(await store.complete(key, 1, next, 'N1'), true);
  });

  it('takes the completion of a claim whose lease has ended while nobody else has claimed', async () => {
    const store = await createStore({ lease: SHORT, retention: HOUR });
    const key = newKey();
    const token = tokenOf(await store.claim(key, 1));
    await sleep(SHORT * 2);
    assert.equal(await store.complete(key, 1, token, 'N1'), true);
    assertHandled(await store.claim(key, 1), { rank: 1, reference: 'N1' });
  });

  it('takes no token of a stranger', async () => {
    const store = await longLived();
    const key = newKey();
    assert.equal(await store.complete(key, 1, randomUUID(), 'N1'), false);
    await store.release(key, randomUUID());
    const token = tokenOf(await store.claim(key, 1));
    assert.equal(await store.complete(key, 1, randomUUID(), 'N1'), false);
    await store.release(key, randomUUID());
    assertBusy(await store.claim(key, 1), 'the release was that of a stranger');
    assert.equal(await store.complete(key, 1, token, 'N1'), true);
  });

  it('forgets after its retention', async () => {
    const store = await createStore({ lease: SHORT / 2, retention: SHORT });
    const key = newKey();
    await store.complete(key, 3, tokenOf(await store.claim(key, 3)), 'N3');
    assertHandled(await store.claim(key, 3), { rank: 3, reference: 'N3' });
    await sleep(SHORT * 2);
    tokenOf(await store.claim(key, 1), 'the retention has ended');
    assertBusy(await store.claim(key, 1), 'the key is claimed');
  });

  it('tells its retention', async () => {
    assert.equal((await createStore({ lease: SHORT, retention: HOUR })).retention, HOUR);
  });
}
