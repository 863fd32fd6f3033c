import { MerchantSigner } from '../core/signature/merchant-signer.js';
import { refuseUnknownPath } from './api/api-route.js';
import { CallbackSender } from './callbacks/callback-sender.js';
import type { NewPaySandboxDelivery } from './callbacks/newpay-sandbox-delivery.interface.js';
import { resolveRetryDelays } from './callbacks/retry-delays.js';
import { Router } from './http/router.js';
import { SandboxServer } from './http/sandbox-server.js';
import type {
  NewPaySandboxCredentials,
  NewPaySandboxOptions,
} from './newpay-sandbox-options.interface.js';
import { OrderBook } from './orders/order-book.js';
import { Payer } from './orders/payer.js';
import { openAccount, type SandboxAccount } from './sandbox-account.js';
import { sandboxRoutes } from './sandbox.routes.js';

/**
 * A NewPay of one's own, for development and tests: the documented v1 protocol over real HTTP on
 * 127.0.0.1, with real RSA keys. No money moves, and nothing leaves the machine but the callbacks to
 * the addresses that orders name.
 *
 * @example
 * const sandbox = await NewPaySandbox.start();
 * NewPayModule.forRoot({ ...sandbox.credentials, publicUrl: 'http://127.0.0.1:3000' });
 * // ... the app creates order A1001 ...
 * await sandbox.pay('A1001');
 * await sandbox.stop();
 *
 * @publicApi
 */
export class NewPaySandbox {
  /** The merchant's ids and keys and the sandbox's address, as `NewPayModule.forRoot` takes them. */
  readonly credentials: NewPaySandboxCredentials;
  readonly #server: SandboxServer;
  readonly #sender: CallbackSender;
  readonly #payer: Payer;

  private constructor(account: SandboxAccount, server: SandboxServer, sender: CallbackSender) {
    const { baseUrl } = server;
    const signer = new MerchantSigner(account.platformKeys.privateKey);
    const book = new OrderBook();
    this.credentials = credentialsOf(account, baseUrl);
    this.#server = server;
    this.#sender = sender;
    this.#payer = new Payer({ book, sender, signer, appId: account.appId });
    const routes = sandboxRoutes({ account, baseUrl, signer, book, payer: this.#payer });
    server.serve(new Router(routes, refuseUnknownPath));
  }

  /**
   * Starts a sandbox: makes its keys (a few hundred milliseconds) and listens.
   *
   * @throws {RangeError} an option has no possible value
   * @throws {Error} the port cannot be had; `code` is the system's, such as `EADDRINUSE`
   */
  static async start({ port = 0, retryDelays }: NewPaySandboxOptions = {}): Promise<NewPaySandbox> {
    const sender = new CallbackSender({ retryDelays: resolveRetryDelays(retryDelays) });
    const account = await openAccount();
    return new NewPaySandbox(account, await SandboxServer.listen(port), sender);
  }

  /**
   * Pays an order, as the payer would. Resolves when the first delivery of the callback has been
   * answered or has failed; further ones follow on their own.
   *
   * @throws {Error} the order is unknown, or its result is final already
   */
  async pay(orderNo: string): Promise<void> {
    await this.#payer.pay(orderNo);
  }

  /**
   * Lets the payment of an order fail. Resolves as {@link NewPaySandbox.pay} does.
   *
   * @param reason the callback's `transInfo`; default `Transaction Failed`
   * @throws {Error} the order is unknown, or its result is final already
   */
  async fail(orderNo: string, reason?: string): Promise<void> {
    await this.#payer.fail(orderNo, reason);
  }

  /** The deliveries of an order's callback so far, the first one first; empty when there are none. */
  deliveries(orderNo: string): readonly NewPaySandboxDelivery[] {
    return this.#sender.deliveriesOf(orderNo);
  }

  /** Stops: breaks off deliveries, forgets retries, closes every connection. May be called again. */
  async stop(): Promise<void> {
    await this.#sender.stop();
    await this.#server.close();
  }
}

function credentialsOf(account: SandboxAccount, baseUrl: string): NewPaySandboxCredentials {
  const { appId, merchantId, merchantKeys, platformKeys } = account;
  return Object.freeze({
    appId,
    merchantId,
    privateKey: merchantKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    platformPublicKey: platformKeys.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    baseUrl,
  });
}
