import { afterEach, describe, expect, it } from '@jest/globals';
import { NewPayService, type NewPayCallbackInfo } from '../../lib/index.js';
import { sendJson, startFakeGateway, type FakeGateway } from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

let host: HostApp;
let gateway: FakeGateway | undefined;

afterEach(async () => {
  await host.app.close();
  await gateway?.stop();
  gateway = undefined;
});

/**
 * What must never come raw into a log: controls but the line breaks of stacks, formats, separators.
 */
const RAW = /(?![\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const HOSTILE: readonly [what: string, text: string, escaped: string][] = [
  ['CSI', 'a\u009B2Jb', String.raw`a\u{9b}2Jb`],
  ['a line separator', 'a\u2028b', String.raw`a\u{2028}b`],
  ['a right-to-left override', 'a\u202Eb', String.raw`a\u{202e}b`],
  ['tags', 'a\u{E0041}b', String.raw`a\u{e0041}b`],
  ['an isolate', 'a\u2066b', String.raw`a\u{2066}b`],
  ['a soft hyphen', 'a\u00ADb', String.raw`a\u{ad}b`],
  ['a byte order mark', 'a\uFEFFb', String.raw`a\u{feff}b`],
  ['a line of its own', 'a\nERROR b', String.raw`a\u{a}ERROR b`],
];

describe.each(PLATFORMS)('The log on %s', (platform) => {
  it.each(HOSTILE)('escapes %s in the name of an unsigned field', async (...row) => {
    const [, name, escaped] = row;
    const hookCalls: NewPayCallbackInfo[] = [];
    const hooks = { callback: (info: NewPayCallbackInfo) => hookCalls.push(info) };
    host = await startHostApp({ platform, providers: [PaymentListener], options: { hooks } });

    await host.postCallback(JSON.stringify({ [name]: {} }));

    const reason = `field "${escaped}" cannot be signed: its value is an object or an array`;
    expect(host.logger.lines.at(-1)?.message).toBe(`Callback rejected (400): ${reason}`);
    expect(hookCalls.map((info) => info.reason)).toEqual([reason]);
  });

  it.each(HOSTILE)('escapes %s in the error of a listener', async (...row) => {
    const [, text] = row;
    host = await startHostApp({ platform, providers: [PaymentListener] });
    host.app.get(PaymentListener).before = () => Promise.reject(new Error(text));

    await host.postCallback(signedBody(paymentFields()));

    const errors = host.logger.textsOf('error');
    expect(errors).toHaveLength(1);
    expect(errors.filter((line) => RAW.test(line))).toEqual([]);
  });
});

describe('The errors of API calls', () => {
  const query = () =>
    host.app
      .get(NewPayService)
      .queryOrder('A1001')
      .then(
        () => 'nothing',
        (error: Error) => error.message,
      );

  it.each(HOSTILE)('escape %s in a message of NewPay', async (_what, text, escaped) => {
    gateway = await startFakeGateway();
    gateway.reply = (_request, response) =>
      sendJson(response, { success: false, code: text, message: text });
    host = await startHostApp({ options: { baseUrl: gateway.url } });

    expect(await query()).toBe(`NewPay refused the request: ${escaped} (code ${escaped})`);
  });

  it('name a refused connection once, and end with one full stop', async () => {
    const stopped = await startFakeGateway();
    await stopped.stop();
    host = await startHostApp({ options: { baseUrl: stopped.url, timeout: 1_000 } });

    expect(await query()).toBe(
      `NewPay could not be reached: connect ECONNREFUSED ${new URL(stopped.url).host}. Nothing was sent, trying again is safe.`,
    );
  });

  it('have one full stop after a reason that is a sentence', async () => {
    gateway = await startFakeGateway();
    gateway.reply = (_request, response) => sendJson(response, { success: true });
    host = await startHostApp({ options: { baseUrl: gateway.url } });
    const order = {
      payMethod: 1,
      currency: 'LAK',
      orderAmt: '50000',
      orderNo: 'A1001',
    };

    await expect(
      host.app.get(NewPayService).createOrder(JSON.parse(JSON.stringify(order))),
    ).rejects.toThrow(
      /^The outcome for order A1001 is unknown: The answer has no signed "data"\. Query it before trying again\.$/,
    );
  });
});
