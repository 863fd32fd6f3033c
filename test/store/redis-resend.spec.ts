/** @needs redis */
import { randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { redisUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

/**
 * Stands before Redis and loses one answer, with its connection: the command has been carried out.
 */
class AnswerLosingProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  losesNext = false;
  lost = 0;

  constructor(target: URL) {
    this.#server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket.on('error', () => undefined));
      }
      near.on('close', () => far.destroy()).pipe(far);
      far.on('close', () => near.destroy());
      far.on('data', (answer) => {
        if (this.losesNext) {
          this.losesNext = false;
          this.lost++;
          near.destroy();
        } else {
          near.write(answer);
        }
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }
}

const prefix = `test:${randomUUID()}:`;
const direct = new Redis(redisUrl, { lazyConnect: true });
const other = new RedisCallbackStore(direct, { prefix });
let proxy: AnswerLosingProxy;
let client: Redis;
let store: RedisCallbackStore;
let key: string;

beforeAll(() => direct.connect());

beforeEach(async () => {
  key = randomUUID();
  proxy = new AnswerLosingProxy(new URL(redisUrl));
  client = new Redis(await proxy.listen(), { retryStrategy: () => 20 });
  client.on('error', () => undefined);
  store = new RedisCallbackStore(client, { prefix });
  await client.ping();
});

afterEach(async () => {
  client.disconnect();
  await proxy.close();
});

afterAll(async () => {
  await direct.del('none', ...(await direct.keys(`${prefix}*`)));
  await direct.quit();
});

/** Loses the answer to the next command, which ioredis then sends again. */
async function resent<T>(command: () => Promise<T>): Promise<T> {
  proxy.losesNext = true;
  const answer = await command();
  expect(proxy.lost).toBe(1);
  return answer;
}

async function claimed(): Promise<string> {
  const claim = await store.claim(key, 3);
  return claim.outcome === 'claimed' ? claim.token : claim.outcome;
}

describe('A command that the client resends has the same reply as the first one', () => {
  it('for a claim', async () => {
    await other.release(key, await claimed(), ['ship']);
    const claim = await resent(() => store.claim(key, 3));
    expect(claim).toEqual({ outcome: 'claimed', token: expect.any(String), finished: ['ship'] });
    expect(await other.claim(key, 3)).toEqual({ outcome: 'busy' });
  });

  it('for a renewal', async () => {
    const token = await claimed();
    expect(await resent(() => store.renew(key, token, ['ship']))).toBe(true);
  });

  it('for a completion', async () => {
    const token = await claimed();
    expect(await resent(() => store.complete(key, 3, token, 'N1', '50000'))).toBe(true);
    expect(await other.claim(key, 3)).toEqual({
      outcome: 'handled',
      rank: 3,
      reference: 'N1',
      orderAmt: '50000',
    });
  });

  it('for a release', async () => {
    const token = await claimed();
    await resent(() => store.release(key, token, ['ship']));
    expect(await other.claim(key, 3)).toMatchObject({ outcome: 'claimed', finished: ['ship'] });
  });
});

describe.each(PLATFORMS)('A callback on %s', (platform) => {
  let host: HostApp | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it.each([
    ['claim', 'paid', 0],
    ['completion', 'paid', 0],
    ['claim', 'failed', 1],
    ['completion', 'failed', 1],
  ])(
    'is published once and acknowledged when the answer to its %s is lost: a %s payment',
    async (command, name, transStatus) => {
      host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
      const listener = host.app.get(PaymentListener);
      proxy.losesNext = command === 'claim';
      listener.before = () => {
        proxy.losesNext = command === 'completion';
      };
      const body = signedBody(paymentFields({ orderNo: key, transStatus }));
      expect((await host.postCallback(body)).status).toBe(200);
      expect((await host.postCallback(body)).status).toBe(200);
      expect(proxy.lost).toBe(1);
      expect(listener.names).toEqual([name]);
      expect(host.logger.textsOf('error')).toEqual([]);
    },
  );
});
