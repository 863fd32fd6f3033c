import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DynamicModule } from '@nestjs/common';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { testMerchantVariables } from '../support/test-merchant-variables.js';
import { snippetsOf } from './snippets.js';
import { WrittenApp } from './written-app.js';

const environment = { ...process.env };
const PAGE = 'docs/recipes/refused-callback.md';
const written = new WrittenApp(PAGE);
let host: HostApp;

beforeAll(async () => {
  Object.assign(process.env, testMerchantVariables());
  const { PaymentsModule } = await written.import<{ PaymentsModule: DynamicModule }>(
    'src/payments.module.js',
  );
  host = await startHostApp({ modules: [PaymentsModule], providers: [PaymentListener] });
});

afterAll(async () => {
  await host.app.close();
  written.remove();
  process.env = environment;
});

it('The recipe logs why the signature of a refused callback is not valid, in the words of its page, and no value of the body.', async () => {
  const body = signedBody(paymentFields({ extra: 'PAYER' })).replace('A1001', 'A1002');
  expect((await host.postCallback(body)).status).toBe(401);

  const log = host.logger.textsOf('warn').join('\n');
  const [shown] = snippetsOf(PAGE, 'text');
  expect(shown?.code).toContain('The key matches');
  expect(log).toContain(shown?.code.trim());
  expect(log).toMatch(/RefusedCallbacks/);
  expect(log).not.toMatch(/PAYER|A1002/);
});

it('The recipe logs nothing for a callback that is genuine, nor for one without a signature to explain.', async () => {
  const before = host.logger.textsOf('warn').filter((line) => line.includes('RefusedCallbacks'));
  expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(200);
  expect((await host.postCallback('<html>')).status).toBe(400);
  expect(host.logger.textsOf('warn').filter((line) => line.includes('RefusedCallbacks'))).toEqual(
    before,
  );
});
