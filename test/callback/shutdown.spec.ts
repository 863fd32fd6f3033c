import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Controller, Post, UseGuards, type INestApplication } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { NewPayCallbackGuard } from '../../lib/index.js';
import { until } from '../support/until.js';
import { InFlightWork } from '../../lib/events/in-flight-work.js';

/** A route of the host's own, whose body no parser takes. */
@Controller()
class OwnController {
  @Post('own')
  @UseGuards(NewPayCallbackGuard)
  receive(): void {}
}

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

  it('a body that never ends keeps it for a second, and not for as long as the server waits', async () => {
    const host = await startHostApp({ platform, providers: [PaymentListener] });
    const socket = await sendHalfOfBody(host.url, '/newpay/callback');
    await expectToClose(host.app, socket);
    expect(host.logger.textsOf('warn')).toContain(
      'Callback rejected (400): the connection was closed before the body was complete NewPayCallback',
    );
  });

  it('a body that begins while it waits for a listener, and never ends, keeps it for a second', async () => {
    const host = await startHostApp({ platform, providers: [PaymentListener] });
    const listener = host.app.get(PaymentListener);
    let finish: (() => void) | undefined;
    listener.before = () => new Promise<void>((done) => (finish = done));
    const inFlight = host.postCallback(signedBody(paymentFields()));
    await until(() => finish !== undefined);
    const closing = host.app.close();
    await untilClosing(host.app.get(InFlightWork, { strict: false }));
    const socket = await sendHalfOfBody(host.url, '/newpay/callback');
    const isOver = once(socket.resume(), 'close').then(() => 'closed');
    const outcome = await Promise.race([isOver, setTimeout(3_000, 'still open', { ref: false })]);
    socket.destroy();
    finish?.();
    await Promise.all([inFlight, closing]);
    expect(outcome).toBe('closed');
  });

  it('a body that ends within a second is read and answered', async () => {
    const host = await startHostApp({ platform, providers: [PaymentListener] });
    const socket = await sendHalfOfBody(host.url, '/newpay/callback');
    const closing = host.app.close();
    await untilClosing(host.app.get(InFlightWork, { strict: false }));
    socket.write(BODY.subarray(HALF));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 503 /);
    socket.destroy();
    await closing;
  });
});

it('a body for a controller of the host’s own that never ends keeps a closing app for a second', async () => {
  const host = await startHostApp({ providers: [PaymentListener], controllers: [OwnController] });
  const socket = await sendHalfOfBody(host.url, '/own');
  await expectToClose(host.app, socket);
});

const BODY = Buffer.from(signedBody(paymentFields()));
const HALF = BODY.length / 2;

/** Returns when the app has received it. */
async function sendHalfOfBody(url: string, path: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n`;
  socket.write(Buffer.concat([Buffer.from(head), BODY.subarray(0, HALF)]));
  await setTimeout(100);
  return socket;
}

async function expectToClose(app: INestApplication, socket: Socket): Promise<void> {
  const closing = app.close().then(() => 'closed');
  const outcome = await Promise.race([closing, setTimeout(3_000, 'still open', { ref: false })]);
  socket.destroy();
  await closing;
  expect(outcome).toBe('closed');
}

/** Rejects when the app has not begun to close after some seconds. */
async function untilClosing(inFlight: InFlightWork): Promise<void> {
  const end = performance.now() + 5_000;
  const probe = () =>
    inFlight.limit(async () => 'open', String).catch((error: Error) => error.message);
  while ((await probe()) !== 'the app is closing') {
    if (performance.now() > end) {
      throw new Error('The app does not close.');
    }
    await setTimeout(5);
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
