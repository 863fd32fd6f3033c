import type { NewPayApi } from 'nestjs-newpay';
import { API_MESSAGES, signedCallback } from '../support/api-messages.js';

/** The state in a callback: the order is paid, or an attempt to pay it failed. */
export type State = 'paid' | 'failed';

/** A callback of an order, to be delivered any number of times. */
export interface Callback {
  readonly orderNo: string;
  readonly state: State;
  /** The signed bytes. */
  readonly body: string;
}

/** Reads a callback of the sandbox, of either version of the API. */
export function callbackOf(body: string): Callback {
  const { orderNo, data } = JSON.parse(body) as {
    readonly orderNo: string;
    readonly data?: { readonly mchOrderNo: string };
  };
  return { orderNo: data?.mchOrderNo ?? orderNo, state: 'paid', body };
}

/**
 * The callback of a failed attempt to pay, after which the payer tried again. The sandbox has one
 * result per order, so this callback is signed with a second key, as if NewPay were changing its
 * key.
 */
export function failedCallback(
  appId: string,
  { api, orderNo }: { readonly api: NewPayApi; readonly orderNo: string },
): Callback {
  const messages = API_MESSAGES[api];
  const fields = messages.payment({ appId, orderNo, status: 'failed' });
  return { orderNo, state: 'failed', body: signedCallback(messages, fields) };
}
