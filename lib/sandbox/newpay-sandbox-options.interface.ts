import type { NewPayRefundCallbackReading } from './status-code-encoding.js';

/**
 * The options of `NewPaySandbox.start()`.
 *
 * @publicApi
 */
export interface NewPaySandboxOptions {
  /**
   * The port on 127.0.0.1; `0` for any free port.
   * @default 0
   */
  port?: number;

  /**
   * Accepted values of the header `Host` in addition to `127.0.0.1`, `localhost` and `[::1]` with
   * the port of the sandbox: the name of a container such as `sandbox` (with any port) or
   * `sandbox:4010`. Other requests are answered 403, because they may come from a web page that is
   * open on this machine.
   * @default []
   */
  allowedHosts?: readonly string[];

  /**
   * The delays before each further delivery of a callback that was not acknowledged, in
   * milliseconds. After the last one no delivery follows; `[]` delivers once.
   * @default [300_000, 300_000, 300_000] (NewPay's own: every 5 minutes, 3 times,
   * [protocol 5](../../docs/protocol.md#5-callbacks))
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
}

/**
 * The credentials of the sandbox's merchant, to be spread into the options of
 * `NewPayModule.forRoot`. They change at every start, so that messages of one sandbox are not valid
 * in another.
 *
 * @publicApi
 */
export interface NewPaySandboxCredentials {
  readonly appId: string;
  readonly merchantId: string;
  /** The merchant's RSA private key (2048 bits), PEM (PKCS#8). */
  readonly privateKey: string;
  /** The sandbox's RSA public key (2048 bits), PEM (SPKI). */
  readonly platformPublicKey: string;
  /** The base URL of the sandbox, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string;
}
