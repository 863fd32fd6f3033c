import { isInstance } from './is-instance.js';
import { NewPayGatewayError } from './newpay-gateway.error.js';
import { NewPayTransportError } from './newpay-transport.error.js';

/** Whether a call that failed has certainly changed nothing: NewPay refused it, or nothing was sent. */
export function hadNoEffect(error: unknown): boolean {
  return isInstance(error, NewPayGatewayError) || isInstance(error, NewPayTransportError);
}
