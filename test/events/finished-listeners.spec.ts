/** @needs redis postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Redis } from 'ioredis';
import pg from 'pg';
import { MemoryCallbackStore, OnNewPay, type NewPayCallbackStore } from '../../lib/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp, type HostAppOptions } from '../support/host-app.js';
import { postgresUrl, redisUrl } from '../support/services.js';
import { paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

/** What ran, over all apps of a test. */
let ran: string[] = [];
/** What fails, or waits. */
let works: Record<string, (() => unknown) | undefined> = {};

async function work(name: string): Promise<void> {
  ran.push(name);
  await works[name]?.();
}

@Injectable()
class Shipping {
  @OnNewPay('paid')
  ship(): Promise<void> {
    return work('ship');
  }

  @OnNewPay('failed')
  cancel(): Promise<void> {
    return work('cancel');
  }
}

@Injectable()
class Mail {
  @OnNewPay('paid', { id: 'mail the receipt' })
  send(): Promise<void> {
    return work('mail');
  }
}

@Injectable()
class Audit {
  @OnEvent('newpay.paid', { suppressErrors: false })
  note(): Promise<void> {
    return work('audit');
  }
}

const hosts: HostApp[] = [];

async function start(options: HostAppOptions): Promise<HostApp> {
  const host = await startHostApp({ providers: [Shipping, Mail], ...options });
  hosts.push(host);
  return host;
}

afterEach(async () => {
  works = {};
  await Promise.all(hosts.splice(0).map(({ app }) => app.close()));
  ran = [];
});

const send = (host: HostApp, changes: JsonFields = {}) =>
  host.postCallback(signedBody(paymentFields(changes)));

const fail = (): never => {
  throw new Error('no');
};

const redis = new Redis(redisUrl);
const pool = new pg.Pool({ connectionString: postgresUrl });
const tablePrefix = `finished_${randomUUID().slice(0, 8)}_`;

