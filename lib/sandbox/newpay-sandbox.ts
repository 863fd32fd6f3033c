import { ActivityLog } from './activity/activity-log.js';
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
import { resolveBaseUrl, resolveHost } from './http/listen-address.js';
import { Router } from './http/router.js';
import { SandboxServer } from './http/sandbox-server.js';
import type {
  NewPaySandboxCredentials,
  NewPaySandboxOptions,
} from './newpay-sandbox-options.interface.js';
import { openAccount, type SandboxAccount } from './sandbox-account.js';
import { assembleSandbox, type SandboxParts } from './sandbox-wiring.js';
import { resolveV2Settings } from './v2/v2-settings.js';
import { sandboxRoutes } from './sandbox-routes.js';
import { unknownPath } from './unknown-path.js';

/**
 * A local NewPay sandbox for development and tests: the documented protocols of API v1 and v2 over real
 * HTTP on this machine, on one port, with real RSA keys. No money moves. The sandbox sends nothing but the callbacks, to
 * the `callBackUrl` of orders and refunds.
 *
 * @example
 * const sandbox = await NewPaySandbox.start();
 * NewPayModule.forRoot({ ...sandbox.credentials, publicUrl: 'http://127.0.0.1:3000' });
 * // ... the app creates order A1001 ...
 * await sandbox.pay('A1001');
 * // ... faults: the callback of A1002 is sent twice, and queries are not answered ...
 * sandbox.inject('duplicate', { orderNo: 'A1002' });
 * sandbox.inject('drop', { endpoint: 'queryOrder' });
 * await sandbox.pay('A1002');
 * await sandbox.stop();
 *
 * @publicApi
 */
export class NewPaySandbox {
  /**
   * The merchant's IDs and keys and the base URL of the sandbox, as options of
   * `NewPayModule.forRoot`.
   */
  readonly credentials: NewPaySandboxCredentials;

  /**
   * The base URL for programs on this machine. With a `host` of all addresses it is
   * `http://127.0.0.1:<port>`, while `credentials.baseUrl` has the address in the network.
   */
  readonly localUrl: string;
  readonly #server: SandboxServer;
  readonly #parts: SandboxParts;

  private constructor(server: SandboxServer, parts: SandboxParts) {
    this.credentials = credentialsOf(parts);
    this.localUrl = server.localUrl;
    this.#server = server;
    this.#parts = parts;
  }

  /**
   * Starts a sandbox: generates its keys, which takes a few hundred milliseconds, and listens.
   *
   * @throws {RangeError} an option has an invalid value
   * @throws {NewPayConfigurationError} a key of `account` is not valid
   * @throws {Error} the port cannot be opened; `code` is that of the system, such as `EADDRINUSE`
   */
  static async start({
    port = 0,
    retryDelays,
    refundCallbackReading,
    v2,
    account: givenAccount,
    onActivity,
    ...address
  }: NewPaySandboxOptions = {}): Promise<NewPaySandbox> {
    const { host, allowedHosts, baseUrl } = resolveAddress(address);
    const settings = {
      reading: resolveRefundCallbackReading(refundCallbackReading),
      retryDelays: resolveRetryDelays(retryDelays),
      v2: resolveV2Settings(v2),
    };
    const activities = new ActivityLog(onActivity);
    const sender = new CallbackSender({ activities });
    const account = await openAccount(givenAccount);
    const server = await SandboxServer.listen(port, { host, allowedHosts });
    const ground = { account, baseUrl: baseUrl ?? server.baseUrl, sender, activities, settings };
    const parts = assembleSandbox(ground);
    server.serve(new Router(sandboxRoutes(parts), unknownPath(activities)), (refused) =>
      activities.record({ type: 'request', ...refused, faults: [], at: new Date() }),
    );
    return new NewPaySandbox(server, parts);
  }

  /**
   * Pays an order, as the payer would. Resolves when the first delivery of the callback has been
   * answered or has failed; at once when a fault withholds or delays it. Further deliveries are
   * made in the background.
   *
   * @throws {Error} the order is unknown, or is already paid or failed
   */
  async pay(orderNo: string): Promise<void> {
    await this.#parts.simulator.pay(orderNo);
  }

  /**
   * Makes the payment of an order fail. Resolves when the first delivery of the callback has been
   * answered or has failed; at once when a fault withholds or delays it.
   *
   * @param reason the `transInfo` of the callback; default `Transaction Failed`
   * @throws {Error} the order is unknown, or is already paid or failed
   */
  async fail(orderNo: string, reason?: string): Promise<void> {
    await this.#parts.simulator.fail(orderNo, reason);
  }

  /**
   * Lets the time to pay an order of API v2 be over. Resolves when the first delivery of the callback has
   * been answered or has failed; at once when a fault withholds or delays it.
   *
   * @throws {Error} the order is unknown, has a result, or is one of API v1, which has no such result
   */
  async expire(orderNo: string): Promise<void> {
    await this.#parts.simulator.expire(orderNo);
  }

  /**
   * The token of a user who has opened a page of the merchant in the NewPay app: the app adds it to the
   * page's URL as `userToken`, with `userId`
   * ([protocol 6.7](../../docs/protocol.md#67-inside-the-newpay-app)). `queryUser` of API v2 finds the user.
   *
   * @param userId 1 to 15 digits
   * @throws {RangeError} `userId` is another text
   */
  userToken(userId = '100234'): string {
    return this.#parts.tokens.issue(userId).token;
  }

