import { describe, expect, it } from '@jest/globals';
import { CallbackVerifier } from '../../lib/callback/callback-verifier.js';
import { NewPaySignatureError } from '../../lib/index.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { validOptions } from '../support/host-app.js';
import { paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';

const NOW = 1_663_738_614_280;
const HOUR = 3_600_000;

const read = (changes: JsonFields, replayWindow?: number | false) =>
  new CallbackVerifier(
    resolveOptions(validOptions(replayWindow === undefined ? {} : { replayWindow })),
    () => NOW,
  ).verify(Buffer.from(signedBody(paymentFields({ timestamp: NOW, ...changes }))));

describe('the verifier of callbacks', () => {
  it('says what became of a payment, and when', () => {
    expect(read({})).toMatchObject({
      kind: 'payment',
      status: 'paid',
      orderNo: 'A1001',
      occurredAt: new Date(NOW),
    });
  });

  it('names the field of another application', () => {
    expect(() => read({ appId: '6' })).toThrow(
      expect.objectContaining({
        name: 'ForeignCallbackError',
        message: 'it is for another "appId" than the configured one',
      }),
    );
  });

  it.each([
    { age: HOUR, replayWindow: HOUR },
    { age: 24 * HOUR, replayWindow: undefined },
    { age: 100 * HOUR, replayWindow: false },
    { age: -5 * 60_000, replayWindow: HOUR },
    { age: -100 * HOUR, replayWindow: false },
  ] as const)('believes one of $age ms ago with a window of $replayWindow', (given) => {
    expect(read({ timestamp: NOW - given.age }, given.replayWindow)).toMatchObject({
      status: 'paid',
    });
  });

  it('says how old one is that is too old', () => {
    expect(() => read({ timestamp: NOW - HOUR - 1 }, HOUR)).toThrow(
      new NewPaySignatureError(
        'It is too old to be believed: its "timestamp" is 3600001 ms ago, "replayWindow" is 3600000 ms.',
      ),
    );
  });

  it('says how far one is ahead of the clock', () => {
    expect(() => read({ timestamp: NOW + 300_001 })).toThrow(
      new NewPaySignatureError(
        'Its "timestamp" is 300001 ms ahead of this clock, more than 300000 ms: check the clock.',
      ),
    );
  });

  it.each([
    { payMethod: 'x1' },
    { payMethod: '1x' },
    { payMethod: 12345 },
    { timestamp: `x${NOW}` },
    { timestamp: `${NOW}x` },
    { timestamp: NOW * 10 },
  ])('refuses %j', (changes) => {
    const [field] = Object.keys(changes);
    expect(() => read(changes)).toThrow(
      `The message is not valid: "${field}" has no possible value`,
    );
  });
});
