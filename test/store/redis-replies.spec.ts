/** @needs redis */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClient, createClientPool, RESP_TYPES } from 'redis';
import {
  RedisCallbackStore,
  type IoRedisLike,
  type NewPayRedisClient,
  type NodeRedisLike,
} from '../../lib/redis/index.js';
import { declaredAtOnce } from '../support/at-once.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { redisUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';
import { runCallbackStoreContract } from '../../lib/testing/store-contract/callback-store-contract.js';

const prefix = `test:${randomUUID()}:`;
const ioredis = new Redis(redisUrl, { lazyConnect: true });
const numbersAsText = new Redis(redisUrl, { lazyConnect: true, stringNumbers: true });
const plain = createClient({ url: redisUrl });
const bytes = createClient({
  url: redisUrl,
  commandOptions: {
    typeMapping: {
      [RESP_TYPES.BLOB_STRING]: Buffer,
      [RESP_TYPES.SIMPLE_STRING]: Buffer,
      [RESP_TYPES.NUMBER]: String,
    },
  },
});
const resp2 = createClient({ url: redisUrl, RESP: 2 });
const pool = createClientPool({ url: redisUrl });
const everyClient = [plain, bytes, resp2, pool];

/** A client whose answers come as bytes, as those of ioredis' `evalBuffer`. */
const buffers: IoRedisLike = {
  call: (command, ...args) => ioredis.callBuffer(command, ...args),
  eval: (script, keys, ...args) => ioredis.callBuffer('EVAL', script, keys, ...args),
};

/** A client that answers in big numbers and in bytes of another kind. */
const odd: NodeRedisLike = {
  eval: async (script, options) => oddly(await plain.eval(script, options)),
};

function oddly(answer: unknown): unknown {
  if (Array.isArray(answer)) {
    return answer.map((each) => oddly(each));
  }
  return typeof answer === 'number' ? BigInt(answer) : new TextEncoder().encode(String(answer));
}

beforeAll(async () => {
  await Promise.all([ioredis.connect(), numbersAsText.connect()]);
  await Promise.all(everyClient.map((client) => client.connect()));
});

afterAll(async () => {
  await ioredis.del('none', ...(await ioredis.keys(`${prefix}*`)));
  await Promise.all([ioredis.quit(), numbersAsText.quit()]);
  await Promise.all(everyClient.map((client) => client.close()));
});

describe.each<[string, NewPayRedisClient]>([
  ['as bytes and texts from redis', bytes],
  ['as RESP 2 from redis', resp2],
  ['over a pool of redis', pool],
  ['as Buffers from ioredis', buffers],
  ['with numbers as texts from ioredis', numbersAsText],
  ['as bigints and Uint8Arrays', odd],
])('Replies %s', (_what, client) => {
  declaredAtOnce((declare) =>
    runCallbackStoreContract({
      it: declare,
      createStore: (options) => new RedisCallbackStore(client, { prefix, ...options }),
    }),
  );
});

/** A client that answers with one thing, whatever is asked. */
const answering = (answer: unknown) => ({ eval: () => Promise.resolve(answer) });

const HINT = ': something changes the replies of this client, such as a transformer or a plugin';

/** What is no answer to a claim, and how it is quoted. */
const NO_CLAIMS: readonly [unknown, string][] = [
  ['QUEUED', '"QUEUED"'],
  [Buffer.from('QUEUED'), '"QUEUED"'],
  ['OK', '"OK"'],
  [null, 'null'],
  [undefined, 'undefined'],
  [[], '[]'],
  [1, '1'],
  [7n, '"7n"'],
  [{}, '{}'],
  ['busy', '"busy"'],
  [['acquired', ''], '["acquired",""]'],
  [[Buffer.from('CLAIMED'), ''], '["CLAIMED",""]'],
  [[null, ''], '[null,""]'],
  [['claimed', 'ship'], '["claimed","ship"]'],
  [['claimed', '{"0":"ship"}'], String.raw`["claimed","{\"0\":\"ship\"}"]`],
  [['claimed', '[1]'], '["claimed","[1]"]'],
  [['claimed'], '["claimed"]'],
  [['claimed', null], '["claimed",null]'],
  [['handled'], '["handled"]'],
  [['handled', '3'], '["handled","3"]'],
  [['handled', null, 'N1', ''], '["handled",null,"N1",""]'],
  [['handled', 'NaN', 'N1', ''], '["handled","NaN","N1",""]'],
  [['handled', 'Infinity', 'N1', ''], '["handled","Infinity","N1",""]'],
  [['handled', '', 'N1', ''], '["handled","","N1",""]'],
  [['handled', '2.5', 'N1', ''], '["handled","2.5","N1",""]'],
  [['handled', '2', 'N1', ''], '["handled","2","N1",""]'],
  [['handled', '-3', 'N1', ''], '["handled","-3","N1",""]'],
  [['handled', '3', null, ''], '["handled","3",null,""]'],
  [[['handled', '3', 'N1', '']], '[["handled","3","N1",""]]'],
  ['x'.repeat(100), `"${'x'.repeat(63)}…`],
];

