import type { NewPayEndpoint } from '../../protocol/v1/endpoints.js';
import type { NewPayV2Endpoint } from '../../protocol/v2/endpoints.js';

/** The faults of answers; see {@link NewPaySandboxAnswerFault}. */
export const ANSWER_FAULTS = [
  'answer-late',
  'drop',
  'http-500',
  'not-json',
  'wrong-signature',
] as const;

/** The faults of callbacks; see {@link NewPaySandboxCallbackFault}. */
export const CALLBACK_FAULTS = [
  'withhold',
  'repeat',
  'duplicate',
  'delay',
  'out-of-order',
  'tamper',
  'old-key',
] as const;

/**
 * A fault of an answer of the API. The call itself is executed: the order is created, the refund is
 * made.
 *
 * - `answer-late`: the answer is sent `ms` later
 * - `drop`: the connection is closed without an answer
 * - `http-500`: the answer is HTTP 500, and not JSON
 * - `not-json`: the answer is HTTP 200 with an HTML page
 * - `wrong-signature`: the `sign` of the answer is of an unknown key; an error answer, which has
 *   none, is not changed
 *
 * @publicApi
 */
export type NewPaySandboxAnswerFault = (typeof ANSWER_FAULTS)[number];

/**
 * A fault of the callback of a payment or refund.
 *
 * - `withhold`: it is never sent
 * - `repeat`: it is sent again after its first delivery has been answered, even if it was
 *   acknowledged
 * - `duplicate`: it is sent twice at once with the same bytes; each is sent again until one is
 *   acknowledged
 * - `delay`: it is sent `ms` later, possibly after a newer callback
 * - `out-of-order`: a valid callback of an earlier, failed attempt to pay is sent after it; only
 *   for payments that succeeded
 * - `tamper`: its `transStatus` is inverted after signing, so that a failure becomes a success
 * - `old-key`: it is signed with the old key of the platform, see
 *   `NewPaySandbox.oldPlatformPublicKey`
 *
 * Retries send the same bytes.
 *
 * @publicApi
 */
export type NewPaySandboxCallbackFault = (typeof CALLBACK_FAULTS)[number];

/**
 * A fault that can be injected into a sandbox.
 *
 * @publicApi
 */
export type NewPaySandboxFault = NewPaySandboxAnswerFault | NewPaySandboxCallbackFault;

/**
 * The calls and callbacks that a fault applies to, and how often; by default to all of them, every
 * time.
 *
 * @publicApi
 */
export interface NewPaySandboxFaultOptions {
  /**
   * Applies the fault only to calls and callbacks with this `orderNo` or `refundOrderNo`. The query
   * of a refund has only the latter.
   */
  readonly orderNo?: string;
  /** Applies the fault only to this call; for faults of answers. */
  readonly endpoint?: NewPayEndpoint | NewPayV2Endpoint;
  /**
   * The number of answers or callbacks that the fault applies to; a whole number above 0.
   * @default unlimited
   */
  readonly times?: number;
  /**
   * The delay of `answer-late` and `delay`, in milliseconds.
   * @default 1_000
   */
  readonly ms?: number;
}

/**
 * An active fault of a sandbox. `times` is how often it still applies.
 *
 * @publicApi
 */
export interface NewPaySandboxInjection<
  Fault extends NewPaySandboxFault = NewPaySandboxFault,
> extends NewPaySandboxFaultOptions {
  /** The name of the fault. */
  readonly fault: Fault;
  /** The delay of `answer-late` and `delay`, in milliseconds; without effect for other faults. */
  readonly ms: number;
}
