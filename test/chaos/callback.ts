import { paymentFields, signedBody } from '../support/signed-callback.js';

/** What a callback says of an order: that it is paid, or that an attempt to pay it failed. */
export type State = 'paid' | 'failed';

/** A callback of an order, to be delivered any number of times. */
export interface Callback {
  readonly orderNo: string;
  readonly state: State;
  /** The signed bytes. */
  readonly body: string;
}

/** Reads what the sandbox delivers. */
export function callbackOf(body: string): Callback {
  const { orderNo } = JSON.parse(body) as { orderNo: string };
  return { orderNo, state: 'paid', body };
}

/**
 * The news of a failed attempt to pay, after which the payer tried again. The sandbox knows one
 * result per order, so that this is signed with a second key, as if NewPay was changing its own.
 */
export function failedCallback(appId: string, orderNo: string): Callback {
  const fields = paymentFields({ appId, orderNo, transStatus: 1, transInfo: 'Transaction Failed' });
  return { orderNo, state: 'failed', body: signedBody(fields) };
}
