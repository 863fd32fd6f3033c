import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { AppProcess } from '../../support/app-process.js';
import { freePort } from '../../support/free-port.js';
import { open, press } from './browser.js';
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

it('npm start prints a few lines, without a warning, and ends with the addresses of the shop and of the console; both have the clock of Vientiane, and a second shop says in one line what to do.', async () => {
  const port = await freePort();
  const variables = { PORT: `${port}`, DATA_DIR: folder, NO_COLOR: '1', TZ: 'America/Lima' };

  shop = await startShopProcess(variables, [], 'Its NewPay is a sandbox');
  const second = startShopProcess(variables);

  const lines = shop.output.trimEnd().split('\n');
  const [, consoleUrl = ''] = / a sandbox: (\S+) \(console with /.exec(lines.at(-1) ?? '') ?? [];
  expect(lines.at(-2)).toBe(`The shop is open: http://127.0.0.1:${port}`);
  expect(lines.length).toBeLessThanOrEqual(8);
  expect(shop.output).not.toMatch(/\b(WARN|ERROR)\b/);
  expect(lines[0]).toMatch(/ - \d+ \w+ \d{4}, \d\d:\d\d:\d\d GMT\+7 +LOG /);

  const page = await press(await open(`http://127.0.0.1:${port}`), 'buy', { payMethod: '1' });
  expect((await press(page, 'pay')).text).toMatch(/>\d+ \w+ \d{4}, \d\d:\d\d\u00a0GMT\+7</);
  expect((await open(consoleUrl)).text).toMatch(/>\d\d:\d\d:\d\d GMT\+7</);

  await expect(second).rejects.toThrow(
    new RegExp(
      `ERROR \\[ExceptionHandler\\] ${folder} is locked by the shop with process id \\d+\\. Stop that shop, .+\n$`,
    ),
  );
  await expect(second).rejects.not.toThrow(/^\s+at /m);
}, 300_000);
