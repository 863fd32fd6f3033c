import { resolve } from 'node:path';
import { registerAs, type ConfigType } from '@nestjs/config';
import { freePort } from './free-port.js';

/** Where the shop keeps its data when there is no `DATABASE_URL`: `sample/02-shop/.data`. */
const DATA_DIR = resolve(import.meta.dirname, '../../.data');

/**
 * The shop's settings: the `PORT` that it listens on, its URL for NewPay and the buyers (`PUBLIC_URL`),
 * NewPay's `API` (`v1` or `v2`), and its database: the PostgreSQL of `DATABASE_URL`, or an embedded one in
 * the folder `DATA_DIR`.
 */
export const shopConfig = registerAs('shop', async () => {
  const { PORT = '3000', API, PUBLIC_URL, NEWPAY_PUBLIC_URL, DATABASE_URL } = process.env;
  if (!/^\d+$/.test(PORT)) {
    throw new Error(`PORT must be a number, such as 3000, not "${PORT}"`);
  }
  const api = API || 'v1';
  if (api !== 'v1' && api !== 'v2') {
    throw new Error(`API must be v1 or v2, not "${api}"`);
  }
  // 0 means any free port. It is chosen here and not by listen(), because `publicUrl` contains it.
  const port = Number(PORT) || (await freePort());
  const publicUrl = PUBLIC_URL || NEWPAY_PUBLIC_URL || `http://127.0.0.1:${port}`;
  return {
    port,
    api,
    publicUrl: publicUrl.replace(/\/+$/, ''),
    databaseUrl: DATABASE_URL || undefined,
    dataDir: resolve(process.env['DATA_DIR'] || DATA_DIR),
  };
});

export type ShopConfig = ConfigType<typeof shopConfig>;
