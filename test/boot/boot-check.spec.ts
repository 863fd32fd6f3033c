import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore, NewPayConfigurationError } from '../../lib/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { PLATFORMS, startHostApp, type HostApp, type HostAppOptions } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

let host: HostApp | undefined;

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

const DAY = 24 * 60 * 60 * 1000;
const store = new RedisCallbackStore({ eval: () => Promise.resolve() });

async function linesOf(options: HostAppOptions): Promise<string[]> {
  host = await startHostApp({ ...options, options: { store, ...options.options } });
  await setImmediate();
  return host.logger.lines
    .filter(({ level }) => level !== 'log')
    .map(({ level, text }) => `${level}: ${text}`);
}

describe.each(PLATFORMS)('the boot diagnosis on %s', (platform) => {
  it('is silent when all is well', async () => {
    expect(await linesOf({ platform, providers: [PaymentListener] })).toEqual([]);
  });

  it('says that the memory store serves one process', async () => {
    const memory = [undefined, new MemoryCallbackStore({ retention: 3 * DAY })];
    for (const own of memory) {
      expect(
        await linesOf({ platform, providers: [PaymentListener], options: { store: own } }),
      ).toEqual([
        'warn: The store deduplicates callbacks in this process only. With several instances, or to ' +
          'deduplicate across restarts, set the option "store" (nestjs-newpay/redis, nestjs-newpay/postgres, nestjs-newpay/mysql). NewPayModule',
      ]);
      await host?.app.close();
    }
  });

  it('says that EventEmitterModule is missing', async () => {
    expect(await linesOf({ platform, withEvents: false })).toEqual([
      'error: EventEmitterModule is missing, so no listener receives a payment and no callback is ' +
        'acknowledged: add EventEmitterModule.forRoot() to the imports of the root module. If it is ' +
        'there, a second copy of @nestjs/event-emitter or eventemitter2 is installed: see ' +
        '"npm ls eventemitter2". NewPayModule',
    ]);
  });

  it('says nothing without a callback controller', async () => {
    expect(await linesOf({ platform, options: { callback: false, store: undefined } })).toEqual([]);
  });
});

describe('a store that forgets too soon', () => {
  it.each([
    [{ store: new MemoryCallbackStore({ retention: DAY }) }, 86_400_000, 86_400_000],
    [{ store: new MemoryCallbackStore({ retention: DAY + 5 * 60_000 }) }, 86_700_000, 86_400_000],
    [
      { store: new MemoryCallbackStore({ retention: 2 * DAY }), replayWindow: 3 * DAY },
      172_800_000,
      259_200_000,
    ],
  ])('is refused at boot: %#', async (options, retention, replayWindow) => {
    await expect(startHostApp({ options })).rejects.toThrow(
      new NewPayConfigurationError(
        'store',
        `has a "retention" of ${retention} ms, which must be longer than "replayWindow" (${replayWindow} ms) ` +
          'plus 5 minutes: increase "retention"',
      ),
    );
  });

  it.each([
    ['the default one, however long the replay window', { replayWindow: 100 * DAY }],
    [
      'any, without a replay window',
      { store: new MemoryCallbackStore({ retention: 1000 }), replayWindow: false as const },
    ],
  ])('is not %s: an old callback is handled, once', async (_what, options) => {
    host = await startHostApp({ options, providers: [PaymentListener] });
    const body = signedBody(paymentFields({ timestamp: Date.now() - 99 * DAY }));
    expect((await host.postCallback(body)).status).toBe(200);
    expect((await host.postCallback(body)).status).toBe(200);
    expect(host.app.get(PaymentListener).names).toEqual(['paid']);
  });

  it.each<[object, string]>([
    [{ store: {} }, 'NewPay option "store" must be a NewPayCallbackStore'],
    [
      { expectOrder: 'x' },
      'NewPay option "expectOrder" must be a function that takes the order number',
    ],
  ])('is refused when it is none: %p', async (options, message) => {
    await expect(startHostApp({ options })).rejects.toThrow(message);
  });
});
