import { refuseUnknownPath } from './api/api.js';
import { CallbackSender } from './callbacks/callback-sender.js';
import type { NewPaySandboxDelivery } from './callbacks/newpay-sandbox-delivery.interface.js';
import { resolveRefundCallbackReading } from './callbacks/refund-callback-reading.js';
import { resolveRetryDelays } from './callbacks/retry-delays.js';
import type {
  NewPaySandboxFault,
  NewPaySandboxFaultOptions,
  NewPaySandboxInjection,
} from './faults/newpay-sandbox-fault.js';
import { resolveAllowedHosts } from './http/allowed-hosts.js';
import { Router } from './http/router.js';
import { SandboxServer } from './http/sandbox-server.js';
import type {
  NewPaySandboxCredentials,
  NewPaySandboxOptions,
} from './newpay-sandbox-options.interface.js';
import { openAccount, type SandboxAccount } from './sandbox-account.js';
import { assembleSandbox, type SandboxParts } from './sandbox-parts.js';
import { sandboxRoutes } from './sandbox.routes.js';

/**
 * A NewPay of one's own, for development and tests: the documented v1 protocol over real HTTP on
 * 127.0.0.1, with real RSA keys. No money moves, and nothing leaves the machine but the callbacks to
 * the addresses that orders and refunds name.
 *
 * @example
 * const sandbox = await NewPaySandbox.start();
 * NewPayModule.forRoot({ ...sandbox.credentials, publicUrl: 'http://127.0.0.1:3000' });
 * // ... the app creates order A1001 ...
 * await sandbox.pay('A1001');
 * // ... and now the other way: the callback of A1002 comes twice, and no query is answered ...
 * sandbox.inject('duplicate', { orderNo: 'A1002' });
 * sandbox.inject('drop', { endpoint: 'queryOrder' });
 * await sandbox.pay('A1002');
 * await sandbox.stop();
 *
 * @publicApi
 */
export class NewPaySandbox {
  /** The merchant's ids and keys and the sandbox's address, as `NewPayModule.forRoot` takes them. */
  readonly credentials: NewPaySandboxCredentials;
  readonly #server: SandboxServer;
  readonly #parts: SandboxParts;

  private constructor(server: SandboxServer, parts: SandboxParts) {
    this.credentials = credentialsOf(parts);
    this.#server = server;
    this.#parts = parts;
  }

  /**
   * Starts a sandbox: makes its keys (a few hundred milliseconds) and listens.
   *
   * @throws {RangeError} an option has no possible value
   * @throws {Error} the port cannot be had; `code` is the system's, such as `EADDRINUSE`
   */
  static async start({
    port = 0,
    allowedHosts,
    retryDelays,
    refundCallbackReading,
  }: NewPaySandboxOptions = {}): Promise<NewPaySandbox> {
    const hosts = resolveAllowedHosts(allowedHosts);
    const reading = resolveRefundCallbackReading(refundCallbackReading);
    const sender = new CallbackSender({ retryDelays: resolveRetryDelays(retryDelays) });
    const account = await openAccount();
    const server = await SandboxServer.listen(port, { allowedHosts: hosts });
    const parts = assembleSandbox({ account, baseUrl: server.baseUrl, sender, reading });
    server.serve(new Router(sandboxRoutes(parts), refuseUnknownPath));
    return new NewPaySandbox(server, parts);
  }

  /**
   * Pays an order, as the payer would. Resolves when the first delivery of the callback has been
   * answered or has failed, at once when a fault withholds or delays it; further ones follow on
   * their own.
   *
   * @throws {Error} the order is unknown, or its result is final already
   */
  async pay(orderNo: string): Promise<void> {
    await this.#parts.payer.pay(orderNo);
  }

  /**
   * Lets the payment of an order fail. Resolves as {@link NewPaySandbox.pay} does.
   *
   * @param reason the callback's `transInfo`; default `Transaction Failed`
   * @throws {Error} the order is unknown, or its result is final already
   */
  async fail(orderNo: string, reason?: string): Promise<void> {
    await this.#parts.payer.fail(orderNo, reason);
  }

  /**
   * Lets refunds stay `processing` until {@link NewPaySandbox.settleRefund}. A sandbox that was not
   * told to gives every refund at once, and delivers its callback.
   *
   * @param isHeld whether refunds to come are held; default `true`. Those that are held stay so.
   */
  holdRefunds(isHeld = true): void {
    this.#parts.processor.hold(isHeld);
  }

  /**
   * Gives a held refund its result, as NewPay's back office would. Resolves as
   * {@link NewPaySandbox.pay} does; at once when the refund named no `callBackUrl`.
   *
   * @param reason the `tranInfo` of its query and the `transInfo` of its callback; default
   * `Transaction Success` or `Transaction Failed`
   * @throws {Error} the refund is unknown, or its result is final already
   */
  async settleRefund(
    refundOrderNo: string,
    status: 'refunded' | 'failed',
    reason?: string,
  ): Promise<void> {
    await this.#parts.processor.settle(refundOrderNo, status, reason);
  }

  /**
   * The deliveries of the callback of an order, or of a refund, so far: the first one first; empty
   * when there are none.
   *
   * @param number the order's `orderNo` or the refund's `refundOrderNo`
   */
  deliveries(number: string): readonly NewPaySandboxDelivery[] {
    return this.#parts.sender.deliveriesOf(number);
  }

  /**
   * Makes the sandbox do something wrong from now on, in its answers or its callbacks. Several faults
   * add up, in the order of their injection.
   *
   * @example
   * sandbox.inject('drop', { endpoint: 'createOrder', times: 1 });
   * sandbox.inject('delay', { orderNo: 'A1001', ms: 5_000 });
   *
   * @throws {RangeError} the fault is none, or an option has no possible value
   */
  inject(fault: NewPaySandboxFault, options: NewPaySandboxFaultOptions = {}): void {
    this.#parts.faults.inject(fault, options);
  }

  /** The injected faults that are not used up, in the order of their injection. */
  get faults(): readonly NewPaySandboxInjection[] {
    return this.#parts.faults.injections;
  }

  /** Takes back what was injected: the injections of one fault, or all. */
  clearFaults(fault?: NewPaySandboxFault): void {
    this.#parts.faults.clear(fault);
  }

  /**
   * The public half of the key that the fault `old-key` signs with, PEM (SPKI); made when it is first
   * asked for. With both as `platformPublicKey` an app is in the middle of a change of keys.
   */
  async oldPlatformPublicKey(): Promise<string> {
    return publicPemOf(await this.#parts.account.oldPlatformKeys());
  }

  /** Stops: breaks off deliveries, forgets retries, closes every connection. May be called again. */
  async stop(): Promise<void> {
    await this.#parts.sender.stop();
    await this.#server.close();
  }
}

function credentialsOf({ account, baseUrl }: SandboxParts): NewPaySandboxCredentials {
  const { appId, merchantId, merchantKeys, platformKeys } = account;
  return Object.freeze({
    appId,
    merchantId,
    privateKey: merchantKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    platformPublicKey: publicPemOf(platformKeys),
    baseUrl,
  });
}

function publicPemOf({ publicKey }: SandboxAccount['platformKeys']): string {
  return publicKey.export({ type: 'spki', format: 'pem' }) as string;
}
