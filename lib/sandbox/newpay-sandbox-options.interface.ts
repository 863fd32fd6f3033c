import type { NewPayRefundCallbackReading } from '../protocol/v1/status-codes.js';

/**
 * How a sandbox runs.
 *
 * @publicApi
 */
export interface NewPaySandboxOptions {
  /**
   * The port to listen on, on 127.0.0.1; `0` takes a free one.
   * @default 0
   */
  port?: number;

  /**
   * Hosts that the sandbox answers to beside `127.0.0.1`, `localhost` and `[::1]` at its port, such as
   * the name of a container: `sandbox` at every port, or `sandbox:4010`. A request under any other
   * `Host` is answered 403, for it may come from a web page that was opened on this machine.
   * @default []
   */
  allowedHosts?: readonly string[];

  /**
   * How long to wait before each further delivery of a callback that was not acknowledged, in
   * milliseconds; after the last one it is given up. `[]` delivers once.
   * @default [300_000, 300_000, 300_000] (NewPay's own: every 5 minutes, 3 times, protocol 5)
   */
  retryDelays?: readonly number[];

  /**
   * How refund callbacks say what became of a refund, on which NewPay's page contradicts itself
   * (protocol 5.2, 10.2): `example` has 0 for a success, and the name `transStatus` twice, as there;
   * `table` has 1 for a success.
   * @default 'example'
   */
  refundCallbackReading?: NewPayRefundCallbackReading;
}

/**
 * What the sandbox's one merchant needs: spread it into `NewPayModule.forRoot`. New ones at every
 * start, so that no message of one sandbox passes for another's.
 *
 * @publicApi
 */
export interface NewPaySandboxCredentials {
  readonly appId: string;
  readonly merchantId: string;
  /** The merchant's RSA private key (2048 bits), PEM (PKCS#8). */
  readonly privateKey: string;
  /** The sandbox's own RSA public key (2048 bits), PEM (SPKI). */
  readonly platformPublicKey: string;
  /** Where the sandbox listens, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string;
}
