import { describe, expect, it } from '@jest/globals';
import { NewPayChannel, NewPayUnknownOutcomeError, NewPayV2Service } from '../../lib/index.js';
import { envelope, sendJson } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { APP_ID, signText, type JsonFields } from '../support/signed-callback.js';
import { v2Envelope, v2PaymentFields } from '../support/v2-messages.js';

const { gateway, host, logger, restart } = usePaymentApp({
  options: {
    get v2() {
      return { baseUrl: gateway.url };
    },
  },
});

const service = () => host().app.get(NewPayV2Service);
const ORDER = {
  channel: NewPayChannel.NewPayOnline,
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const;

function answer(body: JsonFields): void {
  gateway.reply = (_request, response) => sendJson(response, body);
}

/** Signed in a form that nobody knows. */
const foreign = (fields: JsonFields) => envelope({ ...fields, sign: signText('unknown form') });

describe('With v2.unverified "ask"', () => {
  const ask = () => restart({ options: { v2: { baseUrl: gateway.url, unverified: 'ask' } } });
  const warnings = () =>
    logger()
      .lines.filter(({ level, message }) => level === 'warn' && message.startsWith('The answer to'))
      .map(({ message, context }) => ({ message, context }));

  it('An answer that is believed without a verified signature is logged, and no other one.', async () => {
    await ask();
    answer(v2Envelope(v2PaymentFields()));
    await service().queryOrder({ orderNo: 'A1001' });
    expect(warnings()).toEqual([]);

    answer(foreign(v2PaymentFields()));
    await service().queryOrder({ orderNo: 'A1001' });
    expect(warnings()).toEqual([
      {
        message:
          'The answer to v2.queryOrder is believed without a verified signature, because "v2.unverified" is "ask": find out the form of nested objects and set "v2.nested"',
        context: 'NewPayV2Service',
      },
    ]);
  });

  it('No answer is believed without a verified signature that came over plain http from another host.', async () => {
    // An address of this machine that is no loopback address by its name.
    const baseUrl = gateway.url.replace('127.0.0.1', '0.0.0.0');
    await restart({ options: { v2: { baseUrl, unverified: 'ask' }, insecureBaseUrl: true } });
    answer(foreign(v2PaymentFields()));

    await expect(service().queryOrder({ orderNo: 'A1001' })).rejects.toMatchObject({
      code: 'ERR_NEWPAY_SIGNATURE',
    });
    expect(warnings()).toEqual([]);

    answer(v2Envelope(v2PaymentFields()));
    await expect(service().queryOrder({ orderNo: 'A1001' })).resolves.toMatchObject({
      verified: true,
    });
  });

  it('No answer to a write is believed without a verified signature.', async () => {
    await ask();
    answer(foreign({ appId: APP_ID, payReference: { prepay_id: 'wx1' } }));

    const failure = service().createOrder(ORDER);

    await expect(failure).rejects.toThrow(NewPayUnknownOutcomeError);
    await expect(failure).rejects.toMatchObject({ cause: { code: 'ERR_NEWPAY_SIGNATURE' } });
    expect(warnings()).toEqual([]);
  });

  it('No answer without an object is believed without a verified signature.', async () => {
    await ask();
    answer(foreign({ appId: APP_ID, userId: '7' }));

    await expect(service().queryUser('t0k')).rejects.toMatchObject({
      code: 'ERR_NEWPAY_SIGNATURE',
    });
  });
});

it('An object that cannot be signed in the configured form is named.', async () => {
  await restart({ options: { v2: { baseUrl: gateway.url, nested: 'java' } } });

  const failure = service().createOrder({ ...ORDER, extraParam: { wxCode: 'a, userId=9' } });

  await expect(failure).rejects.toThrow(
    'The call is not valid: field "extraParam" cannot be signed',
  );
  await expect(failure).rejects.toMatchObject({ fields: [{ field: 'extraParam' }] });
  expect(gateway.requests).toEqual([]);
});

describe('A raw call', () => {
  it('is sent to a path below the address of the options, or to a full address.', async () => {
    answer(v2Envelope({ appId: APP_ID }));
    await service().call('/beta/pay/other', {});
    await service().call(`${gateway.url}/elsewhere`, {});

    expect(gateway.requests.map(({ path }) => path)).toEqual(['/beta/pay/other', '/elsewhere']);
  });

  it.each([
    ['/beta/pay/uniQueryPay', '"payStatus" is missing'],
    ['/beta/pay/unifiedOrder', '"payReference" is missing'],
  ])('of the documented endpoint %s must be answered as documented: %s.', async (path, problem) => {
    answer(v2Envelope({ appId: APP_ID, mchOrderNo: 'A1001' }));

    const failure = service().call(path, { mchOrderNo: 'A1001' });

    await expect(failure).rejects.toThrow(NewPayUnknownOutcomeError);
    await expect(failure).rejects.toThrow(problem);
    await expect(service().call('/beta/pay/other', {})).resolves.toMatchObject({ appId: APP_ID });
  });

  it.each(['mchOrderNo', 'mchRefundNo'])('is not believed for another %s.', async (name) => {
    answer(v2Envelope({ appId: APP_ID, [name]: 'B' }));

    await expect(service().call('/beta/pay/other', { [name]: 'A' })).rejects.toThrow(
      `is for another "${name}"`,
    );
    await expect(service().call('/beta/pay/other', { [name]: 'B' })).resolves.toMatchObject({
      [name]: 'B',
    });
    await expect(service().call('/beta/pay/other', {})).resolves.toMatchObject({ [name]: 'B' });
    answer(v2Envelope({ appId: APP_ID }));
    await expect(service().call('/beta/pay/other', { [name]: 'A' })).resolves.toEqual({
      appId: APP_ID,
    });
  });

  it('tells every text that NewPay would return with a field in it.', async () => {
    const text = 'x&orderAmt.value=1';

    const failure = service().call('/x', {
      subject: text,
      attach: text,
      description: text,
      n: text,
    });

    await expect(failure).rejects.toThrow('The call is not valid: subject must not contain');
    await expect(failure).rejects.toMatchObject({
      fields: [{ field: 'subject' }, { field: 'attach' }, { field: 'description' }],
    });
    expect(gateway.requests).toEqual([]);
  });

  it('of a documented endpoint is known by its full address, too, and by that of the options.', async () => {
    const endpoints = { queryOrder: '/own/query', scanPay: `${gateway.url}/own/scan` };
    await restart({ options: { v2: { baseUrl: gateway.url, endpoints } } });
    answer(v2Envelope({ appId: APP_ID }));

    for (const [path, problem] of [
      ['/own/query', '"payStatus" is missing'],
      [`${gateway.url}/own/query`, '"payStatus" is missing'],
      ['/own/scan', '"mchOrderNo" is missing'],
    ] as const) {
      await expect(service().call(path, {})).rejects.toThrow(problem);
    }
    await expect(service().call('/beta/pay/uniQueryPay', {})).resolves.toMatchObject({
      appId: APP_ID,
    });
  });

  it('of an unknown outcome is named by its path.', async () => {
    gateway.reply = (_request, response) => response.destroy();

    await expect(service().call('/beta/pay/other', {})).rejects.toMatchObject({
      code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
      path: '/beta/pay/other',
    });
  });

  it.each(['appId', 'mchId', 'sign'])('takes no %s of its own.', async (name) => {
    await expect(service().call('/x', { [name]: '1' })).rejects.toThrow(`${name} is filled in`);
  });
});
