import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { RunningApp } from '../support/running-app.js';
import { PaymentListener } from './src/payment.listener.js';

interface Answer {
  data?: { buy?: { orderNo: string; payUrl: string }; paymentStatus?: string } | null;
  errors?: { message: string; extensions: { code: string } }[];
}

let app: RunningApp;

before(async () => {
  process.env['TOKEN'] = 'secret';
  app = await RunningApp.start(async () => (await import('./src/app.module.js')).AppModule);
});

after(() => app.stop());

async function ask(query: string, token = 'secret'): Promise<Answer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

const buy = (orderAmt: string) =>
  `mutation { buy(input: { orderAmt: "${orderAmt}" }) { orderNo payUrl } }`;

it('A mutation creates the order, and its callback passes the global guard.', async () => {
  const { data } = await ask(buy('50000'));
  const orderNo = data?.buy?.orderNo ?? '';
  assert.match(data?.buy?.payUrl ?? '', /cashier/);

  await app.sandbox.pay(orderNo);
  assert.equal(app.statusOf(orderNo), 200);
  assert.equal(app.nest.get(PaymentListener).states.get(orderNo), 'paid');
  const asked = await ask(`{ paymentStatus(orderNo: "${orderNo}") }`);
  assert.equal(asked.data?.paymentStatus, 'paid');
});

it('An order that is not valid is an error with a code, and without the message of the package.', async () => {
  const { errors } = await ask(buy('-1'));
  assert.equal(errors?.[0]?.extensions.code, 'ERR_NEWPAY_VALIDATION');
  assert.equal(errors?.[0]?.message, 'The order was not created');
});

it('Without the token the guard refuses the mutation.', async () => {
  const { data, errors } = await ask(buy('50000'), 'wrong');
  assert.equal(data?.buy, undefined);
  assert.equal(errors?.length, 1);
});
