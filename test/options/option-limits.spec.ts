import { constants } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore } from '../../lib/index.js';
import { callbackRouteOptions } from '../../lib/options/callback-route-options.js';
import { checkExtras } from '../../lib/options/check-module-extras.js';
import { plainOptions } from '../../lib/options/copy-given-options.js';
import { unknownVariables } from '../../lib/options/environment-variables.js';
import { nameOfType } from '../../lib/options/option-rules.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { IGNORABLE_FIELDS } from '../../lib/protocol/v1/message-kind.js';
import { DEFAULT_SIGNING_FORM } from '../../lib/protocol/v2/nested-form.js';
import { validOptions } from '../support/host-app.js';
import { merchantKeys, pemOf, platformKeys } from '../support/keys.js';
import { ManualQueue } from '../support/manual-queue.js';
import { untyped } from '../support/untyped.js';

const DAY = 86_400_000;
const resolve = (changes: object) => resolveOptions(untyped({ ...validOptions(), ...changes }));

describe('The limits of options', () => {
  it.each([
    ['retry', { attempts: 1, delay: 1 }],
    ['retry', { attempts: 100, delay: 57_600_000 }],
    ['timeout', 1],
    ['timeout', 2_147_483_647],
    ['listenerTimeout', 2_147_483_647],
    ['refundSettleTime', false],
    ['refundSettleTime', 1],
    ['watch', [1]],
    ['watch', Array.from({ length: 20 }, (_, index) => index + 1)],
    ['watch', [30 * DAY]],
    ['queryRate', 1],
    ['queryRate', 1_000],
  ])('include %s: %j.', (option, value) => {
    expect(resolve({ [option]: value })).toMatchObject({ [option]: value });
  });

  it.each([
    [{ retry: { attempts: 101 } }, '"retry.attempts" must be a whole number from 1 to 100'],
    [{ retry: { attempts: 1.5 } }, '"retry.attempts" must be a whole number from 1 to 100'],
    [{ retry: { delay: 57_600_001 } }, '"retry.delay" must be a whole number of milliseconds'],
    [
      { listenerTimeout: 2_147_483_648 },
      'NewPay option "listenerTimeout" must be a whole number of milliseconds from 1 to 2147483647, such as 120000',
    ],
    [
      { refundSettleTime: 0 },
      'NewPay option "refundSettleTime" must be a whole number of milliseconds above 0, such as 900000, or false',
    ],
    [{ ignoreFields: { callback: ['orderNo'] } }, 'NewPay option "ignoreFields.callback" '],
    [{ watch: 'never' }, 'NewPay option "watch" must be false, or 1 to 20 times in milliseconds'],
    [{ watch: ['60000'] }, 'NewPay option "watch" must be false, or 1 to 20 times'],
    [{ watch: [30 * DAY + 1] }, 'NewPay option "watch" must be false, or 1 to 20 times'],
    [{ queryRate: 0 }, 'NewPay option "queryRate" must be a whole number of queries a second'],
    [{ queryRate: 1.5 }, 'NewPay option "queryRate" must be a whole number of queries a second'],
    [{ queryRate: '5' }, 'NewPay option "queryRate" must be a whole number of queries a second'],
    [{ queryRate: 1_001 }, 'from 1 to 1000, such as 5'],
    [
      { v2: { baseUrl: 'newpay' } },
      'NewPay option "v2.baseUrl" must be an https URL without a query, such as "https://prod-openapi-v2.newpay.la", or an http URL of a loopback address (with newPayConfig: NEWPAY_V2_BASE_URL)',
    ],
    [{ v2: { baseUrl: 'http://newpay.example' } }, 'such as "https://prod-openapi-v2.newpay.la"'],
    [{ v2: { baseUrl: '"x"' } }, '(with newPayConfig: NEWPAY_V2_BASE_URL)'],
    [{ baseUrl: 'newpay' }, 'a loopback address (with newPayConfig: NEWPAY_BASE_URL)'],
    [{ baseUrl: '"x"' }, '(with newPayConfig: NEWPAY_BASE_URL)'],
    [{ v2: { endpoints: { pay: '/' } } }, 'NewPay option "v2.endpoints.pay" is unknown: '],
    [{ v2: { nested: 'xml' } }, 'NewPay option "v2.nested" must be one of auto, '],
    [{ v2: { unverified: 'take' } }, 'NewPay option "v2.unverified" must be one of refuse, ask'],
  ])('exclude %j.', (changes, message) => {
    expect(() => resolve(changes)).toThrow(message);
  });

  it.each([1, constants.MAX_LENGTH])('include a callback of %d bytes.', (maxBytes) => {
    expect(callbackRouteOptions({ callback: { maxBytes } }).maxBytes).toBe(maxBytes);
  });

  it.each([0, constants.MAX_LENGTH + 1])('exclude a callback of %d bytes.', (maxBytes) => {
    expect(() => callbackRouteOptions({ callback: { maxBytes } })).toThrow(
      'NewPay option "callback.maxBytes" must be a whole number of bytes above 0',
    );
  });

  it.each(['pay/./callback', 'pay/../callback', 'pay//callback'])(
    'exclude the path %s.',
    (path) => {
      expect(() => callbackRouteOptions({ callback: { path } })).toThrow(
        'contains an empty segment, "." or ".."',
      );
    },
  );
});

