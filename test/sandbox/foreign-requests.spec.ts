import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Router } from '../../lib/sandbox/http/router.js';
import { SandboxServer } from '../../lib/sandbox/http/sandbox-server.js';
import { textReply } from '../../lib/sandbox/http/reply.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { RawMerchant } from './raw-merchant.js';
import { untyped } from '../support/untyped.js';

let sandbox: NewPaySandbox;
let merchant: RawMerchant;
let port: number;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [], allowedHosts: ['sandbox', 'Box:8080'] });
  merchant = new RawMerchant(sandbox.credentials);
  port = Number(new URL(sandbox.credentials.baseUrl).port);
});

afterAll(() => sandbox.stop());

/** Sends these bytes, and returns whatever comes until the connection ends. */
async function raw(
  to: number,
  head: string,
  body: Iterable<string | Buffer> = [],
): Promise<string> {
  const socket = connect(to, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(head.replaceAll('\n', '\r\n'));
  for (const part of body) {
    if (socket.destroyed || answer !== '') {
      break;
    }
    if (!socket.write(part)) {
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
    }
  }
  if (!socket.destroyed) {
    await once(socket, 'close');
  }
  return answer;
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
const get = (host: string): Promise<string> =>
  raw(port, `GET / HTTP/1.1\n${host}Connection: close\n\n`);

describe('The hosts that a sandbox accepts:', () => {
  it.each([
    '127.0.0.1:PORT',
    'localhost:PORT',
    'LocalHost:PORT',
    '[::1]:PORT',
    'sandbox:1',
    'sandbox',
    'box:8080',
  ])('%s is accepted.', async (host) => {
    expect(statusOf(await get(`Host: ${host.replace('PORT', `${port}`)}\n`))).toBe(200);
  });

  it.each([
    'evil.example:PORT',
    'evil.example',
    '127.0.0.1',
    'localhost',
    'localhost:1',
    'localhost.:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1.nip.io:PORT',
    '127.0.0.1:PORT@evil.example',
    '127.1:PORT',
    '0.0.0.0:PORT',
    '[::ffff:127.0.0.1]:PORT',
    'box:8081',
    'sandbox.evil.example',
    '',
  ])('"%s" is rejected.', async (host) => {
    const answer = await get(`Host: ${host.replace('PORT', `${port}`)}\n`);
    expect(statusOf(answer)).toBe(403);
    expect(answer).toContain(
      'Add other hosts to its option allowedHosts (on the command line: --allow-host).',
    );
    expect(answer).not.toContain('<html');
  });

  it('A request without a Host is refused.', async () => {
    expect(statusOf(await get(''))).toBe(400);
    expect(statusOf(await raw(port, 'GET / HTTP/1.0\n\n'))).toBe(403);
  });

  it.each([['a/b'], [' '], ['http://sandbox'], ['*'], [5.5, 'x y']])(
    'An option that holds %j is refused by name.',
    async (...allowedHosts) => {
      await expect(NewPaySandbox.start({ allowedHosts: untyped(allowedHosts) })).rejects.toThrow(
        /^allowedHosts must contain host names such as "sandbox" or "sandbox:4010", not "/,
      );
    },
  );
});

describe('A sandbox that listens on all addresses', () => {
  let open: NewPaySandbox;
  let at: number;

  beforeAll(async () => {
    open = await NewPaySandbox.start({ host: '0.0.0.0', allowedHosts: ['sandbox'] });
    at = Number(new URL(open.localUrl).port);
  });

  afterAll(() => open.stop());

  it.each(['127.0.0.1:PORT', 'localhost:PORT', 'sandbox:4010', '192.168.1.5:80', '[fe80::1]:PORT'])(
    'accepts the host %s.',
    async (name) => {
      const host = name.replace('PORT', `${at}`);
      const answer = await raw(at, `GET / HTTP/1.1\nHost: ${host}\nConnection: close\n\n`);
      expect(statusOf(answer)).toBe(200);
    },
  );

  it.each(['evil.example:PORT', '192.168.1.5.nip.io:PORT', '192.168.1:PORT', '[::1'])(
    'refuses the host %s, a name that an attacker may own.',
    async (name) => {
      const host = name.replace('PORT', `${at}`);
      const answer = await raw(at, `GET / HTTP/1.1\nHost: ${host}\nConnection: close\n\n`);
      expect(statusOf(answer)).toBe(403);
    },
  );

  it.each(['http://evil.example', 'http://192.168.1.6:80', 'http://sandbox:4010'])(
    'refuses a form of the page %s.',
    async (origin) => {
      const head = `POST /console/faults/clear HTTP/1.1\nHost: 192.168.1.5:80\nOrigin: ${origin}\nContent-Length: 0\nConnection: close\n\n`;
      expect(statusOf(await raw(at, head))).toBe(403);
    },
  );

  it.each([
    [{ host: 'sandbox' }, 'host must be an IP address of this machine, such as "127.0.0.1"'],
    [{ baseUrl: 'sandbox:4010' }, 'baseUrl must be an http(s) URL without a path'],
    [{ baseUrl: 'http://sandbox/pay' }, 'baseUrl must be an http(s) URL without a path'],
  ])('does not start with %j.', async (options, problem) => {
    await expect(NewPaySandbox.start(options)).rejects.toThrow(problem);
  });
});

describe('Requests of web pages', () => {
  const OWN = ['127.0.0.1', 'localhost', '[::1]'];

  async function press(headers: Record<string, string>): Promise<number> {
    const { payUrl } = await merchant.order();
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
    const head = `POST ${new URL(String(payUrl)).pathname}/pay HTTP/1.1\n${lines.join('')}Content-Length: 0\nConnection: close\n\n`;
    return statusOf(await raw(port, head));
  }

  it.each(OWN)('A form of its own page under %s pays.', async (name) => {
    const Host = `${name}:${port}`;
    expect(await press({ Host, Origin: `http://${Host}`, 'Sec-Fetch-Site': 'same-origin' })).toBe(
      303,
    );
    expect(await press({ Host, Origin: `http://${Host}` })).toBe(303);
  });

  it('A server, which names neither origin nor site, pays.', async () => {
    expect(await press({ Host: `127.0.0.1:${port}` })).toBe(303);
  });

  it.each<Record<string, string>>([
    { Origin: 'http://evil.example' },
    { Origin: 'null' },
    { Origin: '' },
    { Origin: 'http://127.0.0.1:1' },
    { Origin: 'http://localhost:PORT' },
    { Origin: 'https://127.0.0.1:PORT' },
    { Origin: 'http://127.0.0.1:PORT.evil.example' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'http://127.0.0.1:3000' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'Cross-Site' },
    { 'Sec-Fetch-Site': 'something new' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1:PORT' },
  ])('Another page, %j, can neither pay nor switch on a fault.', async (given) => {
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', `${port}`)]),
    );
    const Host = `127.0.0.1:${port}`;
    expect(await press({ Host, ...headers })).toBe(403);

    const lines = Object.entries({ Host, ...headers }).map(
      ([name, value]) => `${name}: ${value}\n`,
    );
    const form = 'fault=drop&switch=on';
    const head = `POST /console/faults HTTP/1.1\n${lines.join('')}Content-Type: application/x-www-form-urlencoded\nContent-Length: ${form.length}\nConnection: close\n\n`;
    expect(statusOf(await raw(port, head, [form]))).toBe(403);
    expect(sandbox.faults).toEqual([]);
  });

  it('No other page shows one of its pages within a frame.', async () => {
    const { headers } = await fetch(sandbox.credentials.baseUrl);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

describe('The body of a request', () => {
  const MIB = 1024 * 1024;
  const head = (length: string): string =>
    `POST /api/open/converge/pay/v1/createOrder HTTP/1.1\nHost: 127.0.0.1:${port}\nContent-Type: application/json\nVersion: 1.0\n${length}\n`;

  it('has 1 MiB at most by its Content-Length, and is not read otherwise.', async () => {
    const answer = await raw(port, head(`Content-Length: ${300 * MIB}\n`));
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('Connection: close');
    expect(answer).toContain('The body is larger than 1048576 bytes.');
  });

  it('has 1 MiB at most in chunks without a Content-Length, and is not kept in memory.', async () => {
    const part = Buffer.concat([
      Buffer.from(`${(64 * 1024).toString(16)}\r\n`),
      Buffer.alloc(64 * 1024, 'x'),
      Buffer.from('\r\n'),
    ]);
    let sent = 0;
    function* endless(): Generator<Buffer> {
      for (; sent < 300 * MIB; sent += part.length) {
        yield part;
      }
    }
    const answer = await raw(port, head('Transfer-Encoding: chunked\n'), endless());
    expect(statusOf(answer)).toBe(413);
    expect(sent).toBeLessThan(50 * MIB);
  });

  it('is read completely if it has 1 MiB.', async () => {
    const answer = await raw(port, head(`Content-Length: ${MIB}\nConnection: close\n`), [
      Buffer.alloc(MIB, ' '),
    ]);
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain('MALFORMED_REQUEST');
  });

  it('may end early without harm to the sandbox.', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(head('Content-Length: 1000\n').replaceAll('\n', '\r\n'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
    expect((await fetch(sandbox.credentials.baseUrl)).status).toBe(200);
  });
});

describe('A client that does not complete its request', () => {
  let server: SandboxServer;

  beforeEach(async () => {
    server = await SandboxServer.listen(0, { timeouts: { head: 100, request: 200 } });
    server.serve(new Router([], () => textReply('', 404)));
  });

  afterEach(() => server.close());

  it.each([
    ['its head', 'POST / HTTP/1.1\nHost: 127.0.0.1:PORT\n'],
    ['its body', 'POST / HTTP/1.1\nHost: 127.0.0.1:PORT\nContent-Length: 10\n\nx'],
  ])('is disconnected in the middle of %s.', async (_what, head) => {
    const at = Number(new URL(server.baseUrl).port);
    expect(statusOf(await raw(at, head.replace('PORT', `${at}`)))).toBe(408);
  });
});
