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
import { ACKNOWLEDGED } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { redisUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
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
});
