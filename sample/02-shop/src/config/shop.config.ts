import { resolve } from 'node:path';
import { registerAs, type ConfigType } from '@nestjs/config';
import { freePort } from './free-port.js';

/** Where the shop keeps its data when there is no `DATABASE_URL`: `sample/02-shop/.data`. */
const DATA_DIR = resolve(import.meta.dirname, '../../.data');

/**
 * Where the shop is: `PORT` on this machine, `PUBLIC_URL` for NewPay and for the buyers. And where its
 * data is: in the PostgreSQL of `DATABASE_URL`, or in the folder `DATA_DIR`.
 */
export const shopConfig = registerAs('shop', async () => {
  const { PORT = '3000', PUBLIC_URL, NEWPAY_PUBLIC_URL, DATABASE_URL } = process.env;
  if (!/^\d+$/.test(PORT)) {
    throw new Error(`PORT must be a number, such as 3000, not "${PORT}"`);
  }
  // Zero is any free port. It is chosen here, not by listen(), because the addresses that an order
  // carries are known before the shop listens.
  const port = Number(PORT) || (await freePort());
  const publicUrl = PUBLIC_URL || NEWPAY_PUBLIC_URL || `http://127.0.0.1:${port}`;
  return {
    port,
    publicUrl: publicUrl.replace(/\/+$/, ''),
    databaseUrl: DATABASE_URL || undefined,
    dataDir: resolve(process.env['DATA_DIR'] || DATA_DIR),
  };
});

export type ShopConfig = ConfigType<typeof shopConfig>;
