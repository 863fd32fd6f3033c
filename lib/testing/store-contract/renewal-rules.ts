import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewPayClaim } from '../../store/callback-store.interface.js';
import {
  assertBusy,
  assertHandled,
  finishedOf,
  HOUR,
  newKey,
  renewable,
  SHORT,
  tokenOf,
  type CallbackStoreContract,
} from './store-under-test.js';

/** Renewed leases, finished listeners and amounts: what 0.2 has added. */
export function declareRenewalRules(contract: CallbackStoreContract): void {
  const { it, createStore } = contract;
  const longLived = async () => renewable(await createStore({ lease: HOUR, retention: 2 * HOUR }));
  const shortLived = async () => renewable(await createStore({ lease: SHORT, retention: HOUR }));

  it('tells its lease', async () => {
    assert.equal((await shortLived()).lease, SHORT);
  });

  it('keeps a claim that is renewed past its lease', async () => {
    const [store, other] = [await shortLived(), await shortLived()];
    const key = newKey();
    const token = tokenOf(await store.claim(key, 1));
    for (let i = 0; i < 6; i++) {
      await sleep(SHORT / 3);
      assert.equal(await store.renew(key, token, []), true);
    }
    assertBusy(await other.claim(key, 1), 'the claim is renewed');
    assert.equal(await store.complete(key, 1, token, 'N1'), true);
    assertHandled(await other.claim(key, 1), { rank: 1, reference: 'N1' });
  });

  it('renews a claim whose lease has ended while nobody else has claimed', async () => {
    const store = await shortLived();
    const key = newKey();
    const token = tokenOf(await store.claim(key, 1));
    await sleep(SHORT * 2);
    assert.equal(await store.renew(key, token, []), true);
    assertBusy(await store.claim(key, 1), 'the claim was renewed');
  });

  it('does not renew a claim that is lost, released, completed or a stranger’s', async () => {
    const store = await shortLived();
    const [lost, released, completed] = [newKey(), newKey(), newKey()];
    const token = tokenOf(await store.claim(lost, 1));
    await sleep(SHORT * 2);
    const next = tokenOf(await store.claim(lost, 1), 'the lease has ended');
    assert.equal(await store.renew(lost, token, ['a']), false);
    await store.release(lost, next);
    assert.deepEqual(finishedOf(await store.claim(lost, 1)), [], 'a lost claim changes nothing');

    const freed = tokenOf(await store.claim(released, 1));
    await store.release(released, freed);
    assert.equal(await store.renew(released, freed, []), false);

    const done = tokenOf(await store.claim(completed, 1));
    await store.complete(completed, 1, done, 'N1');
    assert.equal(await store.renew(completed, done, []), false);
    assert.equal(await store.renew(newKey(), randomUUID(), []), false);
  });

  it('names the listeners that had finished when the claim was released', async () => {
    const [store, other] = [await longLived(), await longLived()];
    const key = newKey();
    const claim = await store.claim(key, 1);
    assert.deepEqual(finishedOf(claim), []);
    const names = ['Shop.ship', 'ກີບ "quoted" \\ , []{}', 'É😀'];
    await store.release(key, tokenOf(claim), names);
    const next = await other.claim(key, 1);
    assert.deepEqual(finishedOf(next), names);
    await other.release(key, tokenOf(next));
    const last = await store.claim(key, 1);
    assert.deepEqual(finishedOf(last), names, 'release() without names keeps those that are known');
    await store.complete(key, 1, tokenOf(last), 'N1');
    assert.deepEqual(finishedOf(await store.claim(key, 3)), [], 'they had finished another state');
  });

  it('names the listeners of the last renewal when the process died', async () => {
    const [store, other] = [await shortLived(), await shortLived()];
    const key = newKey();
    const token = tokenOf(await store.claim(key, 1));
    await store.renew(key, token, ['a']);
    await store.renew(key, token, ['a', 'b']);
    await sleep(SHORT * 2);
    assert.deepEqual(finishedOf(await other.claim(key, 1)), ['a', 'b']);
  });

  it('names no listeners that had finished a lower state', async () => {
    const [released, crashed] = [await longLived(), await shortLived()];
    const key = newKey();
    await released.release(key, tokenOf(await released.claim(key, 1)), ['a']);
    assert.deepEqual(finishedOf(await released.claim(key, 3)), []);
    const other = newKey();
    await crashed.renew(other, tokenOf(await crashed.claim(other, 1)), ['a']);
    await sleep(SHORT * 2);
    assert.deepEqual(finishedOf(await crashed.claim(other, 3)), []);
  });

  it('says busy to a lower state while a higher one was begun and not finished', async () => {
    const store = await shortLived();
    const [crashed, released, renewed] = [newKey(), newKey(), newKey()];
    tokenOf(await store.claim(crashed, 3));
    await store.release(released, tokenOf(await store.claim(released, 3)), ['a']);
    await store.renew(renewed, tokenOf(await store.claim(renewed, 3)), []);
    await sleep(SHORT * 2);
    for (const key of [crashed, released, renewed]) {
      assertBusy(await store.claim(key, 1), 'a higher state was begun, also after its lease');
      assertBusy(await store.claim(key, 2), 'a higher state was begun, also after its lease');
      const token = tokenOf(await store.claim(key, 3), 'it is the state that was begun');
      assert.equal(await store.complete(key, 3, token, 'N3'), true);
      assertHandled(await store.claim(key, 1), { rank: 3, reference: 'N3' });
    }
  });

  it('forgets after its retention what was begun and not finished', async () => {
    const store = renewable(await createStore({ lease: SHORT / 2, retention: SHORT }));
    const [crashed, released] = [newKey(), newKey()];
    tokenOf(await store.claim(crashed, 3));
    await store.release(released, tokenOf(await store.claim(released, 3)), ['a']);
    await sleep(SHORT * 2);
    tokenOf(await store.claim(crashed, 1), 'the retention has ended');
    assert.deepEqual(finishedOf(await store.claim(released, 3)), []);
  });

  it('keeps for its retention a claim that is renewed', async () => {
    const store = renewable(await createStore({ lease: SHORT / 2, retention: SHORT }));
    const key = newKey();
    const token = tokenOf(await store.claim(key, 1));
    for (let i = 0; i < 12; i++) {
      await sleep(SHORT / 6);
      assert.equal(await store.renew(key, token, ['a']), true);
    }
    assertBusy(await store.claim(key, 1), 'the claim is renewed');
  });

  it('answers a completion that comes twice as it did first', async () => {
    const store = await longLived();
    const key = newKey();
    const token = tokenOf(await store.claim(key, 1));
    assert.equal(await store.complete(key, 1, token, 'N1', '50000'), true);
    assert.equal(await store.complete(key, 1, token, 'N1', '50000'), true);
    const higher = tokenOf(await store.claim(key, 3));
    assert.equal(await store.complete(key, 1, token, 'N1', '50000'), true);
    assertBusy(await store.claim(key, 3), 'the repeated completion was that of an old claim');
    assert.equal(await store.complete(key, 3, higher, 'N3', '50000'), true);
    assertHandled(await store.claim(key, 3), { rank: 3, reference: 'N3' });
  });

  it('returns the amount that was completed, as the text it was', async () => {
    const [store, other] = [await longLived(), await longLived()];
    const [withAmount, without] = [newKey(), newKey()];
    const amount = '12345678901234567890.10';
    await store.complete(withAmount, 3, tokenOf(await store.claim(withAmount, 3)), 'N3', amount);
    assert.equal(amountOf(await other.claim(withAmount, 3)), amount);
    await store.complete(without, 1, tokenOf(await store.claim(without, 1)), 'N1');
    assert.equal(amountOf(await other.claim(without, 1)), undefined);
    await store.complete(without, 3, tokenOf(await store.claim(without, 3)), 'N3', '1');
    assert.equal(amountOf(await other.claim(without, 3)), '1');
  });

  declareFind(contract);
}