describe('An option with a type of its own', () => {
  it('is named by its type when it is wrong, and only one that quotes would mend says so.', () => {
    expect([undefined, null, [], {}, 7, 'x'].map(nameOfType)).toEqual([
      'undefined',
      'null',
      'an array',
      'an object',
      'a number',
      'a string',
    ]);
    expect(() => resolve({ appId: {} })).toThrow(
      expect.objectContaining({ message: 'NewPay option "appId" must be a string, not an object' }),
    );
  });

  it('"callback: false" leaves the rest of the route as it is by default.', () => {
    expect(callbackRouteOptions({ callback: false })).toEqual({
      callbackPath: undefined,
      maxBytes: callbackRouteOptions({}).maxBytes,
      decorators: [],
    });
  });

  it('"isGlobal" may be left out.', () => {
    expect(() => checkExtras({})).not.toThrow();
    expect(() => checkExtras(untyped({ isGlobal: 'yes' }))).toThrow(
      'NewPay option "isGlobal" must be true or false, not a string',
    );
  });

  it('"ignoreFields" takes each field that identifies a kind of message.', () => {
    expect(resolve({ ignoreFields: IGNORABLE_FIELDS }).ignoreFields).toEqual(IGNORABLE_FIELDS);
  });

  it('"platformPublicKey" of several keys is named with the index of the wrong one.', () => {
    const platformPublicKey = [platformKeys.publicKey, merchantKeys.publicKey].map(pemOf);

    expect(() => resolve({ platformPublicKey })).toThrow(
      'NewPay option "platformPublicKey[1]" is the public half of your own "privateKey"',
    );
  });

  it('"baseUrl" loses every slash at its end.', () => {
    expect(resolve({ baseUrl: 'https://newpay.example/api//' }).baseUrl).toBe(
      'https://newpay.example/api',
    );
  });

  it('"v2.baseUrl" is the host of the scanner, too.', () => {
    const { v2 } = resolve({ v2: { baseUrl: 'http://127.0.0.1:4010/' } });

    expect(v2.endpoints.scanPay).toBe('http://127.0.0.1:4010/beta/codeScanner/createOrder');
  });

  it.each([undefined, 'https://prod-openapi-v2.newpay.la', 'https://prod-openapi-v2.newpay.la/'])(
    'The scanner has a host of its own where "v2.baseUrl" is NewPay\'s: %s.',
    (baseUrl) => {
      expect(resolve({ v2: { baseUrl } }).v2.endpoints.scanPay).toBe(
        'https://prod-v2.newpay.la:18082/beta/codeScanner/createOrder',
      );
    },
  );

  it('"v2" signs and verifies in the form that it names, and takes hints if it says so.', () => {
    const { v2 } = resolve({ v2: { nested: 'java', unverified: 'ask' } });

    expect(v2).toMatchObject({ signingForm: 'java', asksForUnverified: true });
    expect(resolve({}).v2).toMatchObject({
      signingForm: DEFAULT_SIGNING_FORM,
      asksForUnverified: false,
    });
    expect(resolve({ v2: { nested: 'auto', unverified: 'refuse' } }).v2).toMatchObject({
      signingForm: DEFAULT_SIGNING_FORM,
      asksForUnverified: false,
    });
  });

  it('"store" keeps states an hour and five minutes longer than "replayWindow".', () => {
    expect(resolve({ replayWindow: 8 * DAY }).store.retention).toBe(8 * DAY + 3_900_000);
    expect(resolve({ replayWindow: false }).store.retention).toBe(7 * DAY);
  });

  it('"store" must remember a payment from one time of "watch" to the next: NewPay would be asked, and it published again.', () => {
    const queue = new ManualQueue();
    const keeping = (retention: number) => ({
      queue,
      replayWindow: false,
      store: new MemoryCallbackStore({ retention, lease: 1_000 }),
    });
    // The last one is up to a tenth of its time later.
    const watch = [60_000, DAY, 10 * DAY];

    expect(() => resolve({ ...keeping(10 * DAY), watch })).toThrow(
      'NewPay option "store" has a "retention" of 864000000 ms, which must be longer than the longest pause between two times of "watch" (up to 864000000 ms): increase "retention", or add a time to "watch"',
    );
    expect(() => resolve({ ...keeping(DAY), watch: [DAY] })).toThrow('(up to 95040000 ms)');
    expect(resolve({ ...keeping(10 * DAY + 1), watch }).watch).toEqual(watch);
    expect(resolve({ ...keeping(60_000), watch: false }).watch).toBe(false);
    expect(resolve({ ...keeping(60_000), queue: undefined, watch }).watch).toEqual(watch);
  });

  it('"watch" has no effect without a queue, which the app is told.', () => {
    const watch = [60_000];

    expect(resolve({ watch })).toMatchObject({ watch, isWatchWithoutQueue: true });
    expect(resolve({ watch, queue: new ManualQueue() }).isWatchWithoutQueue).toBe(false);
    expect(resolve({ watch: false })).toMatchObject({ watch: false, isWatchWithoutQueue: false });
    expect(resolve({}).isWatchWithoutQueue).toBe(false);
  });
});

