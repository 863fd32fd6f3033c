import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ACKNOWLEDGED, FAIL, SUCCESS, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { postRaw } from './wire.js';

describe.each(PLATFORMS)('the header of a callback on %s', (platform) => {
  let host: HostApp;

  afterEach(() => host.app.close());

  const start = async (rawBody = false): Promise<PaymentListener> => {
    host = await startHostApp({ platform, providers: [PaymentListener], rawBody });
    return host.app.get(PaymentListener);
  };
  const warnings = () =>
    host.logger.textsOf('warn').filter((line) => line.startsWith('Callback rejected'));

  it.each([
    'application/json',
    'application/json;charset=UTF8',
    'application/json; charset=utf-8',
    'application/json; charset=gbk',
    'application/json; charset="iso-8859-1"',
    'application/json; charset=UTF-16',
    'application/json, text/plain',
    'application/json; charset=utf-8; charset=utf-8',
    'Application/JSON',
    'application/vnd.newpay+json',
    'text/json',
    'text/plain',
    'text/plain;charset=UTF-8',
    'text/html',
    'application/xml',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'json',
    '/',
    ';',
    '*/*',
    '',
  ])('does not matter for genuine bytes: %s', async (type) => {
    const listener = await start();
    const body = signedBody(paymentFields({ subject: 'ກາເຟ' }));
    expect(await host.postCallback(body, { 'content-type': type })).toEqual(ACKNOWLEDGED);
    expect(listener.receivedEvents.map(([, { subject }]) => subject)).toEqual(['ກາເຟ']);
  });

  it('may lack a content type', async () => {
    const listener = await start();
    const body = signedBody(paymentFields());
    const answer = await postRaw(host.callbackUrl, { 'content-length': body.length }, body);
    expect([answer.status, answer.text]).toEqual([200, SUCCESS]);
    expect(listener.names).toEqual(['paid']);
  });

  it('may announce chunks, which may come one byte at a time', async () => {
    const listener = await start();
    const bytes = Buffer.from(signedBody(paymentFields({ subject: 'ກາເຟ' })));
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const answer = await postRaw(host.callbackUrl, headers, ...chunks);
    expect([answer.status, answer.text]).toEqual([200, SUCCESS]);
    expect(listener.receivedEvents.map(([, { subject }]) => subject)).toEqual(['ກາເຟ']);
  });

  it('may ask whether it should continue', async () => {
    const listener = await start();
    const body = signedBody(paymentFields());
    const headers = { expect: '100-continue', 'content-length': body.length };
    const answer = await postRaw(host.callbackUrl, headers, body);
    expect([answer.status, answer.text]).toEqual([200, SUCCESS]);
    expect(listener.names).toEqual(['paid']);
  });

  it('may be followed by a byte order mark', async () => {
    const listener = await start();
    const body = `\uFEFF${signedBody(paymentFields())}`;
    expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
    expect(listener.names).toEqual(['paid']);
  });

  it('is believed as before where the host keeps raw bodies as well', async () => {
    const listener = await start(true);
    expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(200);
    expect(listener.names).toEqual(['paid']);
  });

  it.each([
    [
      'application/json; charset=utf-16le',
      Buffer.from(signedBody(paymentFields()), 'utf16le'),
      'it is not JSON; its Content-Type is "application/json; charset=utf-16le"',
    ],
    [
      'application/json; charset=utf-16',
      Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('{}', 'utf16le')]),
      'it is not UTF-8; its Content-Type is "application/json; charset=utf-16"',
    ],
    [
      'application/json; charset=gbk',
      Buffer.from([0x7b, 0x22, 0xc4, 0xe3, 0x22, 0x3a, 0x31, 0x7d]),
      'it is not UTF-8; its Content-Type is "application/json; charset=gbk"',
    ],
    ['application/json', Buffer.from('<xml/>'), 'it is not JSON'],
    ['application/json; charset=UTF8', Buffer.from('a=1'), 'it is not JSON'],
    ['Application/JSON', Buffer.from('a=1'), 'it is not JSON'],
    ['application/json  ;  charset="utf-8"', Buffer.from('a=1'), 'it is not JSON'],
    ['application/json;charset=utf-8', Buffer.from('a=1'), 'it is not JSON'],
    [
      'application/json-seq',
      Buffer.from('a=1'),
      'it is not JSON; its Content-Type is "application/json-seq"',
    ],
    [
      'x-application/json',
      Buffer.from('a=1'),
      'it is not JSON; its Content-Type is "x-application/json"',
    ],
    [
      'application/json; charset=utf-8; boundary=x',
      Buffer.from('a=1'),
      'it is not JSON; its Content-Type is "application/json; charset=utf-8; boundary=x"',
    ],
    [
      'application/x-www-form-urlencoded',
      Buffer.from('a=1'),
      'it is not JSON; its Content-Type is "application/x-www-form-urlencoded"',
    ],
    [
      'multipart/form-data; boundary=x',
      Buffer.from('--x--'),
      'it is not JSON; its Content-Type is "multipart/form-data; boundary=x"',
    ],
  ])('is named when it says why the bytes are refused: %s', async (type, body, reason) => {
    const listener = await start();
    expect(await host.postCallback(body, { 'content-type': type })).toEqual(rejected(400));
    expect(warnings()).toEqual([`Callback rejected (400): ${reason} NewPayCallback`]);
    expect(listener.names).toEqual([]);
  });

  it.each([
    ['with a length of none', { 'content-length': '0' }],
    ['with a type', { 'content-type': 'application/json', 'content-length': '0' }],
    ['in no chunks', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }],
    ['without a word', {}],
  ])('is refused over an empty body: %s', async (_what, headers) => {
    await start();
    const answer = await postRaw(host.callbackUrl, headers);
    expect([answer.status, answer.text]).toEqual([400, FAIL]);
    expect(warnings()).toEqual([
      'Callback rejected (400): it is not JSON: the body is empty NewPayCallback',
    ]);
  });

  it('says so when there is no type, and what came is no JSON', async () => {
    await start();
    const answer = await postRaw(host.callbackUrl, { 'content-length': 5 }, 'hello');
    expect([answer.status, answer.text]).toEqual([400, FAIL]);
    expect(warnings()).toEqual([
      'Callback rejected (400): it is not JSON; it has no Content-Type NewPayCallback',
    ]);
  });

  describe('that names an encoding', () => {
    const json = { 'content-type': 'application/json' };

    it.each([
      ['gzip', gzipSync],
      ['x-gzip', gzipSync],
      [' GZIP ', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
      ['identity', (body: string) => Buffer.from(body)],
      ['', (body: string) => Buffer.from(body)],
      ['UTF-8', (body: string) => Buffer.from(body)],
    ])('is undone: %s', async (encoding, encode) => {
      const listener = await start();
      const body = encode(signedBody(paymentFields()));
      expect(await host.postCallback(body, { ...json, 'content-encoding': encoding })).toEqual(
        ACKNOWLEDGED,
      );
      expect(listener.names).toEqual(['paid']);
    });

    it.each([
      ['compress', Buffer.from('{}'), 400, 'its Content-Encoding "compress" is not supported'],
      ['gzip, br', Buffer.from('{}'), 400, 'its Content-Encoding "gzip, br" is not supported'],
      ['gzip', Buffer.from('{}'), 400, 'its Content-Encoding is "gzip", its bytes are not'],
      [
        'gzip',
        gzipSync(signedBody(paymentFields())).subarray(0, 100),
        400,
        'its Content-Encoding is "gzip", its bytes are not',
      ],
      [
        'gzip',
        gzipSync(' '.repeat(65_537)),
        413,
        'the body is larger than 65536 bytes ("callback.maxBytes")',
      ],
      [
        'br',
        brotliCompressSync(' '.repeat(50_000_000)),
        413,
        'the body is larger than 65536 bytes ("callback.maxBytes")',
      ],
    ])('is refused where it cannot be undone: %s %#', async (encoding, body, status, reason) => {
      const listener = await start();
      expect(await host.postCallback(body, { ...json, 'content-encoding': encoding })).toEqual(
        rejected(status),
      );
      expect(warnings()).toEqual([`Callback rejected (${status}): ${reason} NewPayCallback`]);
      expect(listener.names).toEqual([]);
    });
  });
});