describe('An unexpected reply', () => {
  it.each(NO_CLAIMS)('%p to a claim is rejected and quoted', async (answer, quoted) => {
    const hint =
      quoted === '"QUEUED"'
        ? ': the client is inside MULTI. Give the store a separate client'
        : HINT;
    await expect(new RedisCallbackStore(answering(answer)).claim('key', 3)).rejects.toThrow(
      new Error(`Redis answered ${quoted} to "claim"${hint}`),
    );
  });

  it.each<[unknown, string]>([
    ['QUEUED', '"QUEUED"'],
    [[], '[]'],
    [['gone'], '["gone"]'],
    [['handled'], '["handled"]'],
    [['handled', 'x', 'N1', ''], '["handled","x","N1",""]'],
    [null, 'null'],
  ])('%p to a search is rejected and quoted', async (answer, quoted) => {
    await expect(new RedisCallbackStore(answering(answer)).find('key')).rejects.toThrow(
      `Redis answered ${quoted} to "find": `,
    );
  });

  it('is quoted even if it is not JSON', async () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    await expect(new RedisCallbackStore(answering(cycle)).claim('key', 3)).rejects.toThrow(
      new Error(`Redis answered [object] to "claim"${HINT}`),
    );
  });

  it.each([2, -1, 0.5, '', 'true', true, false, null, undefined, [1], [], {}, Buffer.from('yes')])(
    '%p is neither yes nor no',
    async (answer) => {
      const store = new RedisCallbackStore(answering(answer));
      const asked: [string, Promise<unknown>][] = [
        ['renew', store.renew('key', 'token', [])],
        ['complete', store.complete('key', 3, 'token', 'N1')],
        ['release', store.release('key', 'token')],
      ];
      for (const [command, answered] of asked) {
        await expect(answered).rejects.toThrow(/^Redis answered .+ to "/);
        await expect(answered).rejects.toThrow(` to "${command}"${HINT}`);
      }
    },
  );

  it('is that of a client whose answers come by callbacks', async () => {
    const store = new RedisCallbackStore(untyped({ eval: () => undefined }));

    await expect(store.claim(randomUUID(), 1)).rejects.toThrow(
      'Redis answered undefined to "claim": something changes the replies of this client',
    );
  });

  it('is returned by a client inside MULTI; the claim is released', async () => {
    const shared = new Redis(redisUrl);
    const store = new RedisCallbackStore(shared, { prefix });
    await shared.multi({ pipeline: false });
    await expect(store.claim('in multi', 3)).rejects.toThrow(
      new Error(
        'Redis answered "QUEUED" to "claim": the client is inside MULTI. Give the store a separate client',
      ),
    );
    await shared.exec();
    expect(await store.claim('in multi', 1)).toMatchObject({ outcome: 'claimed' });
    await shared.quit();
  });
});

describe.each(PLATFORMS)('A callback on %s', (platform) => {
  let host: HostApp | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it('is published and acknowledged with a client that returns bytes', async () => {
    const store = new RedisCallbackStore(bytes, { prefix });
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const body = signedBody(paymentFields({ orderNo: randomUUID() }));
    for (let i = 0; i < 2; i++) {
      expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
    }
    expect(host.app.get(PaymentListener).names).toEqual(['paid']);
    expect(host.logger.textsOf('error')).toEqual([]);
  });

  it.each([
    ['QUEUED', '"QUEUED" to "claim": the client is inside MULTI. Give the store a separate client'],
    [['acquired'], `["acquired"] to "claim"${HINT}`],
    [[], `[] to "claim"${HINT}`],
    [null, `null to "claim"${HINT}`],
  ])('is not acknowledged when Redis answers %j', async (answer, quoted) => {
    const store = new RedisCallbackStore(answering(answer));
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const body = signedBody(paymentFields({ orderNo: randomUUID() }));
    expect(await host.postCallback(body)).toEqual(rejected(503));
    expect(host.app.get(PaymentListener).names).toEqual([]);
    expect(host.logger.textsOf('error').join()).toContain(`Redis answered ${quoted}`);
  });
});