describe('Options of a class', () => {
  class Options {
    appId = '6';
  }

  it('may have no expectOrder.', () => {
    expect(plainOptions(untyped(new Options()))).toEqual({ appId: '6' });
  });

  it('may not misspell a name by an underscore.', () => {
    const options = Object.assign(new Options(), { public_url: 'https://shop.example' });

    expect(() => plainOptions(untyped(options))).toThrow(
      'NewPay option "public_url" is unknown: the known names are appId, ',
    );
  });

  it.each([[[]], [['6']], [() => undefined], [class {}], ['appId']])(
    'are none if they are %p.',
    (options) => {
      expect(() => plainOptions(untyped(options))).toThrow('NewPay options must be an object');
    },
  );
});

describe('A variable that newPayConfig does not read', () => {
  it.each([
    ['NEWPAY_TIMEOUT_MS', 'NEWPAY_TIMEOUT'],
    ['NEWPAY_SUCCESS', 'NEWPAY_SUCCESS_PAGE_URL'],
    ['NEWPAY_ID', 'NEWPAY_APP_ID'],
    ['NEWPAY_PUBLIC_KEY_FILE', 'NEWPAY_PLATFORM_PUBLIC_KEY_FILE'],
    ['NEWPAY_MERCHENT_ID', 'NEWPAY_MERCHANT_ID'],
    ['NEWPAY_XYMERCHANT_ID', 'NEWPAY_MERCHANT_ID'],
    ['NEWPAY_MERCHANT_IDXYZ', 'NEWPAY_MERCHANT_ID'],
    ['NEWPAY_XYZMERCHANT_ID', 'NEWPAY_MERCHANT_ID'],
    ['NEWPAY_WXYZMERCHANT_ID', undefined],
  ])('%s has the most similar name %s.', (name, suggestion) => {
    expect(unknownVariables([name])).toEqual([{ name, suggestion }]);
  });

  it('is none of another package.', () => {
    expect(unknownVariables(['MY_NEWPAY_APP', 'NEWPAY', 'NEWPAYMENT_ID'])).toEqual([]);
  });
});
