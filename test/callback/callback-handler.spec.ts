import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import { CallbackHandler } from '../../lib/callback/callback-handler.js';
import { CallbackRoute } from '../../lib/callback/callback-route.js';
import { startHostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { callUntyped } from '../support/untyped.js';

it('A verified callback of a kind that nobody handles is not acknowledged.', async () => {
  const { app } = await startHostApp({ providers: [PaymentListener] });
  const request = new IncomingMessage(new Socket());
  const exchange = app.get(CallbackRoute).exchangeOf(request, new ServerResponse(request));
  const callback = { kind: 'coupon', orderNo: 'A1001' };
  await expect(
    callUntyped(app.get(CallbackHandler), 'handle', callback, exchange),
  ).rejects.toMatchObject({
    status: 500,
    message:
      'Callback for order A1001 not acknowledged (500): the kind of the callback is unknown: coupon',
  });
  expect(exchange.isAcknowledged).toBe(false);
  await app.close();
});
