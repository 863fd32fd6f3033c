import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore, type NewPayCallbackStore } from '../../lib/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { untyped } from '../support/untyped.js';

const DAY = 24 * 60 * 60 * 1000;
const redis = { eval: () => Promise.resolve(1) };
const MEMORY =
  'The store deduplicates callbacks in this process only. With several instances, or to deduplicate across ' +
  'restarts, set the option "store" (nestjs-newpay/redis, nestjs-newpay/postgres, nestjs-newpay/mysql).';
const NO_RENEW =
  'The store does not implement renew(): its lease must be longer than the slowest listener, and a ' +
  'failed delivery runs every listener again. Implement renew() of NewPayCallbackStore.';

let host: HostApp | undefined;

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

/** A store of the host's own, with what it has beside the methods of 0.1.0. */
function ownStore(more: object = {}): NewPayCallbackStore {
  return {
    retention: 7 * DAY,
    claim: async () => ({ outcome: 'busy' }),
    complete: async () => true,
    release: async () => undefined,
    ...more,
  };
}

const renew = async () => true;

describe.each(PLATFORMS)('what the boot says of a store on %s', (platform) => {
  async function warningsOf(store: NewPayCallbackStore): Promise<string[]> {
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    await setImmediate();
    return host.logger.lines.flatMap(({ level, message }) => (level === 'warn' ? [message] : []));
  }

  it.each<[string, NewPayCallbackStore]>([
    ['Redis', new RedisCallbackStore(redis)],
    ['a lease of 5 seconds', new RedisCallbackStore(redis, { lease: 5_000 })],
    ['a lease of 5 minutes', new RedisCallbackStore(redis, { lease: 300_000 })],
    ['a store with renew() and no lease', ownStore({ renew })],
    ['a store with renew() and a lease', ownStore({ renew, lease: 30_000 })],
  ])('is nothing with %s', async (_what, store) => {
    expect(await warningsOf(store)).toEqual([]);
  });

  it.each<[string, NewPayCallbackStore]>([
    ['the memory store', new MemoryCallbackStore()],
    ['one that says so of itself', ownStore({ renew, scope: 'process' })],
  ])('is that %s serves one process', async (_what, store) => {
    expect(await warningsOf(store)).toEqual([MEMORY]);
  });

  it.each([240, 1, 4_999])('is that a lease of %d ms is short', async (lease) => {
    expect(await warningsOf(new RedisCallbackStore(redis, { lease }))).toEqual([
      `The store's lease is ${lease} ms: if the process pauses for longer, a second delivery runs the ` +
        'listeners at the same time. Set "lease" to 30000 (milliseconds).',
    ]);
  });

  it.each([300_001, 3_600_000])('is that a lease of %d ms costs deliveries', async (lease) => {
    expect(await warningsOf(ownStore({ renew, lease }))).toEqual([
      `The store's lease is ${lease} ms, longer than the 5 minutes until NewPay's next delivery: after ` +
        'a crash, deliveries are rejected until the lease ends. ' +
        'Set "lease" to 30000; it is renewed while listeners run.',
    ]);
  });

  it.each<[string, NewPayCallbackStore]>([
    ['as it was written for 0.1.0', ownStore()],
    ['with a lease of its own kind', ownStore({ lease: '4 minutes' })],
    ['with a lease in seconds', ownStore({ lease: 240 })],
  ])('is one line for a store without renew(), %s', async (_what, store) => {
    expect(await warningsOf(store)).toEqual([NO_RENEW]);
  });
});

describe('a store that cannot work', () => {
  it.each<[unknown, string]>([
    [{}, ''],
    ['redis://127.0.0.1', ', not a string: omit it to use the store in memory'],
    [null, ', not null: omit it to use the store in memory'],
    [() => ownStore(), ', not a class or a function: pass an instance'],
    [MemoryCallbackStore, ', not a class or a function: pass an instance'],
    [ownStore({ retention: undefined }), ': its "retention" must be a number of milliseconds'],
    [ownStore({ retention: NaN }), ': its "retention" must be a number of milliseconds'],
    [{ claim: renew }, ': it does not have complete(), release()'],
    [ownStore({ release: undefined }), ': it does not have release()'],
    [ownStore({ complete: true }), ': it does not have complete()'],
    [ownStore({ renew: true }), ': its "renew" is not a method'],
    ...[Number(untyped(undefined)), 0, -1, Infinity, '30000', null].map(
      (lease): [unknown, string] => [
        ownStore({ renew, lease }),
        ': its "lease" must be a number of milliseconds above 0, such as 30000',
      ],
    ),
  ])('%p is refused at boot', async (store, problem) => {
    await expect(startHostApp({ options: { store: untyped(store) } })).rejects.toThrow(
      new Error(`NewPay option "store" must be a NewPayCallbackStore${problem}`),
    );
  });
});
