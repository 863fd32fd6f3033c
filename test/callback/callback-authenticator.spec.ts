import { describe, expect, it } from '@jest/globals';
import { verifyCallback } from '../../lib/callback/callback-authenticator.js';
import { NewPaySignatureError } from '../../lib/index.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { received } from '../support/received.js';
import { validOptions } from '../support/host-app.js';
import { paymentFields, signedBody, type JsonFields } from '../support/signed-callback.js';
import { v2Envelope, v2PaymentFields } from '../support/v2-messages.js';

const NOW = 1_663_738_614_280;
const HOUR = 3_600_000;

const verify = (changes: JsonFields, replayWindow?: number | false) =>
  verifyCallback(
    received(signedBody(paymentFields({ timestamp: NOW, ...changes }))),
    resolveOptions(validOptions(replayWindow === undefined ? {} : { replayWindow })),
    NOW,
  );

describe('verifyCallback', () => {
  it('returns the status and the time of a payment callback', () => {
    expect(verify({})).toMatchObject({
      kind: 'payment',
      status: 'paid',
      orderNo: 'A1001',
      occurredAt: new Date(NOW),
    });
  });

  it('rejects a callback for another appId and names the field', () => {
    expect(() => verify({ appId: '6' })).toThrow(
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
  ] as const)(
    'accepts a callback that is $age ms old with a replay window of $replayWindow',
    (given) => {
      expect(verify({ timestamp: NOW - given.age }, given.replayWindow)).toMatchObject({
        status: 'paid',
      });
    },
  );

  it('rejects a callback that is older than the replay window and names its age', () => {
    expect(() => verify({ timestamp: NOW - HOUR - 1 }, HOUR)).toThrow(
      new NewPaySignatureError(
        'It is too old to be believed: its "timestamp" is 3600001 ms ago, "replayWindow" is 3600000 ms.',
      ),
    );
  });

  it('rejects a callback that is further ahead of the clock than the clock skew tolerance', () => {
    expect(() => verify({ timestamp: NOW + 300_001 })).toThrow(
      new NewPaySignatureError(
        'Its "timestamp" is 300001 ms ahead of this clock, more than 300000 ms: check the clock.',
      ),
    );
  });

  it.each([
    [
      HOUR + 1,
      'It is too old to be believed: its "paytime" is 3600001 ms ago, "replayWindow" is 3600000 ms.',
    ],
    [
      -300_001,
      'Its "paytime" is 300001 ms ahead of this clock, more than 300000 ms: check the clock.',
    ],
  ])('names the signed time of a callback of API v2 that is %i ms old', (age, message) => {
    const body = JSON.stringify(v2Envelope(v2PaymentFields({ paytime: NOW - age })));
    const options = resolveOptions(validOptions({ replayWindow: HOUR }));
    expect(() => verifyCallback(received(body), options, NOW)).toThrow(
      new NewPaySignatureError(message),
    );
  });

  it.each([
    { payMethod: 'x1' },
    { payMethod: '1x' },
    { payMethod: 12345 },
    { timestamp: `x${NOW}` },
    { timestamp: `${NOW}x` },
    { timestamp: NOW * 10 },
  ])('rejects the signed but invalid field %j', (changes) => {
    const [field] = Object.keys(changes);
    expect(() => verify(changes)).toThrow(
      `The message is not valid: "${field}" has an invalid value`,
    );
  });
});
