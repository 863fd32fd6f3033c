import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { AppProcess } from '../../support/app-process.js';
import { freePort } from '../../support/free-port.js';
import { startShopProcess } from './shop-process.js';

let folder: string;
let shop: AppProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-'));
});

afterEach(async () => {
  await shop?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

it('npm start ends with the addresses of the shop and of the console, without a warning; a second one says in one line what to do.', async () => {
  const port = await freePort();
  const variables = { PORT: `${port}`, DATA_DIR: folder, NO_COLOR: '1', TZ: 'America/Lima' };

  shop = await startShopProcess(variables, [], 'Times on the pages');
  const second = startShopProcess(variables);

  expect(shop.output.trimEnd().split('\n').slice(-3)).toEqual([
    `The shop is open: http://127.0.0.1:${port}`,
    expect.stringMatching(/^Its NewPay is a sandbox: http:\/\/127\.0\.0\.1:\d+ \(console with /),
    'Times on the pages and in the log: Asia/Vientiane',
  ]);
  expect(shop.output).not.toMatch(/\b(WARN|ERROR)\b/);
  const inVientiane = new Date().toLocaleDateString('en-US', { timeZone: 'Asia/Vientiane' });
  expect(shop.output).toContain(` ${inVientiane}, `);
  await expect(second).rejects.toThrow(
    new RegExp(
      `ERROR \\[ExceptionHandler\\] ${folder} is locked by the shop with process id \\d+\\. Stop that shop, .+\n$`,
    ),
  );
  await expect(second).rejects.not.toThrow(/^\s+at /m);
}, 300_000);