/** What `find` tells, where the store has it. */
function declareFind({ it, createStore }: CallbackStoreContract): void {
  it('finds what was handled without claiming it, if it has find()', async () => {
    const store = await createStore({ lease: HOUR, retention: 2 * HOUR });
    if (!store.find) {
      return;
    }
    const key = newKey();
    assert.equal(await store.find(key), undefined);
    const failed = tokenOf(await store.claim(key, 1), 'find() claims nothing');
    assert.equal(await store.find(key), undefined, 'it is claimed, not handled');
    await store.complete(key, 1, failed, 'N1', '50000');
    const { rank, reference, orderAmt } = (await store.find(key)) ?? {};
    assert.deepEqual(
      { rank, reference, orderAmt },
      { rank: 1, reference: 'N1', orderAmt: '50000' },
    );
    const forgetful = await createStore({ lease: SHORT / 2, retention: SHORT });
    const old = newKey();
    await forgetful.complete(old, 1, tokenOf(await forgetful.claim(old, 1), 'a new key'), 'N2');
    await sleep(SHORT * 2);
    assert.equal(await forgetful.find?.(old), undefined, 'the retention has ended');
  });
}

function amountOf(claim: NewPayClaim): string | undefined {
  assert.equal(claim.outcome, 'handled');
  return (claim as { orderAmt?: string }).orderAmt;
}
