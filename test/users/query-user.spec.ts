import { expect, it } from '@jest/globals';
import { NewPayTransportError, NewPayValidationError } from '../../lib/index.js';
import { sendJson, signedAnswer } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { APP_ID, type JsonFields } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const PHONE = '+8562099990001';

const { gateway, newPay } = usePaymentApp({
  options: { endpoints: { queryUser: '/pay/user' } },
});

const answer = (changes: JsonFields = {}) => {
  gateway.reply = ({ fields }, response) =>
    sendJson(
      response,
      signedAnswer({
        appId: fields['appId'],
        tranAbbr: null,
        tranNo: '00012023062300000009',
        userMobile: fields['phoneNo'],
        userAvatar: 'https://images.example/1.png',
        nickName: 'Noy',
        userName: 'NOY',
        fundAccountId: '1001211005000526',
        area: 'LA',
        ...changes,
      }),
    );
};

it('A user is found by the phone number, which is sent as it is.', async () => {
  answer();
  expect(await newPay().queryUser(PHONE)).toEqual({
    fundAccountId: '1001211005000526',
    userName: 'NOY',
    nickName: 'Noy',
    userMobile: PHONE,
    userAvatar: 'https://images.example/1.png',
    area: 'LA',
    appId: APP_ID,
    raw: expect.objectContaining({ fundAccountId: '1001211005000526' }),
  });
  expect(gateway.requests[0]).toMatchObject({ path: '/pay/user', fields: { phoneNo: PHONE } });
});

it.each(['8562099990001', '02099990001', '2099990001', '+856****0001', '+856 20 9999 0001', null])(
  'A user whose phone number is answered as %j is the one that was asked for.',
  async (mobile) => {
    answer({ userMobile: mobile });
    expect(await newPay().queryUser(PHONE)).toMatchObject({ userMobile: mobile ?? undefined });
  },
);

it.each<[JsonFields, string]>([
  [{ userMobile: '+8562099990002' }, 'the answer is for another "userMobile"'],
  [{ userMobile: '****0002' }, 'the answer is for another "userMobile"'],
  [{ userMobile: 'unknown' }, 'the answer is for another "userMobile"'],
  // Nothing is left to compare.
  [{ userMobile: '+856****' }, 'the answer is for another "userMobile"'],
  [{ appId: 'another' }, 'the answer is for another "appId"'],
  [{ fundAccountId: null }, '"fundAccountId" is missing'],
  [{ fundAccountId: '1 2' }, '"fundAccountId" has an invalid value'],
  [{ orderNo: '1' }, '"orderNo" is not a field of the answer to a user query'],
  [{ transStatus: 1 }, '"transStatus" is not a field of the answer to a user query'],
  [{ nickName: 'x&orderNo=1' }, '"nickName" contains "&orderNo=": the signed text is ambiguous'],
])('An answer with %j is no answer to this query.', async (changes, reason) => {
  answer(changes);
  const error = await rejection(newPay().queryUser(PHONE), NewPayTransportError);
  expect(error.message).toContain(reason);
});

it.each<[unknown, string]>([
  [
    '02099990001',
    'phoneNo must be "+", the country code and the number, without spaces: 8 to 15 digits',
  ],
  [
    '+856 2099990001',
    'phoneNo must be "+", the country code and the number, without spaces: 8 to 15 digits',
  ],
  [
    undefined,
    'phoneNo must be "+", the country code and the number, without spaces: 8 to 15 digits',
  ],
  [8562099990001, 'phoneNo must be text, not a number: write it in quotes'],
])('The phone number %j is refused before anything is sent.', async (phoneNo, message) => {
  const error = await rejection(newPay().queryUser(untyped(phoneNo)), NewPayValidationError);
  expect(error.fields).toEqual([{ field: 'phoneNo', messages: [message] }]);
  expect(gateway.requests).toEqual([]);
});
