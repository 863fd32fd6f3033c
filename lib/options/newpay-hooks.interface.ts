/** A call of NewPay's API that is about to be made. */
export interface NewPayRequestInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The endpoint's name, such as `createOrder`, or the path of `NewPayService.call`. */
  readonly call: string;
}

/** How an attempt of a call ended. */
export interface NewPayResponseInfo extends NewPayRequestInfo {
  /**
   * - `ok`: NewPay said yes
   * - `refused`: NewPay said no
   * - `unreached`: no connection was opened
   * - `unanswered`: no complete answer came
   * - `untrusted`: an answer came that cannot be believed
   */
  readonly outcome: 'ok' | 'refused' | 'unreached' | 'unanswered' | 'untrusted';
  /** In milliseconds, signing and verifying included. */
  readonly durationMs: number;
}

/** How a callback ended. */
export interface NewPayCallbackInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The HTTP status that was answered: 200, and only 200, is an acknowledgement. */
  readonly status: number;
  /** What it was about; `undefined` when it was refused before it could be read. */
  readonly orderNo: string | undefined;
  /** Why it was not acknowledged; `undefined` when it was. Of an unverified body
   * it quotes at most the name of a field, cut at 64 characters. */
  readonly reason: string | undefined;
  /** From the arrival of the request (in a controller of your own: from the guard) to the answer, in milliseconds. */
  readonly durationMs: number;
}

/** How the listeners of an event ended. */
export interface NewPayPublishedInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The event's full name, such as `newpay.paid`. */
  readonly event: `newpay.${string}`;
  readonly orderNo: string;
  readonly outcome: 'handled' | 'failed';
  /** Until the last listener had finished, in milliseconds. */
  readonly durationMs: number;
}

/** Money that came for an order beside the payment that was handled. */
export interface NewPayDuplicateInfo {
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  readonly orderNo: string;
  /** NewPay's number of the second payment. */
  readonly newpayOrderNo: string;
  /** The amount of the second payment, decimal text. */
  readonly orderAmt: string;
  readonly currency: string;
  /** NewPay's number of the payment that was handled. */
  readonly handledNewpayOrderNo: string;
  /** The amount of that payment, decimal text; `undefined` when the store does not know it. */
  readonly handledOrderAmt: string | undefined;
}

/**
 * Functions of the host that are told what happens, for metrics. They are called synchronously; what
 * they throw is logged and changes nothing. No body and no key is passed to them.
 */
export interface NewPayHooks {
  request?(info: NewPayRequestInfo): void;
  response?(info: NewPayResponseInfo): void;
  callback?(info: NewPayCallbackInfo): void;
  published?(info: NewPayPublishedInfo): void;
  /** Called at each delivery of such a payment, whether anybody listens to `newpay.duplicate` or not. */
  duplicate?(info: NewPayDuplicateInfo): void;
}
