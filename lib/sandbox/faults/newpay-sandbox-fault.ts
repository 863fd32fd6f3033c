import type { NewPayEndpoint } from '../../protocol/v1/endpoints.js';

/** The faults of answers; the type says what they do. */
export const ANSWER_FAULTS = [
  'answer-late',
  'drop',
  'http-500',
  'not-json',
  'wrong-signature',
] as const;

/** The faults of callbacks; the type says what they do. */
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
 * What may go wrong with an answer of the API. The call itself is acted on as ever: an order is
 * entered, a refund is given.
 *
 * - `answer-late`: the answer comes `ms` later
 * - `drop`: the connection is closed instead of an answer
 * - `http-500`: the answer is HTTP 500, and no JSON
 * - `not-json`: the answer is HTTP 200 with a page of HTML
 * - `wrong-signature`: the answer's `sign` was made by nobody's key; a refusal, which has none, stays
 *
 * @publicApi
 */
export type NewPaySandboxAnswerFault = (typeof ANSWER_FAULTS)[number];

/**
 * What may go wrong with the callback of a payment or a refund.
 *
 * - `withhold`: it is never sent
 * - `repeat`: it is sent again when its first delivery has been answered, even if acknowledged
 * - `duplicate`: it is sent twice at once, the same bytes, each with its own retries
 * - `delay`: it is sent `ms` later, and so perhaps after a newer callback
 * - `out-of-order`: the news that an earlier attempt to pay failed is sent after it, well signed; only
 *   the callback of a payment that succeeded is followed by one
 * - `tamper`: its `transStatus` is turned over after it was signed, a failure made a success
 * - `old-key`: it is signed with the platform's old key, see `NewPaySandbox.oldPlatformPublicKey`
 *
 * Its retries are the same bytes again.
 *
 * @publicApi
 */
export type NewPaySandboxCallbackFault = (typeof CALLBACK_FAULTS)[number];

/**
 * What a sandbox can be made to do wrong.
 *
 * @publicApi
 */
export type NewPaySandboxFault = NewPaySandboxAnswerFault | NewPaySandboxCallbackFault;

/**
 * Whom a fault befalls and how often; by default everyone and every time.
 *
 * @publicApi
 */
export interface NewPaySandboxFaultOptions {
  /**
   * Only calls and callbacks that bear this number: an order's `orderNo` or a refund's
   * `refundOrderNo`. The query of a refund bears the latter alone.
   */
  readonly orderNo?: string;
  /** Only this call; for faults of answers. */
  readonly endpoint?: NewPayEndpoint;
  /** For so many answers or callbacks, then no more; a whole number from 1. */
  readonly times?: number;
  /**
   * The milliseconds of `answer-late` and `delay`.
   * @default 1_000
   */
  readonly ms?: number;
}

/**
 * A fault that a sandbox has been told to make. `times` is how often it still will.
 *
 * @publicApi
 */
export interface NewPaySandboxInjection<
  Fault extends NewPaySandboxFault = NewPaySandboxFault,
> extends NewPaySandboxFaultOptions {
  readonly fault: Fault;
  readonly ms: number;
}
