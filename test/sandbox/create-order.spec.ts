import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CREATE_MOBILE_ORDER, CREATE_ORDER, RawMerchant } from './raw-merchant.js';

let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start();
  merchant = new RawMerchant(sandbox.credentials);
});

afterAll(() => sandbox.stop());

describe('A valid order', () => {
  it.each([CREATE_ORDER, CREATE_MOBILE_ORDER])('is answered at %s as documented', async (path) => {
    const parameters = merchant.parameters({ subject: 'Coffee', extra: '' });

    const response = await merchant.fetch(path, {
      body: JSON.stringify(merchant.signed(parameters)),
    });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const envelope = (await response.json()) as Record<string, unknown>;
    expect(envelope).toEqual({
      success: true,
      message: 'success',
      code: expect.any(String),
      timestamp: expect.any(Number),
      data: {
        appId: sandbox.credentials.appId,
        sign: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/),
        tranAbbr: expect.any(String),
        tranNo: expect.stringMatching(/^\d{20}$/),
        orderAmt: '50000.00',
        payUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/cashier\/[\w-]+$/),
        orderNo: parameters['orderNo'],
        newpayOrderNo: expect.stringMatching(/^\d{18}$/),
      },
    });
    expect(Math.abs(Date.now() - Number(envelope['timestamp']))).toBeLessThan(60_000);
  });

  it('is answered with a signature that OpenSSL accepts over the documented string', async () => {
    const data = await merchant.order();
    const { appId, newpayOrderNo, orderAmt, orderNo, payUrl, tranAbbr, tranNo, sign } = data;
    const folder = mkdtempSync(join(tmpdir(), 'newpay-'));
    const key = join(folder, 'key.pem');
    const signature = join(folder, 'sign.bin');
    writeFileSync(key, sandbox.credentials.platformPublicKey);
    writeFileSync(signature, Buffer.from(sign, 'base64'));

    const output = execFileSync(
      'openssl',
      ['dgst', '-sha256', '-verify', key, '-signature', signature],
      {
        input:
          `appId=${appId}&newpayOrderNo=${newpayOrderNo}&orderAmt=${orderAmt}&orderNo=${orderNo}` +
          `&payUrl=${payUrl}&tranAbbr=${tranAbbr}&tranNo=${tranNo}`,
      },
    );

    rmSync(folder, { recursive: true });
    expect(output.toString()).toBe('Verified OK\n');
  });

  it('has a unique number of NewPay', async () => {
    const [first, second] = [await merchant.order(), await merchant.order()];

    expect(first['newpayOrderNo']).not.toBe(second['newpayOrderNo']);
    expect(first['tranNo']).not.toBe(second['tranNo']);
    expect(first['payUrl']).not.toBe(second['payUrl']);
  });

  it.each([
    ['USD', '12.5', '12.50'],
    ['USD', '12.50', '12.50'],
    ['USD', '12', '12.00'],
    ['USD', '0.01', '0.01'],
    ['LAK', '1', '1.00'],
    ['LAK', '123456789012345678', '123456789012345678.00'],
  ])('may cost %s %s', async (currency, orderAmt, answered) => {
    expect((await merchant.order({ currency, orderAmt }))['orderAmt']).toBe(answered);
  });

  it.each([1, 3, 5])('may be paid by method %s', async (payMethod) => {
    await expect(merchant.order({ payMethod })).resolves.toMatchObject({
      payUrl: expect.stringContaining('/cashier/'),
    });
    const body = merchant.signed(merchant.parameters({ payMethod }));
    await expect(merchant.post(body, { path: CREATE_MOBILE_ORDER })).resolves.toMatchObject({
      success: true,
    });
  });

  it.each(['ANDROID', 'IOS', 'cart=7;IOS'])('may be paid by Alipay from %s', async (extra) => {
    await expect(merchant.order({ payMethod: 6, subject: 'Tea', extra })).resolves.toMatchObject({
      payUrl: expect.stringContaining('/cashier/'),
    });
  });

  it('may have its amount as a number, as in NewPay’s examples', async () => {
    await expect(merchant.order({ orderAmt: 50_000 })).resolves.toMatchObject({
      orderAmt: '50000.00',
    });
  });

  it('may have a number beyond the precision of a float', async () => {
    const parameters = merchant.parameters();
    const { sign, ...rest } = merchant.signed({ ...parameters, orderAmt: '9007199254740993' });
    const body = JSON.stringify({ ...rest, sign }).replace(
      '"9007199254740993"',
      '9007199254740993',
    );

    const { data } = await merchant.post(body);

    expect(data['orderAmt']).toBe('9007199254740993.00');
  });

  it('may have its timestamp as a string, and parameters that are null or undocumented', async () => {
    const changes = { timestamp: '1663738614280', subject: null, extra: null, channel: 'x' };

    await expect(merchant.order(changes)).resolves.toMatchObject({
      payUrl: expect.stringContaining('/cashier/'),
    });
  });

  it('may have a repeated name with the same value', async () => {
    const body = JSON.stringify(merchant.signed(merchant.parameters()));

    const envelope = await merchant.post(body.replace('{', '{"payMethod":1,'));

    expect(envelope.success).toBe(true);
  });

  it('may have a charset in its Content-Type', async () => {
    const body = merchant.signed(merchant.parameters({ subject: 'ກາເຟ' }));
    const headers = { 'content-type': 'Application/JSON; charset=utf-8', version: '1.0' };

    await expect(merchant.post(body, { headers })).resolves.toMatchObject({ success: true });
  });
});