afterAll(async () => {
  await pool.query(`DROP TABLE IF EXISTS ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
  await redis.quit();
});

const STORES: Record<string, (lease: number) => Promise<NewPayCallbackStore>> = {
  memory: async (lease) => new MemoryCallbackStore({ lease }),
  Redis: async (lease) => new RedisCallbackStore(redis, { lease, prefix: `${randomUUID()}:` }),
  PostgreSQL: async (lease) => {
    const store = new PostgresCallbackStore(pool, { lease, tablePrefix });
    await store.createTables();
    await pool.query(`DELETE FROM ${tablePrefix}callbacks`);
    return store;
  },
};

describe.each(PLATFORMS)('A delivery on %s', (platform) => {
  it('runs all listeners when none has finished', async () => {
    const host = await start({ platform });
    works = { ship: fail, mail: fail };
    expect(await send(host)).toEqual(rejected(500));
    works = {};
    expect(await send(host)).toEqual(ACKNOWLEDGED);
    expect(ran).toEqual(['ship', 'mail', 'ship', 'mail']);
  });
});

describe.each(Object.entries(STORES))('With the %s store', (_name, storeWith) => {
  it.each(PLATFORMS)(
    'a finished listener does not run again on %s because another one failed',
    async (platform) => {
      const store = await storeWith(30_000);
      const host = await start({ platform, options: { store } });
      works = { mail: fail };
      expect(await send(host)).toEqual(rejected(500));
      expect(await send(host)).toEqual(rejected(500));
      works = {};
      expect(await send(host)).toEqual(ACKNOWLEDGED);
      expect(await send(host)).toEqual(ACKNOWLEDGED);
      expect(ran).toEqual(['ship', 'mail', 'mail', 'mail']);
    },
  );

  it('nor does it run again in another instance', async () => {
    const store = await storeWith(30_000);
    works = { ship: fail };
    const first = await start({ options: { store } });
    expect((await send(first)).status).toBe(500);
    works = {};
    const second = await start({ options: { store } });
    expect(await send(second)).toEqual(ACKNOWLEDGED);
    expect(ran).toEqual(['ship', 'mail', 'ship']);
  });

  it('what had finished when the process died is known, and the rest runs', async () => {
    const lease = 300;
    const store = await storeWith(lease);
    // The process dies: nobody renews, completes or releases from some moment on.
    let isDead = false;
    let bury: (reason: Error) => void = () => undefined;
    const dead = new Promise<never>((_resolve, reject) => (bury = reject));
    const alive =
      <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
      (...args: A): Promise<T> =>
        isDead ? dead : call(...args);
    const dying: NewPayCallbackStore = {
      retention: store.retention,
      lease: store.lease,
      claim: alive(store.claim.bind(store)),
      renew: alive(async (...args) => store.renew?.(...args) ?? false),
      complete: alive(store.complete.bind(store)),
      release: alive(store.release.bind(store)),
    };
    works = { mail: () => dead };
    const first = await start({ options: { store: dying, listenerTimeout: 1000 } });
    const unanswered = send(first);
    await new Promise((resolve) => setTimeout(resolve, lease * 1.5));
    isDead = true;
    works = {};
    await new Promise((resolve) => setTimeout(resolve, lease * 1.5));
    const second = await start({ options: { store } });
    expect(await send(second)).toEqual(ACKNOWLEDGED);
    expect(ran).toEqual(['ship', 'mail', 'mail']);
    expect((await unanswered).status).toBe(503);
    // A claim is renewed for as long as its listener runs, and would keep this process alive.
    bury(new Error('The process is dead.'));
  });

  it('a finished listener of one state runs for another', async () => {
    @Injectable()
    class Both {
      @OnNewPay('paid', { id: 'both' })
      @OnNewPay('failed', { id: 'both' })
      both(): Promise<void> {
        return work('both');
      }
    }
    const store = await storeWith(30_000);
    const host = await start({ options: { store }, providers: [Shipping, Both] });
    works = { cancel: fail };
    expect((await send(host, { transStatus: 1 })).status).toBe(500);
    works = {};
    expect(await send(host)).toEqual(ACKNOWLEDGED);
    expect(ran.toSorted()).toEqual(['both', 'both', 'cancel', 'ship']);
  });

  it('a failed payment is refused while a listener of the paid one has still to finish', async () => {
    const store = await storeWith(30_000);
    const host = await start({ options: { store } });
    works = { mail: fail };
    expect((await send(host)).status).toBe(500);
    expect((await send(host, { transStatus: 1 })).status).toBe(409);
    works = {};
    expect(await send(host)).toEqual(ACKNOWLEDGED);
    expect(await send(host, { transStatus: 1 })).toEqual(ACKNOWLEDGED);
    expect(ran).toEqual(['ship', 'mail', 'mail']);
  });
});

describe('The id of a listener', () => {
  it('is needed: one without runs at each delivery', async () => {
    const host = await start({ providers: [Shipping, Mail, Audit] });
    works = { mail: fail };
    await send(host);
    works = {};
    expect(await send(host)).toEqual(ACKNOWLEDGED);
    expect(ran.toSorted()).toEqual(['audit', 'audit', 'mail', 'mail', 'ship']);
  });

  it('that two listeners share is finished when both have finished', async () => {
    @Module({ providers: [Mail], exports: [Mail] })
    class MailModule {}
    // Twice in the app, as a provider of two modules is.
    const host = await start({ providers: [Shipping, Mail], imports: [MailModule] });
    let mails = 0;
    works = { mail: () => (++mails === 2 ? fail() : undefined) };
    expect((await send(host)).status).toBe(500);
    works = {};
    expect(await send(host)).toEqual(ACKNOWLEDGED);
    expect(ran.filter((name) => name === 'mail')).toHaveLength(4);
    expect(ran.filter((name) => name === 'ship')).toHaveLength(1);
  });

  it.each([
    ['an empty text', ''],
    ['a text that is too long', 'x'.repeat(201)],
  ])('cannot be %s', (_what, id) => {
    expect(() => OnNewPay('paid', { id })).toThrow(
      new TypeError("@OnNewPay('paid'): id must be a text of 1 to 200 characters"),
    );
  });

  it('is not seen by Nest: the decorator is @OnEvent with suppressErrors: false', () => {
    expect(
      Reflect.getMetadata('EVENT_LISTENER_METADATA', Reflect.get(Mail.prototype, 'send')),
    ).toEqual([{ event: 'newpay.paid', options: { suppressErrors: false } }]);
  });
});

it('One listener costs a delivery one claim and one completion, and so do several that succeed', async () => {
  const calls: string[] = [];
  const memory = new MemoryCallbackStore();
  const counting: NewPayCallbackStore = {
    retention: memory.retention,
    lease: memory.lease,
    claim: (...args) => (calls.push('claim'), memory.claim(...args)),
    renew: async (...args) => (calls.push('renew'), (await memory.renew?.(...args)) ?? false),
    complete: (...args) => (calls.push('complete'), memory.complete(...args)),
    release: (...args) => (calls.push('release'), memory.release(...args)),
  };
  const host = await start({ options: { store: counting } });
  await send(host);
  expect(calls).toEqual(['claim', 'complete']);
});
