/** @needs postgres */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { Database } from '../../../sample/02-shop/src/database/database.js';
import { openShop, type OpenShop } from './open-shop.js';
import { onServer, type TestDatabase } from './test-databases.js';

let database: TestDatabase;
let shop: OpenShop;

beforeAll(async () => {
  database = await onServer();
});

beforeEach(async () => {
  shop = await openShop(database);
});

afterEach(async () => {
  await shop.close();
});

afterAll(async () => {
  await database.drop();
});

async function ask(path: string, body?: unknown): Promise<{ status: number; json: any }> {
  return answerOf(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
}

async function answerOf(path: string, init: RequestInit): Promise<{ status: number; json: any }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${shop.url}${path}`, { ...init, headers });
  return { status: response.status, json: await response.json() };
}

describe('/api', () => {
  it('POST /api/orders creates an order with a payUrl, and GET shows its status after the payment.', async () => {
    const { status, json } = await ask('/api/orders', { productId: 'slow-boat', payMethod: 1 });
    expect(status).toBe(201);
    expect(json).toMatchObject({ status: 'pending', amount: '38.50', currency: 'USD' });
    expect(json.payUrl).toContain(shop.app.get(NewPaySandbox).credentials.baseUrl);

    await shop.app.get(NewPaySandbox).pay(json.orderNo);
    await shop.expectStatus(json.orderNo, 'paid');

    const { json: order } = await ask(`/api/orders/${json.orderNo}`);
    expect(order).toMatchObject({ status: 'paid', paidAt: expect.any(String) });
    expect(order).not.toHaveProperty('payUrl');
    expect((await ask('/api/orders')).json).toEqual([order]);
  });

  it.each([
    ['/api/orders/A1', undefined, 404],
    ['/api/nothing', undefined, 404],
    ['/api/orders', { productId: 'elephant', payMethod: 1 }, 400],
    ['/api/orders', {}, 400],
  ])('A request to %s with the body %j is answered %i, in JSON.', async (path, body, status) => {
    expect(await ask(path, body)).toMatchObject({ status, json: { statusCode: status } });
  });

  it.each([
    ['is not JSON', '{"productId":', 400],
    ['is too large', JSON.stringify('x'.repeat(200_000)), 413],
  ])('A body that %s is answered in JSON.', async (_name, body, status) => {
    const answer = await answerOf('/api/orders', { method: 'POST', body });

    expect(answer).toMatchObject({ status, json: { statusCode: status } });
  });

  it('The OpenAPI document describes the API and no other route.', async () => {
    const page = await fetch(`${shop.url}/api`);
    expect(page.headers.get('content-type')).toContain('text/html');

    const { json } = await ask('/api-json');
    expect(Object.keys(json.paths)).toEqual(['/api/orders', '/api/orders/{orderNo}']);
  });
});

describe('/health', () => {
  it('The health check answers 200 while the database and the callback store work.', async () => {
    expect(await ask('/health')).toMatchObject({
      status: 200,
      json: { details: { database: { status: 'up' }, newpay: { status: 'up' } } },
    });
  });

  it('The health check answers 503 when the callback store has no table.', async () => {
    // The queue creates the table when its worker starts, which the app does not wait for.
    const { json } = await ask('/api/orders', { productId: 'slow-boat', payMethod: 1 });
    await shop.app.get(NewPaySandbox).pay(json.orderNo);
    await shop.expectStatus(json.orderNo, 'paid');
    await shop.app.get(Database).query('DROP TABLE shop_callbacks');

    expect(await ask('/health')).toMatchObject({
      status: 503,
      json: { details: { database: { status: 'up' }, newpay: { status: 'down' } } },
    });
  });
});
