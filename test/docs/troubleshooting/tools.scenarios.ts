import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { PGlite } from '@electric-sql/pglite';
import { TerminusModule } from '@nestjs/terminus';
import { NewPayHealthIndicator } from '../../../lib/health/index.js';
import { MemoryCallbackStore, NewPayService, type NewPayClaim } from '../../../lib/index.js';
import { PostgresCallbackStore } from '../../../lib/postgres/index.js';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { RawMerchant } from '../../sandbox/raw-merchant.js';
import { PaymentListener } from '../../support/listeners.js';
import { paidEvent } from '../../../lib/testing/index.js';
import { logged, thrown, withHost, type Scenarios } from './scenario.js';
import { callUntyped } from '../../support/untyped.js';

/** What a sandbox throws that has one order, A1001, not paid yet. */
const sandboxed = (use: (sandbox: NewPaySandbox, merchant: RawMerchant) => unknown) => async () => {
  const sandbox = await NewPaySandbox.start({ retryDelays: [] });
  const merchant = new RawMerchant(sandbox.credentials);
  await merchant.order({ orderNo: 'A1001' });
  try {
    return await thrown(() => use(sandbox, merchant));
  } finally {
    await sandbox.stop();
  }
};

/** What is logged by one health check after the other, with such answers of the store to its claim. */
const checked =
  (...answers: (() => Promise<NewPayClaim>)[]) =>
  () => {
    const store = new MemoryCallbackStore();
    store.claim = () => answers.shift()!();
    return logged(
      {
        options: { store },
        imports: [TerminusModule],
        providers: [PaymentListener, NewPayHealthIndicator],
      },
      async ({ app }) => {
        for (let left = answers.length; left > 0; left--) {
          await app.get(NewPayHealthIndicator).isHealthy('newpay');
        }
      },
    );
  };

/** What the server of a sandbox answers to a POST with these headers. */
const answered = (headers: Record<string, string | number>) => async () => {
  const sandbox = await NewPaySandbox.start({ retryDelays: [] });
  const outgoing = request(sandbox.credentials.baseUrl, { method: 'POST', headers }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const answer = await text(response);
  await sandbox.stop();
  return [answer];
};

/** Without listening: an option of it is wrong. */
const started = (options: object) => () => thrown(() => NewPaySandbox.start(options));

export const ofStoresAndSandbox: Scenarios = {
  'a prefix in capitals': () =>
    thrown(() => new PostgresCallbackStore({ query: async () => [] }, { tablePrefix: 'Shop' })),
  'once() outside of a transaction': async () => {
    const database = new PGlite();
    const store = new PostgresCallbackStore(database);
    await store.createTables();
    try {
      return await thrown(() =>
        store.once(database, paidEvent({ orderNo: 'A1001' }), 'ship', () => undefined),
      );
    } finally {
      await database.close();
    }
  },
  'no concurrency': () =>
    withHost({}, ({ app }) =>
      thrown(() => app.get(NewPayService).reconcileAll([], { concurrency: 0 })),
    ),
  'a negative delay': started({ retryDelays: [-1] }),
  'a host that is not an address': started({ host: 'sandbox' }),
  'a base URL without a scheme': started({ baseUrl: 'sandbox:4010' }),
  'an account without IDs': started({ account: {} }),
  'a resend before the payment': sandboxed((sandbox) => sandbox.resend('A1001')),
  'a delivery that is not scheduled': sandboxed((sandbox) => sandbox.deliverNow('A1001')),
  'a refund before the payment': sandboxed((sandbox) => sandbox.refund('A1001')),
  'a refund after the whole refund': sandboxed(async (sandbox) => {
    await sandbox.pay('A1001');
    await sandbox.refund('A1001');
    await sandbox.refund('A1001');
  }),
  'a reading that is none': started({ refundCallbackReading: 'both' }),
  'a fault that is none': sandboxed((sandbox) => callUntyped(sandbox, 'inject', 'explode')),
  'an endpoint for a callback': sandboxed((sandbox) =>
    sandbox.inject('duplicate', { endpoint: 'refund' }),
  ),
  'an endpoint that is none': sandboxed((sandbox) =>
    callUntyped(sandbox, 'inject', 'drop', { endpoint: 'pay' }),
  ),
  'half a time': sandboxed((sandbox) => sandbox.inject('drop', { times: 0.5 })),
  'a delay into the past': sandboxed((sandbox) => sandbox.inject('delay', { ms: -1 })),
  'an order that is not there': async () => {
    const sandbox = await NewPaySandbox.start();
    const messages = await thrown(() => sandbox.pay('A1001'));
    await sandbox.stop();
    return messages;
  },
  'a refund that is not there': sandboxed((sandbox) => sandbox.settleRefund('R1001-1', 'refunded')),
  'an order that is paid': sandboxed(async (sandbox) => {
    await sandbox.pay('A1001');
    await sandbox.fail('A1001');
  }),
  'a health check in an outage': checked(
    () => Promise.reject(new Error('connect ECONNREFUSED')),
    () => Promise.resolve({ outcome: 'busy' }),
  ),
  'a health check of a store that knows everything': checked(() =>
    Promise.resolve({ outcome: 'handled', rank: 1, reference: '' }),
  ),
  'a name of the network for the sandbox': answered({ Host: 'sandbox:4010' }),
  'a form of another page': answered({
    Origin: 'http://evil.example',
    'Sec-Fetch-Site': 'cross-site',
  }),
  'a body that is too large': answered({ 'Content-Length': 2 ** 21 }),
  'an address for a host': started({ allowedHosts: ['http://sandbox'] }),
  'a refund that is given': sandboxed(async (sandbox, merchant) => {
    await sandbox.pay('A1001');
    await merchant.refund({ orderNo: 'A1001', refundOrderNo: 'R1001-1' });
    await sandbox.settleRefund('R1001-1', 'failed');
  }),
};
