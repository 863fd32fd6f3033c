import { Agent, request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { InFlightWork } from '../../lib/events/in-flight-work.js';

describe.each(PLATFORMS)('while the app closes on %s', (platform) => {
  it('a callback in flight finishes and is answered; a later one is not acknowledged', async () => {
    const host = await startHostApp({ platform, providers: [PaymentListener] });
    const listener = host.app.get(PaymentListener);
    let finish = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      listener.before = ({ orderNo }) => {
        if (orderNo.startsWith('PROBE')) {
          return undefined;
        }
        resolve();
        return new Promise<void>((done) => (finish = done));
      };
    });
    // Opened before the close, as NewPay's own kept-alive connection would be.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await post(host.url, agent, '{}');

    const inFlight = host.postCallback(signedBody(paymentFields()));
    await started;
    const closing = host.app.close();
    await untilClosing(host.app.get(InFlightWork, { strict: false }));
    const late = await post(host.url, agent, signedBody(paymentFields({ orderNo: 'LATE' })));
    expect(late).toEqual(rejected(503));
    expect(host.logger.textsOf('error').join()).toContain('the app is closing');

    finish();
    expect(await inFlight).toEqual(ACKNOWLEDGED);
    agent.destroy();
    await closing;
    const receivedEvents = listener.receivedEvents.map(([, { orderNo }]) => orderNo);
    expect(receivedEvents.filter((orderNo) => !orderNo.startsWith('PROBE'))).toEqual(['A1001']);
  });
});

/** Rejects when the app has not begun to close after some seconds. */
async function untilClosing(inFlight: InFlightWork): Promise<void> {
  const end = performance.now() + 5_000;
  const probe = () =>
    inFlight.limit(async () => 'open', String).catch((error: Error) => error.message);
  while ((await probe()) !== 'the app is closing') {
    if (performance.now() > end) {
      throw new Error('The app does not close.');
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function post(url: string, agent: Agent, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    };
    const outgoing = request(`${url}/newpay/callback`, options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
