import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryCallbackStore } from '../../lib/index.js';
import { FAIL } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { merchantKeys } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const changed = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 1, max: 255 }),
);

describe.each(PLATFORMS)('whatever bytes the callback route is sent on %s', (platform) => {
  const store = new MemoryCallbackStore();
  let host: HostApp;

  beforeAll(async () => {
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
  });

  afterAll(() => host.app.close());

  /** Refused in NewPay's words, by a status for that; nothing published, nothing remembered. */
  async function expectRefusal(body: string | Uint8Array): Promise<void> {
    const { status, text } = await host.postCallback(body);
    expect([400, 401, 403]).toContain(status);
    expect(text).toBe(FAIL);
    expect(host.app.get(PaymentListener).names).toEqual([]);
    expect(store.size).toBe(0);
    expect(Object.keys(Object.prototype)).toEqual([]);
  }

  it('nothing unsigned is believed', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), expectRefusal));
    await fc.assert(
      fc.asyncProperty(
        fc.json().map((json) => ` ${json}`),
        expectRefusal,
      ),
    );
  });

  it('nor anything with its fields and another’s signature', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (fields) => {
        const forged = signedBody(paymentFields(fields), merchantKeys.privateKey);
        await expectRefusal(forged);
      }),
      { numRuns: 50 },
    );
  });

  it('nor anything of NewPay’s with one byte of a value changed', async () => {
    const bytes = Buffer.from(signedBody(paymentFields({ extra: 'x'.repeat(200) })));
    const begin = bytes.indexOf('xxx');
    await fc.assert(
      fc.asyncProperty(changed, async ([at, mask]) => {
        const damaged = Buffer.from(bytes);
        const index = begin + Math.floor(at * 199);
        damaged[index] = damaged[index]! ^ mask;
        await expectRefusal(damaged);
      }),
    );
  });
});
