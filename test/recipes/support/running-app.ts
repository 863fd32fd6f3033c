import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Logger, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';

/** The app of a page, served over HTTP, with a sandbox as its NewPay. */
export class RunningApp {
  private constructor(
    readonly nest: INestApplication,
    readonly url: string,
    readonly sandbox: NewPaySandbox,
  ) {}

  /** @param load imports the app, which reads its environment when it is imported */
  static async start(load: () => Promise<Type>): Promise<RunningApp> {
    Logger.overrideLogger(false);
    const sandbox = await NewPaySandbox.start({ retryDelays: [] });
    const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = sandbox.credentials;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    Object.assign(process.env, {
      NEWPAY_APP_ID: appId,
      NEWPAY_MERCHANT_ID: merchantId,
      NEWPAY_PRIVATE_KEY: privateKey,
      NEWPAY_PLATFORM_PUBLIC_KEY: platformPublicKey,
      NEWPAY_BASE_URL: baseUrl,
      NEWPAY_PUBLIC_URL: url,
      NEWPAY_SUCCESS_PAGE_URL: url,
      NEWPAY_FAILURE_PAGE_URL: url,
      NEWPAY_CANCEL_PAGE_URL: url,
    });
    const nest = await NestFactory.create(await load(), { abortOnError: false });
    await nest.listen(port, '127.0.0.1');
    return new RunningApp(nest, url, sandbox);
  }

  /**
   * Creates an order as a payer does, and returns its number.
   *
   * @param numbers reads the numbers of all orders: the payer is not told theirs
   */
  async buy(numbers: () => Promise<readonly string[]>): Promise<string> {
    const before = new Set(await numbers());
    const { status } = await fetch(`${this.url}/orders`, { method: 'POST', redirect: 'manual' });
    const [orderNo, ...others] = (await numbers()).filter((number) => !before.has(number));
    if (status !== 303 || orderNo === undefined || others.length > 0) {
      throw new Error(`${others.length + 1} orders were created, with the answer ${status}`);
    }
    return orderNo;
  }

  /** The status of the last callback of an order. */
  statusOf(orderNo: string): number | undefined {
    return this.sandbox.deliveries(orderNo).at(-1)?.status;
  }

  /** Sends the last callback of an order again, to the letter, and resolves with the status. */
  async redeliver(orderNo: string): Promise<number> {
    const { url = '', body = '' } = this.sandbox.deliveries(orderNo).at(-1) ?? {};
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(url, { method: 'POST', headers, body });
    return status;
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.sandbox.stop();
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
