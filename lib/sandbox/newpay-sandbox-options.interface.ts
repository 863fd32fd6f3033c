import type { NewPaySandboxActivity } from './activity/newpay-sandbox-activity.interface.js';
import type { NewPayNestedForm } from '../protocol/v2/nested-form.js';
import type { NewPayRefundCallbackReading } from './status-code-encoding.js';

/**
 * The options of `NewPaySandbox.start()`.
 *
 * @publicApi
 */
export interface NewPaySandboxOptions {
  /**
   * The port to listen on; `0` for any free port.
   * @default 0
   */
  port?: number;

  /**
   * The IP address to listen on. With any other than a loopback address, such as `0.0.0.0` (all
   * addresses of this machine), everybody in the network can see and pay the orders. Use it only in
   * a container or in a network that you trust.
   * @default '127.0.0.1'
   */
  host?: string;

  /**
   * The URL at which apps and the browsers of payers reach the sandbox; `credentials.baseUrl` and
   * every `payUrl` begin with it. Its host is accepted like one of `allowedHosts`.
   * @default the address and the port that it listens on
   */
  baseUrl?: string;

  /**
   * Accepted values of the header `Host` in addition to `127.0.0.1`, `localhost` and `[::1]` with
   * the port of the sandbox: the name of a container such as `sandbox` (with any port) or
   * `sandbox:4010`. Other requests are answered 403, because they may come from a web page that is
   * open on this machine. With a `host` that is not a loopback address, IP addresses are accepted
   * too.
   * @default []
   */
  allowedHosts?: readonly string[];

  /**
   * The delays before each further delivery of a callback that was not acknowledged, in
   * milliseconds. After the last one no delivery follows; `[]` delivers once.
   * @default NewPay's own: every 5 minutes, 3 times
   * ([protocol 5](../../docs/protocol.md#5-callbacks)); for orders of API v2 after 10 seconds, 5
   * minutes and 30 minutes ([protocol 6.6](../../docs/protocol.md#66-callbacks))
   */
  retryDelays?: readonly number[];

  /**
   * How refund callbacks encode the result, for which NewPay's page contradicts itself
   * ([protocol 5.2](../../docs/protocol.md#52-refund-callback) and
   * [protocol 10.2](../../docs/protocol.md#10-contradictions-and-traps)): `example` sends 0 for a
   * success, and the field `transStatus` twice, as in NewPay's
   * example; `table` sends 1 for a success.
   * @default 'example'
   */
  refundCallbackReading?: NewPayRefundCallbackReading;

  /** How the sandbox speaks API v2, where NewPay's pages leave it open. */
  v2?: NewPaySandboxV2Options;

  /**
   * The IDs and keys of the sandbox, so that they stay the same at the next start.
   * @default new ones
   */
  account?: NewPaySandboxAccount;

  /**
   * Called after each answer, delivery and result, for a log. An error that it throws becomes a
   * process warning.
   */
  onActivity?: (activity: NewPaySandboxActivity) => void;
}

/**
 * How a sandbox speaks API v2, where NewPay's pages leave it open.
 *
 * @publicApi
 */
export interface NewPaySandboxV2Options {
  /**
   * How an object inside a message is signed
   * ([protocol 3.1](../../docs/protocol.md#31-nested-objects)), in answers and callbacks; a request must be
   * signed in the same form. With `wire` the objects of the sandbox have white space in them.
   * @default 'wire'
   */
  nested?: NewPayNestedForm;

  /**
   * The shape of callbacks: `enveloped` as NewPay's page says, with the signed fields in `data`
   * ([protocol 6.6](../../docs/protocol.md#66-callbacks)), or `flat` as in API v1.
   * @default 'enveloped'
   */
  callbacks?: 'enveloped' | 'flat';
}

/**
 * The IDs and private keys of a sandbox. The public keys follow from them.
 *
 * @publicApi
 */
export interface NewPaySandboxAccount {
  /** The ID of the application, for the option `appId`. Not empty. */
  readonly appId: string;
  /** The ID of the merchant, for the option `merchantId`. Not empty. */
  readonly merchantId: string;
  /** The merchant's RSA private key, PEM. */
  readonly privateKey: string;
  /** The RSA private key of the sandbox, which signs its answers and callbacks, PEM. */
  readonly platformPrivateKey: string;
}

/**
 * The credentials of the sandbox's merchant, to be spread into the options of
 * `NewPayModule.forRoot`. Without the option `account` they change at every start, so that messages
 * of one sandbox are not valid in another.
 *
 * @publicApi
 */
export interface NewPaySandboxCredentials {
  /** The ID of the application, for the option `appId`. */
  readonly appId: string;
  /** The ID of the merchant, for the option `merchantId`. */
  readonly merchantId: string;
  /** The merchant's RSA private key (2048 bits), PEM (PKCS#8). */
  readonly privateKey: string;
  /** The sandbox's RSA public key (2048 bits), PEM (SPKI). */
  readonly platformPublicKey: string;
  /** The base URL of the sandbox, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string;
  /** For the option `v2`: the same sandbox also answers API v2, and `scanPay`. */
  readonly v2: {
    /** The base URL of API v2 in this sandbox: the same as `baseUrl`. */
    readonly baseUrl: string;
  };
}
