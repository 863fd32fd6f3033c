import { paymentFields, signedBody } from '../support/signed-callback.js';

/** The state in a callback: the order is paid, or an attempt to pay it failed. */
export type State = 'paid' | 'failed';

/** A callback of an order, to be delivered any number of times. */
export interface Callback {
  readonly orderNo: string;
  readonly state: State;
  /** The signed bytes. */
  readonly body: string;
}

/** Reads a callback of the sandbox. */
export function callbackOf(body: string): Callback {
  const { orderNo } = JSON.parse(body) as { orderNo: string };
  return { orderNo, state: 'paid', body };
}

/**
 * The callback of a failed attempt to pay, after which the payer tried again. The sandbox has one
 * result per order, so this callback is signed with a second key, as if NewPay were changing its
 * key.
 */
export function failedCallback(appId: string, orderNo: string): Callback {
  const fields = paymentFields({ appId, orderNo, transStatus: 1, transInfo: 'Transaction Failed' });
  return { orderNo, state: 'failed', body: signedBody(fields) };
}
