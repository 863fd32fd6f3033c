/**
 * An attempt of an API call that is about to be made.
 *
 * @publicApi
 */
export interface NewPayRequestInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The name of the endpoint, such as `createOrder`; for `call` of a service, the path that was given to it. */
  readonly call: string;
}

/**
 * An attempt of an API call that has ended.
 *
 * @publicApi
 */
export interface NewPayResponseInfo extends NewPayRequestInfo {
  /**
   * - `ok`: NewPay accepted the request
   * - `refused`: NewPay rejected the request
   * - `unreached`: no connection was opened
   * - `unanswered`: no complete answer was received
   * - `untrusted`: the answer is not NewPay's, or is for another request
   */
  readonly outcome: 'ok' | 'refused' | 'unreached' | 'unanswered' | 'untrusted';
  /** The duration in milliseconds, including signing and verification. */
  readonly durationMs: number;
}

/**
 * A callback that has been answered.
 *
 * @publicApi
 */
export interface NewPayCallbackInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The HTTP status of the answer. Only 200 acknowledges the callback. */
  readonly status: number;
  /** The number of the order; `undefined` when the callback was rejected before it was verified. */
  readonly orderNo: string | undefined;
  /**
   * Why the callback was not acknowledged; `undefined` when it was. Of an unverified body it quotes
   * at most the name of a field, cut to 64 characters.
   */
  readonly reason: string | undefined;
  /**
   * The duration in milliseconds, from the arrival of the request to the answer. In your own
   * controller it starts at the guard.
   */
  readonly durationMs: number;
}

/**
 * An event whose listeners have ended.
 *
 * @publicApi
 */
export interface NewPayPublishedInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The full name of the event, such as `newpay.paid`. */
  readonly event: `newpay.${string}`;
  /** The merchant's number of the order. */
  readonly orderNo: string;
  /** `failed` when at least one listener failed. */
  readonly outcome: 'handled' | 'failed';
  /** The duration in milliseconds, until the last listener ended. */
  readonly durationMs: number;
}

/**
 * A second payment of an order that has already been paid.
 *
 * @publicApi
 */
export interface NewPayDuplicateInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The merchant's number of the order. */
  readonly orderNo: string;
  /** NewPay's number of the second payment. */
  readonly newpayOrderNo: string;
  /** The amount of the second payment, a decimal string. */
  readonly orderAmt: string;
  /** The currency of the second payment, such as `LAK`. */
  readonly currency: string;
  /** NewPay's number of the payment that was handled. */
  readonly handledNewpayOrderNo: string;
  /**
   * The amount of the handled payment, a decimal string; `undefined` when the store does not have
   * it.
   */
  readonly handledOrderAmt: string | undefined;
}

/**
 * A request to the callback route that is not a valid callback of NewPay's.
 *
 * @publicApi
 */
export interface NewPayUnverifiedInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The HTTP status of the answer: 400, 401, 403, 413 or 500. */
  readonly status: number;
  /** Why it is not valid, as in the log. */
  readonly reason: string;
  /**
   * The bytes of the body. Anybody can post to the route, so they may not be from NewPay. Do not use an
   * order number or an amount of the body, and do not act on it: it is for `NewPaySignature.explain`. It can
   * have data of a payer, so do not log it. `undefined` when the body was not read, for example because it
   * is too large.
   */
  readonly unverifiedBody: Uint8Array | undefined;
}

/**
 * A job of the queue that failed for the last time.
 *
 * @publicApi
 */
export interface NewPayDeadLetterInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The merchant's number of the order that the job is about. */
  readonly orderNo: string;
  /** The id of the job, as in the queue. */
  readonly id: string;
  /** The kind of the job, such as `event`. */
  readonly kind: string;
  /** The full name of the event, such as `newpay.paid`; `undefined` for another kind of job. */
  readonly event: string | undefined;
  /** The id of the listener that failed; `undefined` for another kind of job. */
  readonly listener: string | undefined;
  /** How many attempts there were. */
  readonly attempts: number;
  /** The message of the last failure. */
  readonly reason: string;
}

/**
 * Functions of the app that this package calls when something has happened, for example to count it. They are
 * called synchronously and must return quickly. An error that they throw is logged, and has no other effect. They
 * receive no key, and only `unverified` receives a body.
 *
 * @publicApi
 */
export interface NewPayHooks {
  /** Called before each attempt of an API call. A read that is retried has several attempts. */
  request?(info: NewPayRequestInfo): void;
  /** Called after each attempt of an API call. */
  response?(info: NewPayResponseInfo): void;
  /** Called when a callback has been answered. */
  callback?(info: NewPayCallbackInfo): void;
  /** Called when the listeners of an event have ended. */
  published?(info: NewPayPublishedInfo): void;
  /**
   * Called at each delivery of a duplicate payment, even without a listener to `newpay.duplicate`.
   */
  duplicate?(info: NewPayDuplicateInfo): void;
  /**
   * With a queue: called when a job has failed for the last time. It stays with the queue as failed
   * (dead letter), until `redeliver` or the queue's dashboard runs it again.
   */
  deadLetter?(info: NewPayDeadLetterInfo): void;
  /**
   * Called before `callback` when a request to the callback route is not a valid callback of
   * NewPay's. It is the only hook that receives a body, so that you can find out why a signature is not valid.
   */
  unverified?(info: NewPayUnverifiedInfo): void;
}