  /**
   * Keeps new refunds `processing` until {@link NewPaySandbox.settleRefund} is called. By default
   * every refund succeeds at once and its callback is sent.
   *
   * @param isHeld whether new refunds are kept `processing`; default `true`. Refunds that are
   * already kept stay so.
   */
  holdRefunds(isHeld = true): void {
    this.#parts.processor.hold(isHeld);
  }

  /**
   * Sets the result of a refund that is kept `processing`. Resolves when the first delivery of the
   * callback has been answered or has failed; at once when the refund has no `callBackUrl`, or a
   * fault withholds or delays the callback.
   *
   * @param reason the `tranInfo` of the query and the `transInfo` of the callback; default
   * `Transaction Success` or `Transaction Failed`
   * @throws {Error} the refund is unknown, or is already refunded or failed
   */
  async settleRefund(
    refundOrderNo: string,
    status: 'refunded' | 'failed',
    reason?: string,
  ): Promise<void> {
    await this.#parts.processor.complete(refundOrderNo, status, reason);
  }

  /**
   * Refunds a paid order, as if the app had asked for it; the callback goes to the order's
   * `callBackUrl`. Resolves when the first delivery of the callback has been answered or has failed.
   *
   * @param amount a decimal string; default: what is left of the order
   * @returns the number of the refund
   * @throws {Error} the order is unknown, not paid or already refunded, or the amount is not valid
   */
  async refund(orderNo: string, amount?: string): Promise<string> {
    return this.#parts.actions.refund(orderNo, { amount });
  }

  /**
   * Delivers the callback of an order or a refund once more, without faults, even if it was withheld
   * or acknowledged. Scheduled deliveries are not changed. Resolves when it has been answered or has
   * failed.
   *
   * @param number the `orderNo` or `refundOrderNo`
   * @throws {Error} the order or refund has no callback yet
   */
  async resend(number: string): Promise<void> {
    await this.#parts.actions.resend(number);
  }

  /**
   * Makes the scheduled deliveries of an order or a refund now, without waiting for their time.
   * Resolves when they have been answered or have failed.
   *
   * @param number the `orderNo` or `refundOrderNo`
   * @throws {Error} no delivery is scheduled
   */
  async deliverNow(number: string): Promise<void> {
    await this.#parts.actions.deliverNow(number);
  }

  /**
   * The deliveries of the callbacks of an order or refund so far, the first one first.
   *
   * @param number the `orderNo` or `refundOrderNo`
   */
  deliveries(number: string): readonly NewPaySandboxDelivery[] {
    return this.#parts.sender.deliveriesOf(number);
  }

  /**
   * Injects a fault into the answers or callbacks of the sandbox from now on. Several faults are
   * combined in the order of their injection.
   *
   * @example
   * sandbox.inject('drop', { endpoint: 'createOrder', times: 1 });
   * sandbox.inject('delay', { orderNo: 'A1001', ms: 5_000 });
   *
   * @throws {RangeError} the fault is unknown, or an option has an invalid value
   */
  inject(fault: NewPaySandboxFault, options: NewPaySandboxFaultOptions = {}): void {
    this.#parts.faults.inject(fault, options);
  }

  /** The active faults, in the order of their injection. */
  get faults(): readonly NewPaySandboxInjection[] {
    return this.#parts.faults.injections;
  }

  /**
   * Removes injected faults.
   *
   * @param fault the fault to remove; default: all faults
   */
  clearFaults(fault?: NewPaySandboxFault): void {
    this.#parts.faults.clear(fault);
  }

  /**
   * The public key for callbacks with the fault `old-key`, PEM (SPKI); generated at the first call.
   * Set it in `platformPublicKey` together with that of `credentials` to test a change of keys.
   */
  async oldPlatformPublicKey(): Promise<string> {
    return publicPemOf(await this.#parts.account.oldPlatformKeys());
  }

  /**
   * Stops the sandbox: aborts deliveries, drops retries and closes all connections. May be called
   * again.
   */
  async stop(): Promise<void> {
    await this.#parts.sender.stop();
    await this.#server.close();
  }
}

type AddressOptions = Pick<NewPaySandboxOptions, 'host' | 'baseUrl' | 'allowedHosts'>;

/** Checks where a sandbox listens, and under which hosts it answers. */
function resolveAddress({ host, baseUrl, allowedHosts }: AddressOptions) {
  const url = resolveBaseUrl(baseUrl);
  const names = resolveAllowedHosts(allowedHosts);
  return {
    host: resolveHost(host),
    baseUrl: url,
    allowedHosts: url === undefined ? names : [...names, new URL(url).host],
  };
}

function credentialsOf({ account, baseUrl }: SandboxParts): NewPaySandboxCredentials {
  const { appId, merchantId, merchantKeys, platformKeys } = account;
  return Object.freeze({
    appId,
    merchantId,
    privateKey: merchantKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    platformPublicKey: publicPemOf(platformKeys),
    baseUrl,
    v2: Object.freeze({ baseUrl }),
  });
}

function publicPemOf({ publicKey }: SandboxAccount['platformKeys']): string {
  return publicKey.export({ type: 'spki', format: 'pem' }) as string;
}