describe('A request is rejected', () => {
  async function answerTo(sending: Promise<Response>): Promise<unknown> {
    const response = await sending;
    return { status: response.status, envelope: await response.json() };
  }

  function refusal(code: string, message: string | RegExp): unknown {
    const envelope = {
      success: false,
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      timestamp: expect.any(Number),
      data: null,
    };
    return { status: 200, envelope };
  }

  function send(body: Record<string, unknown> | string, init: RequestInit = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return merchant.fetch(CREATE_ORDER, { body: text, ...init });
  }

  const sendSigned = (changes: Record<string, unknown>) =>
    send(merchant.signed(merchant.parameters(changes)));

  it.each(['GET', 'DELETE'])('with the method %s', async (method) => {
    expect(await answerTo(merchant.fetch(CREATE_ORDER, { method }))).toEqual(
      refusal('METHOD_NOT_ALLOWED', `The method must be POST, it is ${method}`),
    );
  });

  it.each(['application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
    'with the Content-Type %s',
    async (contentType) => {
      const headers = { 'content-type': contentType, version: '1.0' };
      expect(await answerTo(send(merchant.signed(merchant.parameters()), { headers }))).toEqual(
        refusal(
          'UNSUPPORTED_CONTENT_TYPE',
          `The header Content-Type must be application/json, it is ${contentType}`,
        ),
      );
    },
  );

  it('without a Content-Type', async () => {
    const body = Buffer.from(JSON.stringify(merchant.signed(merchant.parameters())));
    expect(
      await answerTo(merchant.fetch(CREATE_ORDER, { body, headers: { version: '1.0' } })),
    ).toEqual(
      refusal(
        'UNSUPPORTED_CONTENT_TYPE',
        'The header Content-Type must be application/json, it is missing',
      ),
    );
  });

  it.each([
    [{}, 'missing'],
    [{ version: '2.0' }, '2.0'],
  ])('with the headers %j', async (header, found) => {
    const headers = { 'content-type': 'application/json', ...header };
    expect(await answerTo(send(merchant.signed(merchant.parameters()), { headers }))).toEqual(
      refusal('UNSUPPORTED_VERSION', `The header version must be 1.0, it is ${found}`),
    );
  });

  it.each([
    ['', 'it is not JSON'],
    ['appId=1', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['{"payMethod":1,"payMethod":3}', 'field "payMethod" appears twice with different values'],
  ])('when its body is %j', async (body, why) => {
    expect(await answerTo(send(body))).toEqual(
      refusal('MALFORMED_REQUEST', `The body cannot be read: ${why}`),
    );
  });

  it('when a parameter is nested, which cannot be signed', async () => {
    const parameters = merchant.parameters({ attach: { a: 1 } });
    expect(await answerTo(send(merchant.signed(parameters)))).toEqual(
      refusal(
        'MALFORMED_REQUEST',
        'The request cannot be verified: field "attach" cannot be signed: its value is an object or an array',
      ),
    );
  });

  const REQUIRED = [
    'appId',
    'merchantId',
    'timestamp',
    'payMethod',
    'currency',
    'orderAmt',
    'orderNo',
    'callBackUrl',
    'successPageUrl',
    'failurePageUrl',
    'cancelPageUrl',
  ];

  it.each(REQUIRED)('without %s', async (name) => {
    const expected = refusal('MISSING_PARAMETER', `${name} is missing`);
    expect(await answerTo(sendSigned({ [name]: undefined }))).toEqual(expected);
    expect(await answerTo(sendSigned({ [name]: null }))).toEqual(expected);
    expect(await answerTo(sendSigned({ [name]: '' }))).toEqual(expected);
  });

  it('with the names of all missing parameters', async () => {
    expect(await answerTo(send({ ...merchant.parameters({ orderNo: undefined }) }))).toEqual(
      refusal('MISSING_PARAMETER', 'sign is missing; orderNo is missing'),
    );
  });

  it.each([
    [{ payMethod: '1' }, 'payMethod must be a whole number, not in quotes'],
    [{ payMethod: 1.5 }, 'payMethod must be a whole number, not in quotes'],
    [{ payMethod: true }, 'payMethod must be a whole number, not in quotes'],
    [{ timestamp: 1_663_738_614 }, 'timestamp must be a time in milliseconds (13 digits)'],
    [{ timestamp: '2022-09-21' }, 'timestamp must be a time in milliseconds (13 digits)'],
    [{ orderAmt: true }, 'orderAmt must be a decimal string'],
    [{ orderNo: 7 }, 'orderNo must be a string'],
    [{ currency: 418 }, 'currency must be a string'],
    [{ subject: 1, extra: false }, 'subject must be a string; extra must be a string'],
  ])('with %j', async (changes, message) => {
    expect(await answerTo(sendSigned(changes))).toEqual(refusal('INVALID_PARAMETER', message));
  });

  it('when it is from another app or merchant', async () => {
    const { appId, merchantId } = sandbox.credentials;
    expect(await answerTo(sendSigned({ appId: 'f'.repeat(32) }))).toEqual(
      refusal('UNKNOWN_APP', `appId must be ${appId}, the one of this sandbox`),
    );
    expect(await answerTo(sendSigned({ merchantId: 'f'.repeat(32) }))).toEqual(
      refusal('UNKNOWN_MERCHANT', `merchantId must be ${merchantId}, the one of this sandbox`),
    );
  });

  it('when a parameter was changed after signing, with the expected string to sign', async () => {
    const { appId, merchantId } = sandbox.credentials;
    const body = merchant.signed(merchant.parameters({ orderNo: 'A1', timestamp: 1663738614280 }));

    expect(await answerTo(send({ ...body, orderAmt: '1', subject: null }))).toEqual(
      refusal(
        'INVALID_SIGNATURE',
        "sign is not the merchant's SHA256withRSA signature over this string: " +
          `appId=${appId}&callBackUrl=${merchant.callBackUrl}` +
          '&cancelPageUrl=https://shop.example/cancel&currency=LAK' +
          `&failurePageUrl=https://shop.example/failure&merchantId=${merchantId}&orderAmt=1` +
          '&orderNo=A1&payMethod=1&successPageUrl=https://shop.example/success' +
          '&timestamp=1663738614280',
      ),
    );
  });

  it('when another merchant signed it', async () => {
    const other = await NewPaySandbox.start();
    try {
      const stranger = new RawMerchant(other.credentials);
      expect(await answerTo(send(stranger.signed(merchant.parameters())))).toEqual(
        refusal('INVALID_SIGNATURE', /^sign is not the merchant's/),
      );
    } finally {
      await other.stop();
    }
  });

  it('when its signature does not cover an empty value', async () => {
    const { sign } = merchant.signed(merchant.parameters({ orderNo: 'A2' }));
    expect(
      await answerTo(send({ ...merchant.parameters({ orderNo: 'A2' }), extra: '', sign })),
    ).toEqual(refusal('INVALID_SIGNATURE', /&extra=&/));
  });

  it.each([
    ['not Base64', (sign: string) => `${sign.slice(0, -3)}!==`],
    ['of the URL alphabet', (sign: string) => `-_${sign.slice(2)}`],
    ['without padding', (sign: string) => sign.replace(/=+$/, '')],
    ['broken into lines', (sign: string) => `${sign.slice(0, 76)}\n${sign.slice(76)}`],
  ])('when its signature is %s', async (_what, change) => {
    const body = merchant.signed(merchant.parameters());
    expect(await answerTo(send({ ...body, sign: change(String(body['sign'])) }))).toEqual(
      refusal('INVALID_SIGNATURE', 'sign must be standard Base64 with padding, on one line'),
    );
  });

  it.each([
    [{ payMethod: 2 }, 'payMethod must be one of 1, 3, 5, 6'],
    [{ payMethod: 4 }, 'payMethod must be one of 1, 3, 5, 6'],
    [{ currency: 'CNY' }, 'currency must be one of LAK, USD'],
    [{ currency: 'toString' }, 'currency must be one of LAK, USD'],
    [{ orderAmt: '1e3' }, 'orderAmt must be a decimal string, such as "50000" or "12.50"'],
    [{ orderAmt: '-5' }, 'orderAmt must be a decimal string, such as "50000" or "12.50"'],
    [{ orderAmt: '007' }, 'orderAmt must be a decimal string, such as "50000" or "12.50"'],
    [{ orderAmt: '1,000' }, 'orderAmt must be a decimal string, such as "50000" or "12.50"'],
    [{ orderAmt: '0' }, 'orderAmt must be above zero'],
    [{ orderAmt: '0.00', currency: 'USD' }, 'orderAmt must be above zero'],
    [{ orderAmt: '10.00' }, 'orderAmt must be whole for LAK'],
    [{ orderAmt: '1.005', currency: 'USD' }, 'orderAmt must have at most two decimals'],
    [{ callBackUrl: '/callback' }, 'callBackUrl must be an absolute http(s) URL'],
    [{ successPageUrl: 'javascript:1' }, 'successPageUrl must be an absolute http(s) URL'],
    [{ failurePageUrl: 'shop.example' }, 'failurePageUrl must be an absolute http(s) URL'],
    [{ cancelPageUrl: 'shop://x' }, 'cancelPageUrl must be an absolute http(s) URL'],
    [{ payMethod: 6, extra: 'IOS' }, 'subject is required for Alipay'],
    [{ payMethod: 6, extra: 'IOS', subject: '' }, 'subject is required for Alipay'],
    [{ payMethod: 6, subject: 'Tea' }, 'extra must contain ANDROID or IOS for Alipay'],
    [
      { payMethod: 6, subject: 'Tea', extra: 'ios' },
      'extra must contain ANDROID or IOS for Alipay',
    ],
    [
      { payMethod: 2, currency: 'THB' },
      'payMethod must be one of 1, 3, 5, 6; currency must be one of LAK, USD',
    ],
  ])('when it is signed, but has %j', async (changes, message) => {
    expect(await answerTo(sendSigned(changes))).toEqual(refusal('INVALID_PARAMETER', message));
  });

  it('when its number is used, and the first order is kept', async () => {
    const first = await merchant.order({ orderNo: 'TAKEN' });
    expect(await answerTo(sendSigned({ orderNo: 'TAKEN' }))).toEqual(
      refusal('DUPLICATE_ORDER', 'Order TAKEN already exists'),
    );
    const page = await fetch(String(first['payUrl']));
    expect(await page.text()).toContain(first['newpayOrderNo']);
  });
});

it('An unknown path is answered with an error envelope and HTTP 404.', async () => {
  const response = await merchant.fetch('/api/open/converge/pay/v1/createOrders?x=1', {});

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    success: false,
    code: 'NOT_FOUND',
    message: 'The sandbox has no endpoint POST /api/open/converge/pay/v1/createOrders',
    data: null,
  });
});
