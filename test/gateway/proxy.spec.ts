import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { NewPayService } from '../../lib/index.js';
import { startHostApp, type HostApp } from '../support/host-app.js';

/** What a proxy was told, and in which way. */
const proxiedRequests: string[] = [];
const proxy = createServer((request, response) => {
  proxiedRequests.push(`${request.method} ${request.url}`);
  response.writeHead(502).end();
}).on('connect', (request, socket) => {
  proxiedRequests.push(`CONNECT ${request.url}`);
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
});
let host: HostApp;

beforeEach(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  process.env['HTTPS_PROXY'] = `http://127.0.0.1:${(proxy.address() as { port: number }).port}`;
  host = await startHostApp({ options: { baseUrl: 'https://newpay.example', timeout: 500 } });
});

afterEach(async () => {
  delete process.env['HTTPS_PROXY'];
  await host.app.close();
  proxy.closeAllConnections();
  proxy.close();
});

it('A proxy of the environment is used by CONNECT, and cannot read the request.', async () => {
  await expect(host.app.get(NewPayService).queryOrder('A1001')).rejects.toMatchObject({
    code: 'ERR_NEWPAY_TRANSPORT',
  });
  expect(new Set(proxiedRequests)).toEqual(new Set(['CONNECT newpay.example:443']));
});
