import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import { NewPayModule } from 'nestjs-newpay';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { OrdersService } from './orders.service';

let sandbox: NewPaySandbox;
let app: INestApplication;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const pages = { success: publicUrl, failure: publicUrl, cancel: publicUrl };
  const testing = await Test.createTestingModule({
    imports: [
      EventEmitterModule.forRoot(),
      NewPayModule.forRoot({ ...sandbox.credentials, publicUrl, pages }),
    ],
    providers: [OrdersService],
  }).compile();
  app = testing.createNestApplication({ logger: ['error'] });
  await app.listen(port, '127.0.0.1');
});

afterAll(async () => {
  await app.close();
  await sandbox.stop();
});

it('A test with the sandbox takes a payment.', async () => {
  const orders = app.get(OrdersService);
  await orders.buy('JEST-2');

  await sandbox.pay('JEST-2');

  expect(orders.paid).toEqual(['JEST-2']);
});

/** A port that nobody has at this moment: the callback's address is known before the app listens. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
