/** @needs redis */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  MemoryCallbackStore,
  type NewPayCallbackStore,
  type NewPayClaim,
} from '../../lib/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { ACKNOWLEDGED } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { redisUrl } from '../support/services.js';
import { APP_ID, paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

const LEASE = 300;
const KEY = `payment::${APP_ID}:A1001`;

let host: HostApp;

afterEach(() => host.app.close());

const redis = new Redis(redisUrl);

afterAll(() => redis.quit());

const send = (changes: JsonFields = {}) => host.postCallback(signedBody(paymentFields(changes)));

describe.each(PLATFORMS)('A listener on %s that is slower than the lease', (platform) => {
  it('is not renewed all the time if the lease is longer than Node’s timers', async () => {
    const memory = new MemoryCallbackStore();
    let renewals = 0;
    const store: NewPayCallbackStore = {
      retention: 2 ** 50,
      lease: 2 ** 40,
      claim: (key, rank) => memory.claim(key, rank),
      renew: async (...claim) => {
        renewals += 1;
        return memory.renew(...claim);
      },
      complete: (...claim) => memory.complete(...claim),
      release: (...claim) => memory.release(...claim),
    };
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    host.app.get(PaymentListener).before = () => setTimeout(100);
    expect(await send()).toEqual(ACKNOWLEDGED);
    expect(renewals).toBe(0);
  });

  it('keeps its claim: a repeat and a lower state are answered 409, and it runs once', async () => {
    const store = new MemoryCallbackStore({ lease: LEASE });
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const listener = host.app.get(PaymentListener);
    listener.before = () => setTimeout(LEASE * 4);
    const first = send();
    await setTimeout(LEASE * 2);
    expect((await send()).status).toBe(409);
    expect((await send({ transStatus: 1 })).status).toBe(409);
    expect(await first).toEqual(ACKNOWLEDGED);
    expect(await send()).toEqual(ACKNOWLEDGED);
    expect(await send({ transStatus: 1 })).toEqual(ACKNOWLEDGED);
    expect(listener.names).toEqual(['paid']);
  });
});

describe.each(PLATFORMS)('A claim that is lost on %s while the listeners run', (platform) => {
  let prefix: string;

  beforeEach(() => {
    prefix = `${randomUUID()}:`;
  });

  it('because the store lost its data is told so, and the next delivery runs nothing again', async () => {
    const store = new RedisCallbackStore(redis, { prefix });
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const listener = host.app.get(PaymentListener);
    listener.before = () => redis.del(prefix + KEY);
    expect((await send()).status).toBe(503);
    expect(host.logger.textsOf('error')[0]).toContain(
      'not acknowledged (503): the listeners have finished, but the store has lost the claim, as when it ' +
        'was emptied or restarted without its data: the next delivery marks it as handled',
    );
    expect(await send()).toEqual(ACKNOWLEDGED);
    expect(listener.names).toEqual(['paid']);
  });

  it('to another delivery that is still running is told so', async () => {
    const store = new RedisCallbackStore(redis, { prefix });
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    host.app.get(PaymentListener).before = async () => {
      await redis.del(prefix + KEY);
      await store.claim(KEY, 3);
    };
    expect((await send()).status).toBe(503);
    expect(host.logger.textsOf('error')[0]).toContain(
      'but another delivery took the claim meanwhile and is running them again',
    );
  });

  /** Another delivery takes the claim of one that is running its listeners, and handles a paid state of its own. */
  async function overtaken(changes: JsonFields, reference = '202209210000006950'): Promise<void> {
    const store = new RedisCallbackStore(redis, { prefix });
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const listener = host.app.get(PaymentListener);
    listener.before = async () => {
      listener.before = () => undefined;
      await redis.del(prefix + KEY);
      const claim = await store.claim(KEY, 3);
      const token = claim.outcome === 'claimed' ? claim.token : '';
      await store.complete(KEY, 3, token, reference);
    };
    expect(await send(changes)).toEqual(ACKNOWLEDGED);
  }

  it('to another delivery that has handled the event is acknowledged, and a warning says that it was published here too', async () => {
    await overtaken({});
    expect(host.logger.textsOf('warn')).toContainEqual(
      expect.stringContaining(
        'Order A1001: the listeners to "newpay.paid" have finished, but another delivery took the claim meanwhile and has handled the event: they may have run twice',
      ),
    );
    expect(host.logger.textsOf('log').join()).not.toContain('not published');
  });

  it('to another delivery that has handled a later state is acknowledged, and a warning says that the earlier one was published', async () => {
    await overtaken({ transStatus: 1 });
    expect(host.logger.textsOf('warn')).toContainEqual(
      expect.stringContaining(
        'Order A1001: the listeners to "newpay.failed" have finished, but another delivery took the claim meanwhile and has handled a later state: the earlier state may have been published after it',
      ),
    );
    expect(host.logger.textsOf('log').join()).not.toContain('not published');
  });

  it('to a delivery of another payment of the order is reported as a second payment', async () => {
    await overtaken({}, '202209210000006951');
    expect(host.logger.textsOf('error').join()).toContain('Order A1001 seems to be paid twice');
  });

  it('because the process stood still is told so', async () => {
    const memory = new MemoryCallbackStore({ lease: 50 });
    const store: NewPayCallbackStore = {
      retention: memory.retention,
      lease: 50,
      claim: (key, rank) => memory.claim(key, rank),
      renew: async () => Promise.reject(new Error('paused')),
      complete: async () => false,
      release: async (key, token, finished) => memory.release(key, token, finished),
    };
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    host.app.get(PaymentListener).before = () => setTimeout(200);
    await send();
    expect(host.logger.textsOf('error')[0]).toMatch(
      /the lease of 50 ms was over, as it could not be renewed for \d{3} ms: the next delivery marks it/,
    );
    expect(host.logger.textsOf('warn').filter((text) => text.includes('renewed'))).toEqual([
      expect.stringContaining(
        `The claim on ${KEY} could not be renewed, trying again: the store cannot be reached: paused`,
      ),
    ]);
  });
});

describe('A store of 0.1.0, without renew and without finished listeners', () => {
  /** As an own store was written for 0.1.0, with its three methods. */
  class OldStore implements NewPayCallbackStore {
    readonly retention = 10 * 24 * 3_600_000;
    readonly #handled = new Map<string, { rank: number; reference: string }>();
    readonly #held = new Map<string, string>();

    async claim(subject: string, rank: number): Promise<NewPayClaim> {
      const handled = this.#handled.get(subject);
      if (handled && handled.rank >= rank) {
        return { outcome: 'handled', ...handled };
      }
      if (this.#held.has(subject)) {
        return { outcome: 'busy' };
      }
      const token = randomUUID();
      this.#held.set(subject, token);
      return { outcome: 'claimed', token };
    }

    async complete(
      subject: string,
      rank: number,
      token: string,
      reference: string,
    ): Promise<boolean> {
      if (this.#held.get(subject) !== token) {
        return false;
      }
      this.#held.delete(subject);
      this.#handled.set(subject, { rank, reference });
      return true;
    }

    async release(subject: string): Promise<void> {
      this.#held.delete(subject);
    }
  }

  it.each(PLATFORMS)(
    'works on %s as it did, and boot says in one line what it lacks',
    async (platform) => {
      host = await startHostApp({
        platform,
        options: { store: new OldStore() },
        providers: [PaymentListener],
      });
      const listener = host.app.get(PaymentListener);
      listener.before = () => Promise.reject(new Error('no'));
      expect((await send()).status).toBe(500);
      listener.before = () => undefined;
      expect(await send()).toEqual(ACKNOWLEDGED);
      expect(await send()).toEqual(ACKNOWLEDGED);
      expect(listener.names).toEqual(['paid']);
      expect(host.logger.textsOf('warn').filter((text) => text.includes('renew()'))).toHaveLength(
        1,
      );
    },
  );
});
